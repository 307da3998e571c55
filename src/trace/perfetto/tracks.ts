/** Tracks of a timeline: slices, counters that change, and mean power by tick. */
import type { PowerSource, TraceMeta } from '../sink.js';
import type { PerfettoStream } from './stream.js';

/** Name of the track above all others: the chip, with its parameters unless it is the public design. */
export const chipTrack = ({ chip }: TraceMeta): string => (chip === undefined ? 'chip' : `chip ${chip}`);

/** A track of slices that follow one another: setting another name ends the slice and begins the next. */
export class SliceTrack {
  private open: string | undefined;

  constructor(
    private readonly stream: PerfettoStream,
    private readonly track: number,
    private readonly category: string,
    /** Whether every name comes only once. */
    private readonly isNumbered: boolean,
  ) {}

  set(time: number, name: string): void {
    if (name === this.open) return;
    if (this.open !== undefined) this.stream.end(time, this.track);
    if (this.isNumbered) this.stream.beginOnce(time, this.track, name, this.category);
    else this.stream.begin(time, this.track, name, this.category);
    this.open = name;
  }

  close(time: number): void {
    if (this.open !== undefined) this.stream.end(time, this.track);
    this.open = undefined;
  }
}

/** A counter that is written when it changes. Its times ascend, but may lie before times already on other tracks. */
export class CounterTrack {
  private last: number | undefined;

  constructor(
    private readonly stream: PerfettoStream,
    private readonly track: number,
  ) {}

  set(time: number, value: number): void {
    if (value === this.last) return;
    this.last = value;
    this.stream.counter(time, this.track, value);
  }
}

/** Mean power from each tick to the next in nW, total and by part. */
export class PowerTracks {
  private readonly spent: Float64Array;
  private readonly total: CounterTrack;
  private readonly parts: CounterTrack[];
  private since: number | undefined;

  constructor(
    private readonly source: PowerSource,
    private readonly periodPs: number,
    makeTrack: (name: string) => CounterTrack,
  ) {
    this.spent = new Float64Array(source.parts.length);
    this.total = makeTrack('power');
    this.parts = source.parts.map((part) => makeTrack(`power: ${part}`));
  }

  /** Starts the count; energy spent before is left out. */
  begin(cycle: number): void {
    if (this.since !== undefined) return;
    this.source.read(this.spent);
    this.since = cycle;
  }

  /** Ends a tick. @param time at which that tick began. */
  end(cycle: number, time: number): void {
    if (this.since === undefined || cycle === this.since) return;
    this.source.read(this.spent);
    const period = (cycle - this.since) * this.periodPs;
    this.since = cycle;
    // An attojoule a picosecond is a microwatt.
    const nanowatts = (spent: number): number => Math.round((1000 * spent) / period);
    this.parts.forEach((track, i) => track.set(time, nanowatts(this.spent[i]!)));
    this.total.set(time, nanowatts(this.spent.reduce((sum, spent) => sum + spent, 0)));
  }
}
