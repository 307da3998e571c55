/**
 * The energy log: a row a cycle, a tick or a sample.
 *
 * A tick's row runs from the rise of TIME_TICK (or the cycle of a local tick) to the next one; row 0 is what came
 * before the first. A sample's row runs from a rise of SAMPLE to the next. While the chip runs, only its counters are
 * copied ({@link ActivityLog}); what they cost is worked out block by block ({@link RowPricer}), elsewhere if need be.
 */
import type { ChipWatcher } from '../chip/chip.js';
import { ACTIVITY_LENGTH } from '../chip/activity.js';
import type { ChipState } from '../chip/state.js';
import { EnergyMeter } from './meter.js';
import type { Prices } from './prices.js';
import { COMPONENTS } from './vocabulary.js';

export const EVERY = ['cycle', 'tick', 'sample'] as const;
export type Every = (typeof EVERY)[number];

/** Columns before the components, by kind of row: whole numbers; `state` is the index of its name. */
export const LEADING: Record<Every, readonly string[]> = {
  cycle: ['cycle', 'state'],
  tick: ['tick', 'cycle', 'cycles'],
  sample: ['sample', 'cycle', 'cycles', 'ticks'],
};

/** Rows that belong together in memory, row by row: leading columns, then the counters at the row's end. */
export interface ActivityBlock {
  readonly every: Every;
  readonly values: Float64Array;
  readonly rows: number;
}

/** Rows priced: leading columns, then aJ by component. */
export interface RowBlock {
  readonly every: Every;
  readonly values: Float64Array;
  readonly rows: number;
}

/** Number of values in a priced row. */
export const rowWidth = (every: Every): number => LEADING[every].length + COMPONENTS.length;

/** Number of values in a row of counters. */
export const activityWidth = (every: Every): number => LEADING[every].length + ACTIVITY_LENGTH;

/** A place in a run: a cycle, a tick (of the sample, where one is given, else of the run) or a sample; from 1. */
export interface LogPosition {
  readonly cycle?: number;
  readonly sample?: number;
  readonly tick?: number;
}

export interface LogOptions {
  readonly every: Every;
  /** Rows that begin from here on, and before there; default all. */
  readonly from?: LogPosition;
  readonly to?: LogPosition;
  /** Rows of a full block. */
  readonly blockRows?: number;
  /** Takes the counters at the beginning of the first row. */
  readonly onBegin: (counts: Float64Array) => void;
  /**
   * Takes a full block and, at the end, the rest.
   * @returns an array for the next block, of the same length: the same one, if it is done with.
   */
  readonly onBlock: (block: ActivityBlock) => Float64Array;
}

const BLOCK_ROWS = 512;
/** Most cycles a single call of the engine takes. */
const LOOKAHEAD = 1 << 18;

export class ActivityLog implements ChipWatcher {
  private values: Float64Array;
  private readonly counts: Float64Array;
  private readonly every: Every;
  private readonly width: number;
  private readonly leading: number;
  private readonly blockRows: number;
  private rows = 0;
  private written = 0;
  private ticks = 0;
  private samples = 0;
  private ticksBeforeSample = 0;
  /** First cycle, state, and numbers of tick and sample of the row under way. */
  private start = 0;
  private state = 0;
  private rowTicks = 0;
  private rowSamples = 0;
  /** The row under way lies in the window; the window has begun; it is over. */
  private inside = false;
  private begun = false;
  private over = false;

  /** @param chip state of the chip, as it stands at the log's beginning. */
  constructor(
    private readonly chip: ChipState,
    private readonly options: LogOptions,
  ) {
    this.every = options.every;
    this.counts = chip.activity;
    this.leading = LEADING[options.every].length;
    this.width = activityWidth(options.every);
    this.blockRows = options.blockRows ?? BLOCK_ROWS;
    this.values = new Float64Array(this.blockRows * this.width);
    this.beginRow();
  }

  /** Rows handed on or waiting in the block. */
  get count(): number {
    return this.written + this.rows;
  }

  /** A tick begins. */
  tick(): void {
    if (this.every !== 'tick') {
      this.ticks++;
      return;
    }
    this.endRow();
    this.ticks++;
    this.beginRow();
  }

