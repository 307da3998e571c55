/** Prices the rows of an energy log. */
import { ACT, ACTIVITIES } from '../chip/activity.js';
import { BY_LEAK_UPDATE, GROUP_ENDS, PHASE_COUNTERS } from '../chip/turbo/counters.js';
import {
  EVERYTHING,
  LEADING,
  rowWidth,
  type ActivityBlock,
  type Every,
  type LogBegin,
  type RowBlock,
} from './log.js';
import { ActivityMeter, componentsOf } from './meter.js';
import type { Prices } from './prices.js';

/** Activity by its place in a row. */
const ROW = Uint8Array.from(PHASE_COUNTERS, (c) => ACT[c.activity]);
const LEAK_UPDATES = PHASE_COUNTERS.findIndex((c) => c.activity === 'leakUpdates');
/** Activities that a leak update brings along, and how many of each. */
const IMPLIED = Object.keys(BY_LEAK_UPDATE) as (keyof typeof BY_LEAK_UPDATE)[];
const BROUGHT = Uint8Array.from(IMPLIED, (name) => ACT[name]);
const BROUGHT_COUNT = Float64Array.from(Object.values(BY_LEAK_UPDATE));
/** Components that move in a row, by what it holds. */
const MOVED = Int32Array.from([
  ...GROUP_ENDS.map((end) =>
    componentsOf([...PHASE_COUNTERS.slice(0, end).map((c) => c.activity), ...IMPLIED]),
  ),
  ~0,
]);

/** Rows priced at a time: few enough to stay in the nearest cache until they are encoded. */
const CHUNK_ROWS = 256;

/** Prices blocks of rows, in their order. */
export class RowPricer {
  /** Counts by activity at the last row's end. */
  private readonly sums = new Float64Array(ACTIVITIES.length);
  /** What the phases had counted by then: {@link PHASE_COUNTERS}. */
  private readonly phases = new Float64Array(ROW.length);
  private readonly meter: ActivityMeter;
  private cycle: number;
  /** Number of the next row's tick or sample. */
  private number: number;
  private readonly values: Float64Array;

  constructor(
    private readonly every: Every,
    begin: LogBegin,
    prices: Prices,
  ) {
    this.values = new Float64Array(CHUNK_ROWS * rowWidth(every));
    this.cycle = begin.cycle;
    this.number = every === 'tick' ? begin.tick : begin.sample;
    this.takeEverything(begin.row, 0);
    this.meter = new ActivityMeter(this.sums, prices);
  }

  /** Gives the rows with their energy, chunk by chunk, in an array that is used again. */
  *price({ values, rows: all }: ActivityBlock): Generator<RowBlock, void> {
    const { every } = this;
    for (let row = 0, at = 0; row < all; row += CHUNK_ROWS) {
      const rows = Math.min(all - row, CHUNK_ROWS);
      at = this.priceChunk(values, at, rows);
      yield { every, values: this.values, rows };
    }
  }

  /** @returns where the rows end in the block. */
  private priceChunk(values: Float64Array, from: number, rows: number): number {
    const { every, sums, values: out } = this;
    const leading = LEADING[every].length;
    const width = rowWidth(every);
    let at = from;
    for (let row = 0, to = 0; row < rows; row++, to += width) {
      const kind = values[at]!;
      const extra = values[at + 1]!;
      const before = sums[ACT.cycles]!;
      if (kind === EVERYTHING) at = this.takeEverything(values, at + 2);
      else at = this.take(values, at + 1, GROUP_ENDS[kind]!);
      const cycles = sums[ACT.cycles]! - before;
      if (every === 'cycle') {
        out[to] = this.cycle;
        out[to + 1] = extra;
      } else {
        out[to] = this.number++;
        out[to + 1] = this.cycle;
        out[to + 2] = cycles;
        if (every === 'sample') out[to + 3] = extra;
      }
      this.cycle += cycles;
      this.meter.read(out, to + leading, MOVED[kind]);
    }
    return at;
  }

  /** @param length how many of the phases' counters the row holds. */
  private take(values: Float64Array, at: number, length: number): number {
    const { sums, phases } = this;
    const leaks = values[at + LEAK_UPDATES]! - phases[LEAK_UPDATES]!;
    for (let i = 0; i < BROUGHT.length; i++) sums[BROUGHT[i]!]! += leaks * BROUGHT_COUNT[i]!;
    for (let i = 0; i < length; i++) {
      const now = values[at + i]!;
      sums[ROW[i]!]! += now - phases[i]!;
      phases[i] = now;
    }
    return at + length;
  }

  private takeEverything(values: Float64Array, from: number): number {
    const { phases, sums } = this;
    let at = from;
    for (let i = 0; i < phases.length; i++) phases[i] = values[at++]!;
    for (let i = 0; i < sums.length; i++) sums[i] = values[at++]!;
    return at;
  }
}
