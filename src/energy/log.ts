/**
 * The energy log: a row a cycle, a tick or a sample, energy by component, handed on in blocks.
 *
 * A tick's row runs from the rise of TIME_TICK (or the cycle of a local tick) to the next one; row 0 is what came
 * before the first. A sample's row runs from a rise of SAMPLE to the next. Memory is one block, however long the run.
 */
import type { ChipWatcher } from '../chip/chip.js';
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

/** Rows that belong together in memory: row by row, leading columns, then aJ by component. */
export interface RowBlock {
  readonly every: Every;
  readonly values: Float64Array;
  readonly rows: number;
}

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
  /** Takes a full block and, at the end, the rest; the block's array is used again afterwards. */
  readonly onBlock: (block: RowBlock) => void;
}

const BLOCK_ROWS = 4096;
/** Most cycles a single call of the engine takes. */
const LOOKAHEAD = 1 << 18;

/** Number of values in a row. */
export const rowWidth = (every: Every): number => LEADING[every].length + COMPONENTS.length;

export class EnergyLog implements ChipWatcher {
  private readonly meter: EnergyMeter;
  private readonly values: Float64Array;
  private readonly width: number;
  private readonly leading: number;
  private readonly blockRows: number;
  private rows = 0;
  private written = 0;
  /** First cycle, state, and numbers of tick and sample of the row being measured. */
  private start: number;
  private state: number;
  private ticks = 0;
  private samples = 0;
  private ticksBeforeSample = 0;
  private rowTicks = 0;
  private rowSamples = 0;
  private rowTicksOfSample = 0;
  /** The end of the window has been reached. */
  private over = false;

  /** @param chip state of the chip, as it stands at the log's beginning. */
  constructor(
    private readonly chip: ChipState,
    prices: Prices,
    private readonly options: LogOptions,
  ) {
    this.meter = new EnergyMeter(chip.activity, prices);
    this.leading = LEADING[options.every].length;
    this.width = rowWidth(options.every);
    this.blockRows = options.blockRows ?? BLOCK_ROWS;
    this.values = new Float64Array(this.blockRows * this.width);
    this.start = chip.cycle;
    this.state = chip.ctl.state;
  }

  /** Rows handed on or waiting in the block. */
  get count(): number {
    return this.written + this.rows;
  }

  /** A tick begins. */
  tick(): void {
    if (this.options.every === 'tick') this.endRow();
    this.ticks++;
    if (this.options.every === 'tick') this.beginRow();
  }

  /** A sample begins. */
  sample(): void {
    if (this.options.every === 'sample') this.endRow();
    this.samples++;
    this.ticksBeforeSample = this.ticks;
    if (this.options.every === 'sample') this.beginRow();
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
    if (this.options.every !== 'cycle' || this.over) return false;
    const { cycle, sample, tick } = this.options.from ?? {};
    if (cycle !== undefined) return this.chip.cycle + LOOKAHEAD >= cycle;
    return sample === undefined ? this.ticks + 1 >= (tick ?? 0) : this.samples + 1 >= sample;
  }

  /** Ends the last row and hands on what is left. */
  finish(): void {
    if (!this.over && this.chip.cycle > this.start) this.endRow();
    this.flush();
  }

  private beginRow(): void {
    const { chip } = this;
    this.start = chip.cycle;
    this.state = chip.ctl.state;
    this.rowTicks = this.ticks;
    this.rowSamples = this.samples;
    this.rowTicksOfSample = this.ticks - this.ticksBeforeSample;
  }

  private endRow(): void {
    const { values, chip } = this;
    const at = this.rows * this.width;
    this.meter.read(values, at + this.leading);
    const { from, to } = this.options;
    this.over ||= to !== undefined && this.reached(to);
    if (!this.over && (from === undefined || this.reached(from))) {
      switch (this.options.every) {
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
      if (++this.rows === this.blockRows) this.flush();
    }
  }

  /** Whether the row begins at or after a place. */
  private reached({ cycle, sample, tick }: LogPosition): boolean {
    if (cycle !== undefined) return this.start >= cycle;
    if (sample === undefined) return this.rowTicks >= (tick ?? 0);
    if (this.rowSamples !== sample) return this.rowSamples > sample;
    return tick === undefined || this.rowTicksOfSample >= tick;
  }

  private flush(): void {
    if (this.rows === 0) return;
    this.written += this.rows;
    this.options.onBlock({ every: this.options.every, values: this.values, rows: this.rows });
    this.rows = 0;
  }
}