  /** A sample begins. */
  sample(): void {
    const rows = this.every === 'sample';
    if (rows) this.endRow();
    this.samples++;
    this.ticksBeforeSample = this.ticks;
    if (rows) this.beginRow();
  }

  /** Sees a cycle before its edge; needed for rows by cycle only. */
  readonly observe = (s: ChipState): void => {
    if (this.over) return;
    if (s.cycle > this.start) this.endRow();
    this.beginRow();
    // Every cycle is to be seen: do not let the chip pass over those in which nothing moves.
    s.quiet = 0;
  };

  /** Whether rows by cycle need {@link observe} in the next call of the engine: their window is near, and not over. */
  get watches(): boolean {
    if (this.every !== 'cycle' || this.over) return false;
    const { cycle, sample, tick } = this.options.from ?? {};
    if (cycle !== undefined) return this.chip.cycle + LOOKAHEAD >= cycle;
    return sample === undefined ? this.ticks + 1 >= (tick ?? 0) : this.samples + 1 >= sample;
  }

  /** Ends the last row and hands on what is left. */
  finish(): void {
    if (this.chip.cycle > this.start) this.endRow();
    this.inside = false;
    if (this.rows > 0) this.handOn();
  }

  private beginRow(): void {
    const { chip } = this;
    this.start = chip.cycle;
    this.state = chip.ctl.state;
    this.rowTicks = this.ticks;
    this.rowSamples = this.samples;
    if (!this.begun) this.inside = this.begins();
    const { to } = this.options;
    if (this.inside && to !== undefined && this.reached(to)) this.inside = false;
    if (this.begun && !this.inside) this.over = true;
  }

  private begins(): boolean {
    const { from, onBegin } = this.options;
    if (from !== undefined && !this.reached(from)) return false;
    this.begun = true;
    onBegin(this.counts.slice());
    return true;
  }

  private endRow(): void {
    if (!this.inside) return;
    const { values, chip } = this;
    const at = this.rows * this.width;
    switch (this.every) {
      case 'cycle':
        values[at] = this.start;
        values[at + 1] = this.state;
        break;
      case 'tick':
        values[at] = this.rowTicks;
        values[at + 1] = this.start;
        values[at + 2] = chip.cycle - this.start;
        break;
      case 'sample':
        values[at] = this.rowSamples;
        values[at + 1] = this.start;
        values[at + 2] = chip.cycle - this.start;
        values[at + 3] = this.ticks - this.rowTicks;
        break;
    }
    values.set(this.counts, at + this.leading);
    if (++this.rows === this.blockRows) this.handOn();
  }

  /** Whether the row begins at or after a place. */
  private reached({ cycle, sample, tick }: LogPosition): boolean {
    if (cycle !== undefined) return this.start >= cycle;
    if (sample === undefined) return this.rowTicks >= (tick ?? 0);
    if (this.rowSamples !== sample) return this.rowSamples > sample;
    return tick === undefined || this.rowTicks - this.ticksBeforeSample >= tick;
  }

  private handOn(): void {
    this.written += this.rows;
    const { every, values, rows } = this;
    this.rows = 0;
    this.values = this.options.onBlock({ every, values, rows });
  }
}

/** Prices blocks of rows, in their order. */
export class RowPricer {
  private readonly counts = new Float64Array(ACTIVITY_LENGTH);
  private readonly meter: EnergyMeter;
  private values = new Float64Array(0);

  /** @param begin counters at the beginning of the first row. */
  constructor(begin: Float64Array, prices: Prices) {
    this.counts.set(begin);
    this.meter = new EnergyMeter(this.counts, prices);
  }

  /** @returns the rows with their energy, in an array that the next call uses again. */
  price({ every, values, rows }: ActivityBlock): RowBlock {
    const leading = LEADING[every].length;
    const [from, to] = [activityWidth(every), rowWidth(every)];
    if (this.values.length < rows * to) this.values = new Float64Array(rows * to);
    for (let row = 0; row < rows; row++) {
      const source = row * from;
      for (let i = 0; i < leading; i++) this.values[row * to + i] = values[source + i]!;
      this.counts.set(values.subarray(source + leading, source + from));
      this.meter.read(this.values, row * to + leading);
    }
    return { every, values: this.values, rows };
  }
}
