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

export interface LogOptions {
  readonly every: Every;
  /** Rows that begin in these cycles, `to` excluded; default all. */
  readonly from?: number;
  readonly to?: number;
  /** Rows of a full block. */
  readonly blockRows?: number;
  /** Takes a full block and, at the end, the rest; the block's array is used again afterwards. */
  readonly onBlock: (block: RowBlock) => void;
}

const BLOCK_ROWS = 4096;

/** Number of values in a row. */
export const rowWidth = (every: Every): number => LEADING[every].length + COMPONENTS.length;

export class EnergyLog implements ChipWatcher {
  private readonly meter: EnergyMeter;
  private readonly values: Float64Array;
  private readonly width: number;
  private readonly leading: number;
  private readonly blockRows: number;
  private readonly from: number;
  private readonly to: number;
  private rows = 0;
  private written = 0;
  /** First cycle, state, and numbers of tick and sample of the row being measured. */
  private start: number;
  private state: number;
  private ticks = 0;
  private ticksBefore = 0;
  private samples = 0;

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
    this.from = options.from ?? 0;
    this.to = options.to ?? Infinity;
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
  }

  /** A sample begins. */
  sample(): void {
    if (this.options.every === 'sample') this.endRow();
    this.samples++;
  }

  /** Sees a cycle before its edge; needed for rows by cycle only. */
  readonly observe = (s: ChipState): void => {
    if (s.cycle >= this.to && this.start >= this.to) return;
    if (s.cycle > this.start) this.endRow();
    this.state = s.ctl.state;
    // Every cycle is to be seen: do not let the chip pass over those in which nothing moves.
    s.quiet = 0;
  };

  /** Ends the last row and hands on what is left. */
  finish(): void {
    if (this.chip.cycle > this.start) this.endRow();
    this.flush();
  }

  private endRow(): void {
    const { values, chip } = this;
    const at = this.rows * this.width;
    this.meter.read(values, at + this.leading);
    if (this.start >= this.from && this.start < this.to) {
      switch (this.options.every) {
        case 'cycle':
          values[at] = this.start;
          values[at + 1] = this.state;
          break;
        case 'tick':
          values[at] = this.ticks;
          values[at + 1] = this.start;
          values[at + 2] = chip.cycle - this.start;
          break;
        case 'sample':
          values[at] = this.samples;
          values[at + 1] = this.start;
          values[at + 2] = chip.cycle - this.start;
          values[at + 3] = this.ticks - this.ticksBefore;
          break;
      }
      if (++this.rows === this.blockRows) this.flush();
    }
    this.start = chip.cycle;
    this.ticksBefore = this.ticks;
  }

  private flush(): void {
    if (this.rows === 0) return;
    this.written += this.rows;
    this.options.onBlock({ every: this.options.every, values: this.values, rows: this.rows });
    this.rows = 0;
  }
}
