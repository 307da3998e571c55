/** Recorded traces as timelines. */
import { labelsOf } from '../../signals/lookup.js';
import type { Converter } from '../format.js';
import { numberOf, type RecordedSignal, type RecordedTrace, type TraceValue } from '../recorded/model.js';
import type { TraceMeta } from '../sink.js';
import { PerfettoStream } from './stream.js';
import { chipTrack } from './tracks.js';

/** A timeline: slices of named states and of text, a counter for every other number. Its times are nanoseconds. */
export const toPerfetto: Converter = async (trace, meta, write, drain) => {
  const stream = await PerfettoStream.open(write);
  const timeline = new Timeline(stream, trace, meta);
  let steps = 0;
  let time = 0;
  for await (const batch of trace.steps) {
    for (const { time: at, index, values } of batch) {
      steps++;
      time = Math.round((at * meta.periodPs) / 1000);
      index.forEach((n, i) => timeline.change(time, n, values[i]!));
    }
    await drain();
  }
  timeline.close(time);
  const { leftOut } = timeline;
  if (leftOut.length === 0) return { steps };
  return {
    steps,
    leftOut: { signals: leftOut, reason: 'a timeline holds numbers of up to 32 bits and text' },
  };
};

class Timeline {
  /** Id of the track that names the chip. */
  private readonly chip: number | undefined;
  private readonly tracks: (number | undefined)[] = [];
  private readonly groups = new Map<string, number>();
  /** Signals with a slice that has begun. */
  private readonly open = new Set<number>();

  constructor(
    private readonly stream: PerfettoStream,
    private readonly trace: RecordedTrace,
    meta: TraceMeta,
  ) {
    // Traces of the public design have no track above their groups: it would only be another level to unfold.
    this.chip = meta.chip === undefined ? undefined : stream.track(chipTrack(meta));
  }

  get leftOut(): string[] {
    return this.trace.signals.filter((s) => s.type === 'bits' && s.bits > 32).map((s) => s.name);
  }

  change(time: number, n: number, value: TraceValue): void {
    const signal = this.trace.signals[n]!;
    const labels = labelsOf(signal.name);
    if (signal.type === 'text' || labels) this.slice(time, n, nameOf(value, labels));
    else if (signal.bits <= 32 || signal.type === 'real') {
      const number = numberOf(signal, value);
      // A counter has no value for unknown bits: it goes on with the value before.
      if (number !== undefined && Number.isFinite(number))
        this.stream.counter(time, this.track(n, signal), number, signal.type === 'real');
    }
  }

  close(time: number): void {
    for (const n of this.open) this.stream.end(time, this.tracks[n]!);
    this.stream.flush();
  }

  private slice(time: number, n: number, name: string): void {
    const track = this.track(n, this.trace.signals[n]!);
    if (this.open.has(n)) this.stream.end(time, track);
    this.stream.begin(time, track, name, 'state');
    this.open.add(n);
  }

  private track(n: number, { name, type }: RecordedSignal): number {
    const scope = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : 'trace';
    const group = this.groups.get(scope) ?? this.stream.track(scope, this.chip);
    this.groups.set(scope, group);
    const unit = type === 'text' || labelsOf(name) ? undefined : type === 'real' ? '1' : 'lsb';
    return (this.tracks[n] ??= this.stream.track(name, group, unit));
  }
}

const nameOf = (value: TraceValue, labels: readonly string[] | undefined): string =>
  (typeof value === 'number' ? labels?.[value] : undefined) ?? String(value);
