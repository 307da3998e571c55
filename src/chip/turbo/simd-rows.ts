/** Rows of counters in the memory of the WebAssembly kernel; wasm/counter-rows.js makes the code that writes them. */
import { aligned } from '../web-assembly.js';
import type { ChipState } from '../state.js';
import { ROWS_LENGTH, SLOT_BYTES, SLOTS, valueOf, type CounterRows } from './counter-rows.js';
import { MOVES_WITH_EVENTS, MOVES_WITH_LEARNING, PHASE_COUNTERS } from './counters.js';

/**
 * What rows remember, by its place in bytes. Floats: disturbances and cycle where the row begins; what moves with events and
 * with learning, as it stood. A word: how much of the block is in use. Double words: all counters, as they stood.
 */
export const MARKS = { disturbances: 0, cycle: 8, events: 16, learning: 24, used: 32, last: 48 } as const;
/** Double words are read and written four at a time. */
const LAST_LENGTH = Math.ceil(PHASE_COUNTERS.length / 4) * 4;
/** Rows that were kept, by slot; the block. */
export const SLOTS_AT = MARKS.last + 4 * LAST_LENGTH;
const BLOCK_AT = aligned(SLOTS_AT + SLOTS * SLOT_BYTES);
/** Bytes of memory that rows need. */
export const ROWS_BYTES = BLOCK_AT + 2 * ROWS_LENGTH;

/** The kernel's function; its pointers are byte offsets. */
type WriteRow = (
  counters: number,
  marks: number,
  rows: number,
  disturbances: number,
  cycle: number,
) => number;

export class SimdRows implements CounterRows {
  readonly values: Uint16Array;
  private readonly marks: Float64Array;
  private readonly size: Uint32Array;
  private readonly last: Uint32Array;
  private readonly counts: Float64Array;
  private readonly countsAt: number;
  private readonly block: number;

  /** @param at where in the kernel's memory, which the state is in, its {@link ROWS_BYTES} are. */
  constructor(
    private readonly code: { readonly writeRow: WriteRow },
    private readonly at: number,
    { activity }: ChipState,
  ) {
    const buffer = activity.buffer as ArrayBuffer;
    this.counts = activity;
    this.countsAt = activity.byteOffset;
    this.block = at + BLOCK_AT;
    this.values = new Uint16Array(buffer, this.block, ROWS_LENGTH);
    this.marks = new Float64Array(buffer, at, MARKS.used / 8);
    this.size = new Uint32Array(buffer, at + MARKS.used, 1);
    this.last = new Uint32Array(buffer, at + MARKS.last, PHASE_COUNTERS.length);
    // No row is like these.
    new Uint8Array(buffer, at + SLOTS_AT, SLOTS * SLOT_BYTES).fill(0xff);
  }

  get used(): number {
    return this.size[0]!;
  }

  set used(words: number) {
    this.size[0] = words;
  }

  write(disturbances: number, cycle: number): number {
    return this.code.writeRow(this.countsAt, this.at, this.block, disturbances, cycle);
  }

  restart(disturbances: number, cycle: number): void {
    const { marks, last, counts } = this;
    marks[MARKS.disturbances / 8] = disturbances;
    marks[MARKS.cycle / 8] = cycle;
    marks[MARKS.events / 8] = counts[MOVES_WITH_EVENTS]!;
    marks[MARKS.learning / 8] = counts[MOVES_WITH_LEARNING]!;
    PHASE_COUNTERS.forEach((counter, i) => (last[i] = valueOf(counter, counts, cycle)));
  }

  moved(cycle: number): boolean {
    return this.marks[MARKS.cycle / 8] !== cycle;
  }
}
