/**
 * What a training keeps of two samples to be looked at: the last that was trained on and the first of the test that
 * follows it, in the last epoch. Spikes, outputs, membranes, learning signals and energy become tables.
 */
import type { Chip } from '../chip/chip.js';
import { learns } from '../chip/controllers.js';
import type { CycleObserver } from '../chip/cycle.js';
import { samplesPerEpoch, type Task } from '../data/task.js';
import { combineObservers, combineWatchers } from '../chip/observers.js';
import type { ChipWatcher } from '../chip/watcher.js';
import { energyColumns } from '../energy/log/log.js';
import { EnergyMeter } from '../energy/meter.js';
import type { Prices } from '../energy/prices.js';
import { COMPONENTS } from '../energy/table/vocabulary.js';
import { ticksSoFar } from '../position/counts.js';
import { CsvEncoder } from '../table/csv-encoder.js';
import { originOf } from '../table/origin.js';
import { RowWriter } from '../table/row-writer.js';
import type { TraceMeta, TraceSink, WriteBytes } from '../trace/sink.js';
import { decoderOf } from '../trace/tables/spike-words.js';
import { tableSink } from '../trace/tables/table-sink.js';
import { membraneTable } from './membrane-table.js';

const KINDS = ['spikes', 'outputs', 'learning'] as const;
/** Files of the recorded tables. */
export const RECORDED_TABLES: readonly string[] = [...KINDS, 'membranes', 'energy'].map(
  (kind) => `${kind}.csv`,
);
/** Rows of energy that are gathered before they become text. */
const ROWS_AT_A_TIME = 1 << 10;

/** Number of epochs from which on a training may well be interrupted, so that its first epoch is recorded, too. */
const LONG = 20;

/** Bytes of a table so far. */
class Text {
  private readonly chunks: Uint8Array[] = [];
  readonly write = (chunk: Uint8Array): void => void this.chunks.push(chunk);
  toString = (): string => Buffer.concat(this.chunks).toString('latin1');
}

export interface RecorderOptions {
  /** Epochs of the training. */
  readonly epochs: number;
  /** Whether the training may end before: every epoch is recorded, because any may be the last. */
  readonly mayEndEarly?: boolean;
  /** What the tables say about their origin. */
  readonly meta: TraceMeta;
  /** Prices of the energy. */
  readonly prices: Prices;
  /** Neurons whose membranes are recorded. */
  readonly neurons: readonly number[];
}

/** The tables of one pair of samples. */
class Recording {
  /** Contents of the files, by name. */
  readonly texts: Record<string, Text>;
  /** Lets the phases of the turbo engine run as a whole. */
  readonly observer: CycleObserver;
  /** Sees the learning signals, too, which takes every cycle. */
  readonly learning: CycleObserver;
  readonly energy: EnergyRows;
  private readonly sinks: TraceSink[];

  constructor(chip: Chip, { meta, prices, neurons }: RecorderOptions) {
    this.texts = Object.fromEntries(RECORDED_TABLES.map((name) => [name, new Text()]));
    const writeTo = (kind: string): WriteBytes => this.texts[`${kind}.csv`]!.write;
    const [spikes, outputs, learning] = KINDS.map((kind) =>
      tableSink({ kind, format: 'csv', meta }, (table) =>
        decoderOf(table, new CsvEncoder(table, writeTo(kind))),
      ),
    );
    const membranes = membraneTable(neurons, meta, writeTo('membranes'));
    this.sinks = [spikes!, outputs!, learning!, membranes];
    this.observer = combineObservers(spikes!.observe, outputs!.observe, membranes.observe)!;
    this.learning = combineObservers(this.observer, learning!.observe)!;
    this.energy = new EnergyRows(chip, meta, prices, this.texts['energy.csv']!.write);
  }

  async finish(cycle: number): Promise<void> {
    for (const sink of this.sinks) await sink.finish(cycle);
    this.energy.finish();
  }
}

/** Energy from one tick to the next, in the columns of the energy log. */
class EnergyRows implements ChipWatcher {
  private readonly table: RowWriter;
  private readonly meter: EnergyMeter;
  private readonly spent = new Float64Array(COMPONENTS.length);
  /** Tick since the last reading, 0 when none came; and the cycle of that reading. */
  private current = 0;
  private since = 0;

  constructor(
    private readonly chip: Chip,
    meta: TraceMeta,
    prices: Prices,
    write: WriteBytes,
  ) {
    const columns = energyColumns('tick');
    const encoder = new CsvEncoder({ columns, meta: originOf('energy', meta) }, write);
    this.table = new RowWriter(columns, encoder, ROWS_AT_A_TIME);
    this.meter = new EnergyMeter(chip.state.activity, prices);
  }

  tick(): void {
    this.row();
    this.current = ticksSoFar(this.chip.state) + 1;
  }

  sample(): void {
    // A sample begins with its first tick.
  }

  /** Ends the row of the last tick; what comes until the next tick belongs to none. */
  row(): void {
    const { chip, table, spent } = this;
    this.meter.read(spent, 0);
    if (this.current > 0) {
      table.put(this.current);
      table.put(this.since);
      table.put(chip.cycle - this.since);
      for (const part of spent) table.put(part);
      table.end();
    }
    this.current = 0;
    this.since = chip.cycle;
  }

  finish(): void {
    void this.table.finish();
  }
}

export class SampleRecorder {
  /** What was recorded so far: file names, and the tables to be written under them. */
  tables: Record<string, string> = {};
  private recording: Recording | undefined;
  private playing = false;
  /** The chip's other watcher, while samples are recorded. */
  private other: ChipWatcher | undefined;

  constructor(
    private readonly chip: Chip,
    private readonly task: Task,
    private readonly options: RecorderOptions,
  ) {}

  /** The observer of the next cycles, read before every call of the engine. */
  get observer(): CycleObserver | undefined {
    const { chip, recording, playing } = this;
    if (!recording || !playing) return undefined;
    const cycles = chip.engine !== 'turbo' && learns(chip.state, chip.state.sync.raw);
    return cycles ? recording.learning : recording.observer;
  }

  /** The observer changes with samples and labels only. */
  readonly isSteady = true;

  /** A sample is about to be played. @param number of the sample, from 0, counted over the training. */
  begin(number: number): void {
    const place = this.place(number);
    if (place === undefined) return;
    const { chip } = this;
    if (place === 0) this.recording = new Recording(chip, this.options);
    if (!this.recording) return;
    this.playing = true;
    this.recording.energy.row();
    this.other = chip.watcher;
    chip.watcher = combineWatchers(this.other, this.recording.energy);
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
    const { train } = this.task;
    const perEpoch = samplesPerEpoch(this.task);
    const epoch = Math.floor(number / perEpoch);
    const { epochs, mayEndEarly = false } = this.options;
    const recorded = mayEndEarly || epoch === epochs - 1 || (epoch === 0 && epochs >= LONG);
    if (!recorded) return undefined;
    const place = (number % perEpoch) - (train.length - 1);
    return place === 0 || (place === 1 && perEpoch > train.length) ? place : undefined;
  }
}
