/** Writes down the counters of a running chip, row by row, for the energy log. */
import type { Chip, ChipWatcher } from '../chip/chip.js';
import { ACTIVITIES } from '../chip/activity.js';
import type { ChipState } from '../chip/state.js';
import { PHASE_COUNTERS, ROWS_LENGTH, type CounterRows } from '../chip/turbo/counters.js';
import { EVERYTHING, type ActivityBlock, type Every, type LogBegin, type LogPosition } from './log.js';
import { sumByActivity } from './meter.js';

/** Numbers of a row of everything. */
const LONGEST_ROW = 2 + PHASE_COUNTERS.length + ACTIVITIES.length;

export interface LogOptions {
  readonly every: Every;
  /** Rows that begin from here on, and before there; default all. */
  readonly from?: LogPosition;
  readonly to?: LogPosition;
  /** Most numbers in a block; default as many as fit. */
  readonly blockLength?: number;
  /** Told where the first row begins. */
  readonly onBegin: (begin: LogBegin) => void;
  /** Takes a full block and, at the end, the rest; its numbers are good until it returns. */
  readonly onBlock: (block: ActivityBlock) => void;
}

/** Most cycles a single call of the engine takes. */
const LOOKAHEAD = 1 << 18;

export class ActivityLog implements ChipWatcher {
  private readonly counters: CounterRows;
  /** Numbers of a block up to which it has room for one more row. */
  private readonly room: number;
  private readonly state: ChipState;
  private readonly counts: Float64Array;
  private readonly every: Every;
  /** Counts of all states together. */
  private readonly sums = new Float64Array(ACTIVITIES.length);
  private rows = 0;
  /** Numbers in the block so far. */
  private used = 0;
  private written = 0;
  private ticks = 0;
  private samples = 0;
  private ticksBeforeSample = 0;
  /** The row under way: its first cycle and state, what had happened before it, its numbers. */
  private start = 0;
  private rowState = 0;
  private disturbances = 0;
  private rowTicks = 0;
  private rowSamples = 0;
  /** The row under way lies in the window; the window has begun; it is over. */
  private inside = false;
  private begun = false;
  private over = false;
  /** Every tick from here on is a row. */
  private endless = false;

  /** @param chip as it stands at the log's beginning. */
  constructor(
    private readonly chip: Chip,
    private readonly options: LogOptions,
  ) {
    this.every = options.every;
    this.state = chip.state;
    this.counts = chip.state.activity;
    this.counters = chip.newCounterRows();
    this.room = Math.max(0, Math.min(options.blockLength ?? ROWS_LENGTH, ROWS_LENGTH) - LONGEST_ROW);
    this.beginRow();
  }

  /** Rows handed on or waiting in the block. */
  get count(): number {
    return this.written + this.rows;
  }

  /** A tick begins. */
  tick(): void {
    if (this.endless) this.nextTick();
    else if (this.every === 'tick') {
      this.endRow();
      this.ticks++;
      this.beginRow();
    } else this.ticks++;
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
    if (cycle !== undefined) return this.state.cycle + LOOKAHEAD >= cycle;
    return sample === undefined ? this.ticks + 1 >= (tick ?? 0) : this.samples + 1 >= sample;
  }

  /** Ends the last row and hands on what is left. */
  finish(): void {
    if (this.state.cycle > this.start) this.endRow();
    this.inside = false;
    if (this.rows > 0) this.handOn();
  }

  private beginRow(): void {
    const { chip, state } = this;
    this.start = state.cycle;
    this.rowState = state.ctl.state;
    this.disturbances = chip.disturbances;
    this.rowTicks = this.ticks;
    this.rowSamples = this.samples;
    if (!this.begun) this.inside = this.begins();
    const { to } = this.options;
    if (this.inside && to !== undefined && this.reached(to)) this.inside = false;
    if (this.begun && !this.inside) this.over = true;
    this.endless = this.every === 'tick' && this.inside && to === undefined;
  }

  private begins(): boolean {
    const { from, onBegin } = this.options;
    if (from !== undefined && !this.reached(from)) return false;
    this.begun = true;
    const end = this.copyEverything(0);
    const row = this.counters.values.slice(2, end);
    onBegin({ cycle: this.start, tick: this.rowTicks, sample: this.rowSamples, row });
    return true;
  }

  private endRow(): void {
    if (!this.inside) return;
    if (this.every === 'tick') this.writeTick();
    else this.writeEverything(this.every === 'cycle' ? this.rowState : this.ticks - this.rowTicks);
  }

  /** {@link endRow} and {@link beginRow} of an endless log, without what only other logs need. */
  private nextTick(): void {
    this.writeTick();
    this.ticks++;
    this.start = this.state.cycle;
  }

  /** Writes what the phases count, or everything where there was more than phases. */
  private writeTick(): void {
    const { chip, used, counters } = this;
    if (chip.disturbances === this.disturbances) this.closeRow(counters.write(used));
    else {
      this.writeEverything(0);
      this.disturbances = chip.disturbances;
    }
  }

  /** @param extra state or ticks. */
  private writeEverything(extra: number): void {
    const { used, counters } = this;
    const end = this.copyEverything(used);
    counters.values[used] = EVERYTHING;
    counters.values[used + 1] = extra;
    this.closeRow(end);
  }

  /** Copies what the phases count, then all counts. @returns where they end. */
  private copyEverything(at: number): number {
    const { counters, counts, sums } = this;
    counters.write(at + 1);
    sumByActivity(counts, sums);
    counters.values.set(sums, at + 2 + PHASE_COUNTERS.length);
    return at + LONGEST_ROW;
  }

  private closeRow(end: number): void {
    this.used = end;
    this.rows++;
    if (end > this.room) this.handOn();
  }

  /** Whether the row begins at or after a place. */
  private reached({ cycle, sample, tick }: LogPosition): boolean {
    if (cycle !== undefined) return this.start >= cycle;
    if (sample === undefined) return this.rowTicks >= (tick ?? 0);
    if (this.rowSamples !== sample) return this.rowSamples > sample;
    return tick === undefined || this.rowTicks - this.ticksBeforeSample >= tick;
  }

  private handOn(): void {
    const { rows, used: length } = this;
    this.written += rows;
    this.rows = this.used = 0;
    this.options.onBlock({ values: this.counters.values, length, rows });
  }
}
