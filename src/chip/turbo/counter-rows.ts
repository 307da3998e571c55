/**
 * Rows of what the turbo engine counts (counters.ts): by how much every counter moved since the row before.
 *
 * Rows are words of 16 bits, and most are a single one, as ticks are much alike: the kernel keeps rows in slots, by a hash
 * of what they hold, and of a row that equals the kept one writes the slot alone. Other rows are written out and kept.
 * Whoever reads rows keeps them in the same way ({@link RowReader}, wasm/energy-log.ts).
 */
import { ACTIVITIES } from '../activity.js';
import type { ChipState } from '../state.js';
import {
  GROUP_ENDS,
  MOVES_WITH_EVENTS,
  MOVES_WITH_LEARNING,
  PHASE_COUNTERS,
  type PhaseCounter,
} from './counters.js';

/** Slots of rows of steps only, and, behind them, of steps and events. A row of one word is the number of its slot. */
export const STEP_SLOTS = 64;
export const EVENT_SLOTS = 128;
export const SLOTS = STEP_SLOTS + EVENT_SLOTS;
/** Together with a slot: the row follows, and is kept there. */
export const KEEP = 0x100;
/** All counters follow as double words, the lower one first. */
export const LONG = 0x200;

/** Counters of steps and events that are a word each; those behind them are double words. */
export const IN_WORDS = 16;
/** Words of a row that is written out: of steps; of steps and events; of all. */
export const STEP_WORDS = GROUP_ENDS[0];
export const EVENT_WORDS = 2 * GROUP_ENDS[1] - IN_WORDS;
export const LONG_WORDS = 2 * GROUP_ENDS[2];

/** Cycles below which a row is short enough for words: what they hold moves by less than 8 in a cycle. */
export const LONGEST_IN_WORDS = 2 ** 13;
/** Cycles that a row may last: a cycle writes less than 256 bits, so that no counter then moves by 2^32. */
export const LONGEST_ROW = 2 ** 24;

/** What becomes of a row: it is there; it is, and the block is full; it is not, as more than phases moved counters. */
export const WRITTEN = 0;
export const FULL = 1;
export const DISTURBED = 2;

/** Writes rows of a chip's counters. */
export interface CounterRows {
  /** The block they are written to. */
  readonly values: Uint16Array;
  /** Words of it in use. */
  used: number;
  /**
   * Writes a row, from the row before to the counters as they stand.
   * @param disturbances of the chip: a row without new ones, of less than {@link LONGEST_ROW} cycles, tells everything.
   * @param cycle of the chip.
   * @returns WRITTEN, FULL or DISTURBED.
   */
  write(disturbances: number, cycle: number): number;
  /** Has the next row begin here. */
  restart(disturbances: number, cycle: number): void;
  /** Whether cycles passed since the last row. */
  moved(cycle: number): boolean;
}

/** Words in a block: few enough to stay in the nearest cache beside what a tick needs. */
export const ROWS_LENGTH = 1 << 12;
/** Words up to which a block has room for another row, be it one of all activities as floats. */
export const ROOM = ROWS_LENGTH - Math.max(4 * ACTIVITIES.length, LONG_WORDS) - 16;

/** What rows remember, by its place in bytes: floats of the last row; words in use; then counters and slots. */
export const MARKS = { disturbances: 0, cycle: 8, events: 16, learning: 24, used: 32, last: 48 } as const;
/** Counters as they stood, double words; room for whole vectors. */
const LAST_LENGTH = Math.ceil(PHASE_COUNTERS.length / 4) * 4;
/** Bytes between slots: two vectors of words, and one of double words. */
export const SLOT_BYTES = 48;
export const SLOTS_AT = MARKS.last + 4 * LAST_LENGTH;
export const MARKS_BYTES = SLOTS_AT + SLOTS * SLOT_BYTES;

/** What rows remember of the last one. */
export class RowMarks {
  private readonly floats: Float64Array;
  private readonly size: Uint32Array;
  readonly last: Uint32Array;

