/** Writes down the counters of a running chip, row by row, for the energy log. */
import { ACTIVITIES, sumByActivity } from '../../chip/activity.js';
import type { Chip } from '../../chip/chip.js';
import type { ChipState } from '../../chip/state.js';
import { DISTURBED, ROOM, WRITTEN, type CounterRows } from '../../chip/turbo/counter-rows.js';
import type { ChipWatcher } from '../../chip/watcher.js';
import {
  EVERYTHING,
  NOTHING,
  type ActivityBlock,
  type Every,
  type LogBegin,
  type LogPosition,
} from './log.js';

export interface LogOptions {
  readonly every: Every;
  /** Rows that begin from here on, and before there; default all. */
  readonly from?: LogPosition;
  readonly to?: LogPosition;
  /** Told where the first row begins. */
  readonly onBegin: (begin: LogBegin) => void;
  /** Takes a full block and, at the end, the rest; its numbers are good until it returns. */
  readonly onBlock: (block: ActivityBlock) => void;
}

/** Most cycles a single call of the engine takes. */
const LOOKAHEAD = 1 << 18;

export class ActivityLog implements ChipWatcher {
  private readonly counters: CounterRows;
  private readonly state: ChipState;
  private readonly counts: Float64Array;
  private readonly every: Every;
  /** Counts of all states together, and as words of a row. */
  private readonly sums = new Float64Array(ACTIVITIES.length);
  private readonly words = new Uint16Array(this.sums.buffer);
  private ticks = 0;
  private samples = 0;
  private ticksBeforeSample = 0;
  /** The row under way: its first cycle and state, what had happened before it. */
  private start = 0;
  private rowState = 0;
  private rowTicks = 0;
  private rowSamples = 0;
  /** The row under way lies in the window; the window has begun; it is over. */
  private inside = false;
  private begun = false;
  private over = false;
  /** Every tick from here on is a row: where it begins, the counters tell. */
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
    this.beginRow();
  }

  /** A tick begins. */
  tick(): void {
    if (this.endless) this.writeTick();
    else this.tickOfWindow();
  }

  private tickOfWindow(): void {
    const rows = this.every === 'tick';
    if (rows) this.endRow();
    this.ticks++;
    if (rows) this.beginRow();
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
    const { counters, state } = this;
    if (this.endless ? counters.moved(state.cycle) : state.cycle > this.start) this.endRow();
    this.inside = this.endless = false;
    if (counters.used > 0) this.handOn();
  }

  private beginRow(): void {
    const { state } = this;
    this.start = state.cycle;
    this.rowState = state.ctl.state;
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
    sumByActivity(this.counts, this.sums);
    const { start: cycle, rowTicks: tick, rowSamples: sample } = this;
    onBegin({ cycle, tick, sample, counts: this.sums.slice() });
    this.counters.restart(this.chip.disturbances, this.state.cycle);
    return true;
  }

  private endRow(): void {
    if (!this.inside) return;
    if (this.every === 'tick') this.writeTick();
    else this.writeEverything(this.every === 'cycle' ? this.rowState : this.ticks - this.rowTicks);
  }

  private writeTick(): void {
    const outcome = this.counters.write(this.chip.disturbances, this.state.cycle);
    if (outcome !== WRITTEN) this.attend(outcome);
  }

  /** @param outcome why the row of a tick is not just written. */
  private attend(outcome: number): void {
    if (outcome === DISTURBED) {
      this.writeEverything(0);
      this.counters.restart(this.chip.disturbances, this.state.cycle);
    } else this.handOn();
  }

  /** @param extra state or ticks. */
  private writeEverything(extra: number): void {
    const { counters, words, sums, counts } = this;
    const { values, used } = counters;
    sumByActivity(counts, sums);
    values[used] = EVERYTHING;
    values[used + 1] = extra;
    values[used + 2] = extra >>> 16;
    values.set(words, used + 3);
    counters.used = used + 3 + words.length;
    if (counters.used > ROOM) this.handOn();
  }

  /** Whether the row begins at or after a place. */
  private reached({ cycle, sample, tick }: LogPosition): boolean {
    if (cycle !== undefined) return this.start >= cycle;
    if (sample === undefined) return this.rowTicks >= (tick ?? 0);
    if (this.rowSamples !== sample) return this.rowSamples > sample;
    return tick === undefined || this.rowTicks - this.ticksBeforeSample >= tick;
  }

  private handOn(): void {
    const { counters } = this;
    const { values } = counters;
    // Whole floats: memory that threads share is written a float at a time, or else byte by byte.
    while (counters.used % 4 !== 0) values[counters.used++] = NOTHING;
    const length = counters.used;
    counters.used = 0;
    this.options.onBlock({ values, length });
  }
}
