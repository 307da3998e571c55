/**
 * The energy log: a row a cycle, a tick or a sample.
 *
 * A tick's row runs from the rise of TIME_TICK (or the cycle of a local tick) to the next one; row 0 is what came
 * before the first. A sample's row runs from a rise of SAMPLE to the next. While the chip runs, only its counters are
 * copied ({@link ActivityLog}); what they cost is worked out block by block ({@link RowPricer}), elsewhere if need be.
 */
import type { ChipWatcher } from '../chip/chip.js';
import { ACT, ACTIVITIES, ACTIVITY_LENGTH, activityBase } from '../chip/activity.js';
import type { ChipState } from '../chip/state.js';
import { STATE_NAMES } from '../chip/states.js';
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

/**
 * Rows of counters, one after the other: leading columns, first and last state that counted anything, and all counters
 * from the one to the other as they stand at the row's end.
 */
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

const COUNTERS = ACTIVITIES.length;
const STATES = STATE_NAMES.length;
/** Where a state's counters begin. */
const BASES = STATE_NAMES.map((_, s) => activityBase(s));

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
  /** Numbers in a block. */
  readonly blockLength?: number;
  /** Takes the counters at the beginning of the first row. */
  readonly onBegin: (counts: Float64Array) => void;
  /**
   * Takes a full block and, at the end, the rest.
   * @returns an array for the next block, of the same length: the same one, if it is done with.
   */
  readonly onBlock: (block: ActivityBlock) => Float64Array;
}

const BLOCK_LENGTH = 1 << 15;
/** Most cycles a single call of the engine takes. */
const LOOKAHEAD = 1 << 18;

export class ActivityLog implements ChipWatcher {
  private values: Float64Array;
  private readonly counts: Float64Array;
  private readonly every: Every;
  private readonly longestRow: number;
  private rows = 0;
  /** Numbers in the block so far. */
  private used = 0;
  /** Cycles and SPI bits of each state at the end of the last row. */
  private readonly cyclesBefore = new Float64Array(STATES);
  private readonly bitsBefore = new Float64Array(STATES);
  /** First and last state that counted since the last row, and the counters from each state to each later one. */
  private first = 0;
  private last = 0;
  private readonly spans: readonly Float64Array[];
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
    this.longestRow = LEADING[options.every].length + 2 + ACTIVITY_LENGTH;
    this.values = new Float64Array(Math.max(this.longestRow, options.blockLength ?? BLOCK_LENGTH));
    this.spans = BASES.flatMap((from) => BASES.map((to) => this.counts.subarray(from, to + COUNTERS)));
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
    this.noteChanged();
    return true;
  }

  private endRow(): void {
    if (!this.inside) return;
    const { values, chip } = this;
    let at = this.used;
    switch (this.every) {
      case 'cycle':
        values[at++] = this.start;
        values[at++] = this.state;
        break;
      case 'tick':
        values[at++] = this.rowTicks;
        values[at++] = this.start;
        values[at++] = chip.cycle - this.start;
        break;
      case 'sample':
        values[at++] = this.rowSamples;
        values[at++] = this.start;
        values[at++] = chip.cycle - this.start;
        values[at++] = this.ticks - this.rowTicks;
        break;
    }
    this.noteChanged();
    const counted = this.spans[this.first * STATES + this.last]!;
    values[at++] = this.first;
    values[at++] = this.last;
    values.set(counted, at);
    at += counted.length;
    this.used = at;
    this.rows++;
    if (at + this.longestRow > values.length) this.handOn();
  }

  /** Finds the states that counted something since the last call: a cycle, or SPI bits, which fall between cycles. */
  private noteChanged(): void {
    const { counts, cyclesBefore, bitsBefore } = this;
    let first = -1;
    let last = 0;
    for (let s = 0, at = 0; s < STATES; s++, at += COUNTERS) {
      const cycles = counts[at + ACT.cycles]!;
      const bits = counts[at + ACT.spiBits]!;
      if (cycles === cyclesBefore[s] && bits === bitsBefore[s]) continue;
      cyclesBefore[s] = cycles;
      bitsBefore[s] = bits;
      if (first < 0) first = s;
      last = s;
    }
    this.first = Math.max(0, first);
    this.last = last;
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
    this.rows = this.used = 0;
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
    const width = rowWidth(every);
    if (this.values.length < rows * width) this.values = new Float64Array(rows * width);
    for (let row = 0, at = 0; row < rows; row++) {
      const to = row * width;
      for (let i = 0; i < leading; i++) this.values[to + i] = values[at++]!;
      const first = values[at++]! * COUNTERS;
      const end = (values[at++]! + 1) * COUNTERS;
      for (let i = first; i < end; i++) this.counts[i] = values[at++]!;
      this.meter.read(this.values, to + leading);
    }
    return { every, values: this.values, rows };
  }
}
