/**
 * What a training keeps of two samples to be looked at: the last that was trained on and the first of the test that
 * follows it, once in the first epoch and again in the last. Spikes, outputs, learning signals and energy become tables.
 */
import type { Chip, ChipWatcher } from '../chip/chip.js';
import { learns } from '../chip/controllers.js';
import type { CycleObserver } from '../chip/cycle.js';
import type { Task } from '../data/task.js';
import { EnergyMeter, PER_PICOJOULE } from '../energy/meter.js';
import type { Prices } from '../energy/prices.js';
import { WatcherPair } from '../energy/profile.js';
import { COMPONENTS } from '../energy/vocabulary.js';
import { ticksSoFar } from '../trace/selection.js';
import type { TraceMeta, TraceSink } from '../trace/sink.js';
import { tableEncoder, tableMeta, TableWriter, type Column } from '../trace/table.js';
import { tableSink } from '../trace/table-sinks.js';
import { together } from '../trace/tracer.js';

const KINDS = ['spikes', 'outputs', 'learning'] as const;
const ENERGY_COLUMNS: Column[] = [
  { name: 'tick', type: 'int' },
  { name: 'cycle', type: 'long' },
  { name: 'cycles', type: 'int' },
  ...COMPONENTS.map((name): Column => ({ name: `${name.replaceAll('-', '_')}_pj`, type: 'double' })),
];

/** Bytes of a table so far. */
class Text {
  private readonly chunks: Uint8Array[] = [];
  readonly write = (chunk: Uint8Array): void => void this.chunks.push(chunk);
  toString = (): string => Buffer.concat(this.chunks).toString('latin1');
}

/** The tables of one pair of samples. */
class Recording {
  /** File name to what is in it. */
  readonly texts: Record<string, Text>;
  /** Lets the phases of the turbo engine run as a whole. */
  readonly observer: CycleObserver;
  /** Sees the learning signals, too, which takes every cycle. */
  readonly learning: CycleObserver;
  readonly energy: EnergyRows;
  private readonly sinks: TraceSink[];

  constructor(chip: Chip, meta: TraceMeta, prices: Prices) {
    this.texts = Object.fromEntries([...KINDS, 'energy'].map((kind) => [`${kind}.csv`, new Text()]));
    this.sinks = KINDS.map((kind) => tableSink(kind, 'csv', meta, this.texts[`${kind}.csv`]!.write));
    const [spikes, outputs, learning] = this.sinks.map(({ observe }) => observe!);
    this.observer = together([spikes!, outputs!])!;
    this.learning = together([spikes!, outputs!, learning!])!;
    this.energy = new EnergyRows(chip, meta, prices, this.texts['energy.csv']!.write);
  }

  async finish(cycle: number): Promise<void> {
    for (const sink of [...this.sinks, this.energy]) await sink.finish(cycle);
  }
}

/** Energy from one tick to the next, in the columns of the energy log. */
class EnergyRows implements ChipWatcher {
  private readonly table: TableWriter;
  private readonly meter: EnergyMeter;
  private readonly spent = new Float64Array(COMPONENTS.length);
  /** Tick since the last reading, 0 when none came; and the cycle of that reading. */
  private current = 0;
  private since = 0;

  constructor(
    private readonly chip: Chip,
    meta: TraceMeta,
    prices: Prices,
    write: (chunk: Uint8Array) => void,
  ) {
    const layout = { columns: ENERGY_COLUMNS, format: 'csv', meta: tableMeta('energy', meta) } as const;
    this.table = new TableWriter(layout, tableEncoder(layout, write));
    this.meter = new EnergyMeter(chip.state.activity, prices);
  }

  tick(): void {
    this.row();
    this.current = ticksSoFar(this.chip.state) + 1;
  }

  sample(): void {
    // A sample begins with its first tick.
  }

  /** Ends the row of the last tick; what comes until the next belongs to none. */
  row(): void {
    const { chip, table, spent } = this;
    this.meter.read(spent, 0);
    if (this.current > 0) {
      table.put(this.current);
      table.put(this.since);
      table.put(chip.cycle - this.since);
      for (const part of spent) table.put(part / PER_PICOJOULE);
      table.end();
    }
    this.current = 0;
    this.since = chip.cycle;
  }

  finish(): void | Promise<void> {
    return this.table.finish();
  }
}

export class SampleRecorder {
  /** What was recorded so far: file names, and the tables to be written under them. */
  tables: Record<string, string> = {};
  private recording: Recording | undefined;
  private playing = false;
  /** The chip's other watcher, while samples are recorded. */
  private other: ChipWatcher | undefined;

  /** @param epochs of the training. @param prices what energy is told by. */
  constructor(
    private readonly chip: Chip,
    private readonly task: Task,
    private readonly epochs: number,
    private readonly meta: TraceMeta,
    private readonly prices: Prices,
  ) {}

  /** Who is to see the next cycles; asked before every call of the engine. */
  get observer(): CycleObserver | undefined {
    const { chip, recording, playing } = this;
    if (!recording || !playing) return undefined;
    const cycles = chip.engine !== 'turbo' && learns(chip.state, chip.state.sync.raw);
    return cycles ? recording.learning : recording.observer;
  }

  /** A sample is about to be played. @param number of the sample, from 0, counted over the training. */
  begin(number: number): void {
    const place = this.place(number);
    if (place === undefined) return;
    const { chip } = this;
    if (place === 0) this.recording = new Recording(chip, this.meta, this.prices);
    if (!this.recording) return;
    this.playing = true;
    this.recording.energy.row();
    this.other = chip.watcher;
    chip.watcher = this.other ? new WatcherPair(this.other, this.recording.energy) : this.recording.energy;
  }

  /** The sample has been answered. */
  async end(number: number): Promise<void> {
    const { chip, recording } = this;
    if (!recording || !this.playing) return;
    recording.energy.row();
    chip.watcher = this.other;
    this.playing = false;
    if (this.place(number + 1) === 1) return;
    await recording.finish(chip.cycle);
    this.tables = Object.fromEntries(
      Object.entries(recording.texts).map(([name, text]) => [name, text.toString()]),
    );
    this.recording = undefined;
  }

  /** 0 for the first of a pair that is recorded, 1 for the second. */
  private place(number: number): number | undefined {
    const { train, test } = this.task;
    const perEpoch = train.length + test.length;
    const epoch = Math.floor(number / perEpoch);
    if (epoch !== 0 && epoch !== this.epochs - 1) return undefined;
    const place = (number % perEpoch) - (train.length - 1);
    return place === 0 || (place === 1 && test.length > 0) ? place : undefined;
  }
}