  /** @param count the chip's counters. */
  constructor(
    buffer: ArrayBuffer,
    at: number,
    readonly count: Float64Array,
  ) {
    this.floats = new Float64Array(buffer, at, MARKS.used / 8);
    this.size = new Uint32Array(buffer, at + MARKS.used, 1);
    this.last = new Uint32Array(buffer, at + MARKS.last, PHASE_COUNTERS.length);
  }

  get used(): number {
    return this.size[0]!;
  }

  set used(words: number) {
    this.size[0] = words;
  }

  get cycle(): number {
    return this.floats[MARKS.cycle / 8]!;
  }

  get disturbances(): number {
    return this.floats[MARKS.disturbances / 8]!;
  }

  /** Has the next row begin here. */
  take(disturbances: number, cycle: number): void {
    const { floats, last, count } = this;
    floats[MARKS.disturbances / 8] = disturbances;
    floats[MARKS.cycle / 8] = cycle;
    floats[MARKS.events / 8] = count[MOVES_WITH_EVENTS]!;
    floats[MARKS.learning / 8] = count[MOVES_WITH_LEARNING]!;
    PHASE_COUNTERS.forEach((counter, i) => (last[i] = this.valueOf(counter, cycle)));
  }

  valueOf({ place }: PhaseCounter, cycle: number): number {
    return place === undefined ? cycle : this.count[place]!;
  }
}

/** Rows on plain numbers: all of them long. */
export class PlainRows implements CounterRows {
  readonly values = new Uint16Array(ROWS_LENGTH);
  used = 0;
  private readonly marks: RowMarks;
  private readonly now = new Uint32Array(PHASE_COUNTERS.length);

  constructor({ activity }: ChipState) {
    this.marks = new RowMarks(new ArrayBuffer(SLOTS_AT), 0, activity);
  }

  write(disturbances: number, cycle: number): number {
    const { marks, now, values } = this;
    if (marks.disturbances !== disturbances || cycle - marks.cycle >= LONGEST_ROW) return DISTURBED;
    PHASE_COUNTERS.forEach((counter, i) => (now[i] = marks.valueOf(counter, cycle)));
    let at = this.used;
    values[at++] = LONG;
    now.forEach((value, i) => {
      const by = value - marks.last[i]!;
      values[at++] = by;
      values[at++] = by >>> 16;
    });
    this.used = at;
    marks.take(disturbances, cycle);
    return at > ROOM ? FULL : WRITTEN;
  }

  restart(disturbances: number, cycle: number): void {
    this.marks.take(disturbances, cycle);
  }

  moved(cycle: number): boolean {
    return this.marks.cycle !== cycle;
  }
}

/** Reads rows, in their order. */
export class RowReader {
  /** By how much every counter moved in the row read last. */
  readonly by = new Uint32Array(PHASE_COUNTERS.length);
  /** The same of rows that were kept, by slot: as many counters as they hold. */
  private readonly kept = Array.from(
    { length: SLOTS },
    (_, slot) => new Uint32Array(GROUP_ENDS[slot < STEP_SLOTS ? 0 : 1]),
  );

  /** @returns where the row at `at` ends. */
  read(words: Uint16Array, at: number): number {
    const { by } = this;
    const kind = words[at++]!;
    if (kind === LONG) return readCounters(words, at, by, 0);
    const kept = this.kept[kind % KEEP]!;
    if (kind >= KEEP) at = readCounters(words, at, kept, Math.min(kept.length, IN_WORDS));
    by.fill(0);
    by.set(kept);
    return at;
  }
}

/** Reads counters, of which the first `single` are a word each. @returns where they end. */
function readCounters(words: Uint16Array, at: number, by: Uint32Array, single: number): number {
  for (let i = 0; i < by.length; i++) {
    by[i] = words[at++]!;
    if (i >= single) by[i]! += words[at++]! * 2 ** 16;
  }
  return at;
}
