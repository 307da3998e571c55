/** Records the counters of a running chip, row by row, for the energy log. */
import { ACTIVITIES, sumByActivity } from '../../chip/activity.js';
import type { Chip } from '../../chip/chip.js';
import type { ChipState } from '../../chip/state.js';
import type { ChipWatcher, TickRows } from '../../chip/watcher.js';
import { LOOKAHEAD } from '../../position/marker.js';
import { hasReached, type Position } from '../../position/position.js';
import { sharedFloats } from '../../table/shared-memory.js';
import { COUNTER_ROW, COUNTER_ROWS, type Every, type LogBegin } from './log.js';

export interface LogOptions {
  readonly every: Every;
  /** Only rows that begin here or later. Default: from the start. */
  readonly from?: Position;
  /** Only rows that begin before this position. Default: to the end. */
  readonly to?: Position;
  /** Called where the first row begins. */
  readonly onBegin: (begin: LogBegin) => void;
  /**
   * Takes a full batch, or the rest at the end: rows of {@link COUNTER_ROW} numbers, one after the other.
   * @returns memory for the next batch ({@link newCounters}).
   */
  readonly onBatch: (counters: Float64Array, rows: number) => Float64Array;
}

/** Memory for a batch of rows. */
export const newCounters = (): Float64Array => sharedFloats(COUNTER_ROWS * COUNTER_ROW);

export class ActivityLog implements ChipWatcher {
  private readonly state: ChipState;
  /** The chip as it is. */
  private readonly present: TickRows;
  private readonly every: Every;
  private batch = newCounters();
  /** Rows in the batch so far. */
  private rows = 0;
  private ticks = 0;
  private samples = 0;
  private ticksBeforeSample = 0;
  /** Where the current row begins, and the state of its first cycle. */
  private readonly start = { cycle: 0, tick: 0, sample: 0, ticksBeforeSample: 0 };
  private rowState = 0;
  /** Whether the current row lies in the window; whether the window has begun; whether it has ended. */
  private inside = false;
  private begun = false;
  private over = false;

  /** @param chip in its state at the log's beginning. */
  constructor(
    chip: Chip,
    private readonly options: LogOptions,
  ) {
    this.every = options.every;
    const { state } = chip;
    this.state = state;
    this.present = {
      length: 1,
      cycle: () => state.cycle,
      sums: (_, into, from) => sumByActivity(state.activity, into, from),
    };
    this.beginRow();
  }

  /** A tick begins. */
  tick(): void {
    this.tickRows(this.present);
  }

  /** Ticks have begun. */
  tickRows(rows: TickRows): void {
    if (this.every !== 'tick') {
      this.ticks += rows.length;
      return;
    }
    for (let row = 0; row < rows.length; row++) {
      this.endRow(0, rows, row);
      this.ticks++;
      this.beginRow(rows, row);
    }
  }

  /** A sample begins. */
  sample(): void {
    const endsRow = this.every === 'sample';
    if (endsRow) this.endRow(this.ticks - this.start.tick);
    this.samples++;
    this.ticksBeforeSample = this.ticks;
    if (endsRow) this.beginRow();
  }

  /** Sees a cycle before its edge; needed for rows by cycle only. */
  readonly observe = (s: ChipState): void => {
    if (this.over) return;
    if (s.cycle > this.start.cycle) this.endRow(this.rowState);
    this.beginRow();
    // Every cycle needs a row: keep the chip from skipping the cycles in which nothing changes.
    s.quiet = 0;
  };

  /** Whether rows by cycle need {@link observe} in the next call of the engine: their window is near, and not over. */
  get watches(): boolean {
    if (this.every !== 'cycle' || this.over) return false;
    const { cycle, sample, tick } = this.options.from ?? {};
    if (cycle !== undefined) return this.state.cycle + LOOKAHEAD >= cycle;
    return sample === undefined ? this.ticks + 1 >= (tick ?? 0) : this.samples + 1 >= sample;
  }

  /** Ends the last row and hands on the rows that are left. */
  finish(): void {
    const { every, state } = this;
    if (state.cycle > this.start.cycle)
      this.endRow(every === 'cycle' ? this.rowState : every === 'sample' ? this.ticks - this.start.tick : 0);
    this.inside = false;
    if (this.rows > 0) this.handOn();
  }

  /** @param rows where the row begins; default: now. */
  private beginRow(rows: TickRows = this.present, at = 0): void {
    const { state } = this;
    this.start.cycle = rows.cycle(at);
    this.start.tick = this.ticks;
    this.start.sample = this.samples;
    this.start.ticksBeforeSample = this.ticksBeforeSample;
    this.rowState = state.ctl.state;
    if (!this.begun) this.inside = this.begins(rows, at);
    const { to } = this.options;
    if (this.inside && to !== undefined && hasReached(to, this.start)) this.inside = false;
    if (this.begun && !this.inside) this.over = true;
  }

  private begins(rows: TickRows, at: number): boolean {
    const { from, onBegin } = this.options;
    if (from !== undefined && !hasReached(from, this.start)) return false;
    this.begun = true;
    const counts = new Float64Array(ACTIVITIES.length);
    rows.sums(at, counts, 0);
    const { cycle, tick, sample } = this.start;
    onBegin({ cycle, tick, sample, counts });
    return true;
  }

  /** @param extra first number of the row ({@link COUNTER_ROW}). @param rows where it ends; default: now. */
  private endRow(extra: number, rows: TickRows = this.present, at = 0): void {
    if (!this.inside) return;
    const { batch } = this;
    const first = this.rows * COUNTER_ROW;
    batch[first] = extra;
    rows.sums(at, batch, first + 1);
    if (++this.rows === COUNTER_ROWS) this.handOn();
  }

  private handOn(): void {
    this.batch = this.options.onBatch(this.batch, this.rows);
    this.rows = 0;
  }
}
