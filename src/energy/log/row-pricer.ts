/** Prices the rows of an energy log, on plain numbers: twin of the kernel's (log-kernel.ts), for platforms without one. */
import { ACT, ACTIVITIES } from '../../chip/activity.js';
import { RowReader } from '../../chip/turbo/counter-rows.js';
import { BY_LEAK_UPDATE, PHASE_COUNTERS } from '../../chip/turbo/counters.js';
import {
  EVERYTHING,
  NOTHING,
  LEADING,
  rowWidth,
  type ActivityBlock,
  type Every,
  type LogBegin,
  type RowBlock,
} from './log.js';
import { ActivityMeter } from '../meter.js';
import { CHUNK_ROWS } from './log-memory.js';
import type { Prices } from '../prices.js';

/** Activity by its place in a row. */
const ROW = Uint8Array.from(PHASE_COUNTERS, (c) => ACT[c.activity]);
const LEAK_UPDATES = PHASE_COUNTERS.findIndex((c) => c.activity === 'leakUpdates');
/** Activities that a leak update brings along, and how many of each. */
const IMPLIED = Object.keys(BY_LEAK_UPDATE) as (keyof typeof BY_LEAK_UPDATE)[];
const BROUGHT = Uint8Array.from(IMPLIED, (name) => ACT[name]);
const BROUGHT_COUNT = Float64Array.from(Object.values(BY_LEAK_UPDATE));

/** Prices blocks of rows, in their order. */
export class RowPricer {
  /** Counts by activity at the last row's end. */
  private readonly sums = new Float64Array(ACTIVITIES.length);
  private readonly words = new Uint16Array(this.sums.buffer);
  private readonly reader = new RowReader();
  private readonly meter: ActivityMeter;
  private cycle: number;
  private cycles: number;
  private rows = 0;
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
    this.sums.set(begin.counts);
    this.cycles = this.sums[ACT.cycles]!;
    this.meter = new ActivityMeter(this.sums, prices);
  }

  /** Gives the rows with their energy, chunk by chunk, in an array that is used again. */
  *price({ values, length }: ActivityBlock): Generator<RowBlock, void> {
    let at = 0;
    this.rows = 0;
    while (at < length) {
      const kind = values[at]!;
      if (kind === NOTHING) {
        at++;
        continue;
      }
      let extra = 0;
      if (kind === EVERYTHING) {
        extra = values[at + 1]! + values[at + 2]! * 2 ** 16;
        at += 3 + this.words.length;
        this.words.set(values.subarray(at - this.words.length, at));
      } else {
        at = this.reader.read(values, at);
        this.take(this.reader.by);
      }
      this.priceRow(extra);
      if (this.rows === CHUNK_ROWS) yield this.chunk();
    }
    if (this.rows > 0) yield this.chunk();
  }

  private chunk(): RowBlock {
    const { every, values, rows } = this;
    this.rows = 0;
    return { every, values, rows };
  }

  private priceRow(extra: number): void {
    const { every, sums, values: out } = this;
    const leading = LEADING[every].length;
    const width = rowWidth(every);
    const to = this.rows++ * width;
    const cycles = sums[ACT.cycles]! - this.cycles;
    this.cycles = sums[ACT.cycles]!;
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
    this.meter.read(out, to + leading);
  }

  /** Adds by how much the phases' counters moved. */
  private take(moved: Uint32Array): void {
    const { sums } = this;
    moved.forEach((by, i) => {
      sums[ROW[i]!]! += by;
      if (i === LEAK_UPDATES) BROUGHT.forEach((activity, b) => (sums[activity]! += by * BROUGHT_COUNT[b]!));
    });
  }
}
