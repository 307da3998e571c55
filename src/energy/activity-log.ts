/** Writes down the counters of a running chip, row by row, for the energy log. */
import type { Chip, ChipWatcher } from '../chip/chip.js';
import { ACTIVITIES } from '../chip/activity.js';
import type { ChipState } from '../chip/state.js';
import {
  copyEvents,
  copySteps,
  copyUpdates,
  eventsAndPasses,
  GROUP_ENDS,
  updates,
} from '../chip/turbo/counters.js';
import { sharedInts } from '../encoding/shared-memory.js';
import {
  EVENTS,
  EVERYTHING,
  STEPS,
  UPDATES,
  type ActivityBlock,
  type Every,
  type LogBegin,
  type LogPosition,
} from './log.js';
import { sumByActivity } from './meter.js';

const [STEPS_LENGTH, EVENTS_LENGTH, UPDATES_LENGTH] = GROUP_ENDS;
/** Words of all counters. */
const EVERYTHING_LENGTH = UPDATES_LENGTH + 2 * ACTIVITIES.length;
const LONGEST_ROW = 2 + EVERYTHING_LENGTH;

export interface LogOptions {
  readonly every: Every;
  /** Rows that begin from here on, and before there; default all. */
  readonly from?: LogPosition;
  readonly to?: LogPosition;
  /** Numbers in a block. */
  readonly blockLength?: number;
  /** Told where the first row begins. */
  readonly onBegin: (begin: LogBegin) => void;
  /**
   * Takes a full block and, at the end, the rest.
   * @returns an array for the next block, of the same length: the same one, if it is done with.
   */
  readonly onBlock: (block: ActivityBlock) => Int32Array;
}

const BLOCK_LENGTH = 1 << 17;
/** Most cycles a single call of the engine takes. */
const LOOKAHEAD = 1 << 18;

export class ActivityLog implements ChipWatcher {
  private values: Int32Array;
  private readonly state: ChipState;
  private readonly counts: Float64Array;
  private readonly every: Every;
  /** Counts of all states together, as numbers and as what is copied of them. */
  private readonly sums = new Float64Array(ACTIVITIES.length);
  private readonly sumWords = new Int32Array(this.sums.buffer);
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
  private eventsBefore = 0;
  private updatesBefore = 0;
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
    this.values = sharedInts(Math.max(LONGEST_ROW, options.blockLength ?? BLOCK_LENGTH));
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
    this.eventsBefore = eventsAndPasses(state);
    this.updatesBefore = updates(state);
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
    const row = new Int32Array(EVERYTHING_LENGTH);
    this.copyEverything(row, 0);
    onBegin({ cycle: this.start, tick: this.rowTicks, sample: this.rowSamples, row });
    return true;
  }

  private endRow(): void {
    if (!this.inside) return;
    if (this.every === 'tick') this.writeRow(this.kindOfTick());
    else this.writeRow(EVERYTHING, this.every === 'cycle' ? this.rowState : this.ticks - this.rowTicks);
  }

  /** {@link endRow} and {@link beginRow} of an endless log, without what only other logs need. */
  private nextTick(): void {
    const { chip, state } = this;
    const events = eventsAndPasses(state);
    if (chip.disturbances === this.disturbances && events === this.eventsBefore) this.writeRow(STEPS);
    else {
      this.writeRow(this.kindOfTick());
      this.disturbances = chip.disturbances;
      this.eventsBefore = events;
      this.updatesBefore = updates(state);
    }
    this.ticks++;
    this.start = state.cycle;
  }

  private kindOfTick(): number {
    const { chip, state } = this;
    if (chip.disturbances !== this.disturbances) return EVERYTHING;
    if (updates(state) !== this.updatesBefore) return UPDATES;
    return eventsAndPasses(state) === this.eventsBefore ? STEPS : EVENTS;
  }

  /** @param extra state or ticks, where the row holds {@link EVERYTHING}. */
  private writeRow(kind: number, extra = 0): void {
    const { state, values, used } = this;
    const at = used + 1;
    values[used] = kind;
    if (kind === STEPS) {
      copySteps(state, values, at);
      this.used = at + STEPS_LENGTH;
    } else if (kind === EVENTS) {
      copyEvents(state, values, at);
      this.used = at + EVENTS_LENGTH;
    } else if (kind === UPDATES) {
      copyUpdates(state, values, at);
      this.used = at + UPDATES_LENGTH;
    } else {
      values[at] = extra;
      this.copyEverything(values, at + 1);
      this.used = at + 1 + EVERYTHING_LENGTH;
    }
    this.rows++;
    if (this.used + LONGEST_ROW > values.length) this.handOn();
  }

  private copyEverything(into: Int32Array, at: number): void {
    copyUpdates(this.state, into, at);
    sumByActivity(this.counts, this.sums);
    into.set(this.sumWords, at + UPDATES_LENGTH);
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
    const { values, rows } = this;
    this.rows = this.used = 0;
    this.values = this.options.onBlock({ values, rows });
  }
}
