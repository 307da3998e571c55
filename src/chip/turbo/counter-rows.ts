/**
 * Rows of what the turbo engine counts (counters.ts): by how much every counter moved since the row before.
 *
 * Rows are words of 16 bits, and most are a single one, as ticks are much alike: the kernel keeps rows in slots, by a hash
 * of what they hold, and of a row that equals the kept one writes the slot alone. Other rows are written out and kept.
 * Whoever reads rows keeps them in the same way ({@link RowReader}, wasm/energy-log.ts).
 */
import { ACTIVITIES } from '../activity.js';
import type { ChipState } from '../state.js';
import { GROUP_ENDS, PHASE_COUNTERS, type PhaseCounter } from './counters.js';

/** Slots of rows of steps only, and, behind them, of steps and events. A row of one word is the number of its slot. */
export const STEP_SLOTS = 64;
export const EVENT_SLOTS = 128;
export const SLOTS = STEP_SLOTS + EVENT_SLOTS;
/** Bytes from one slot to the next, where they lie in memory: two vectors of words, and one of double words. */
export const SLOT_BYTES = 48;
/** Together with a slot: the row follows, and is kept there. */
export const KEEP = 0x100;
/** All counters follow as double words, the lower one first. */
export const LONG = 0x200;

/** Counters of steps and events that are a word each; those behind them are double words. */
export const IN_WORDS = 16;
/** The upper byte of the cycles, the first counter, stands in the upper byte of the ticks, which are few: waits are long. */
export const CYCLES = 0;
export const TICKS = 2;
/** Words of a row that is written out: of steps; of steps and events; of all. */
export const STEP_WORDS = GROUP_ENDS[0];
export const EVENT_WORDS = 2 * GROUP_ENDS[1] - IN_WORDS;
export const LONG_WORDS = 2 * GROUP_ENDS[2];

/** Cycles below which all counters but bits fit words: they move by less than 8 in a cycle. */
export const SURELY_IN_WORDS = 2 ** 13;
/** Ticks that a row may hold. */
export const MOST_TICKS = 0xff;
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
   * At most {@link MOST_TICKS} ticks lie between, as rows end at ticks.
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

/** Rows on plain numbers: all of them long. */
export class PlainRows implements CounterRows {
  readonly values = new Uint16Array(ROWS_LENGTH);
  used = 0;
  private readonly count: Float64Array;
  /** Counters where the row begins. */
  private readonly last = new Float64Array(PHASE_COUNTERS.length);
  private disturbances = 0;

  constructor({ activity }: ChipState) {
    this.count = activity;
  }

  write(disturbances: number, cycle: number): number {
    const { count, last, values } = this;
    if (this.disturbances !== disturbances || cycle - last[CYCLES]! >= LONGEST_ROW) return DISTURBED;
    values[this.used++] = LONG;
    PHASE_COUNTERS.forEach((counter, i) => {
      const by = valueOf(counter, count, cycle) - last[i]!;
      values[this.used++] = by;
      values[this.used++] = by / 2 ** 16;
    });
    this.restart(disturbances, cycle);
    return this.used > ROOM ? FULL : WRITTEN;
  }

  restart(disturbances: number, cycle: number): void {
    const { count, last } = this;
    this.disturbances = disturbances;
    PHASE_COUNTERS.forEach((counter, i) => (last[i] = valueOf(counter, count, cycle)));
  }

  moved(cycle: number): boolean {
    return this.last[CYCLES] !== cycle;
  }
}

/** @param count the chip's counters. */
export const valueOf = ({ place }: PhaseCounter, count: Float64Array, cycle: number): number =>
  place === undefined ? cycle : count[place]!;

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
    if (kind >= KEEP) {
      at = readCounters(words, at, kept, Math.min(kept.length, IN_WORDS));
      kept[CYCLES]! += (kept[TICKS]! >>> 8) * 2 ** 16;
      kept[TICKS]! %= 2 ** 8;
    }
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
