/** Prices the rows of an energy log. */
import { ACT } from '../../chip/activity.js';
import { ActivityMeter } from '../meter.js';
import type { Prices } from '../prices.js';
import {
  COUNTER_ROW,
  LEADING,
  rowWidth,
  type ActivityBatch,
  type Every,
  type LogBegin,
  type RowBlock,
} from './log.js';

/** Rows priced at a time: few enough to stay in the nearest cache until they are encoded. */
export const CHUNK_ROWS = 256;

/** Prices batches of rows, in their order. */
export class RowPricer {
  private readonly meter: ActivityMeter;
  /** First cycle of the next row, and the number of its tick or sample. */
  private cycle: number;
  private number: number;
  /** Cycles counted before the next row. */
  private cyclesBefore: number;
  private readonly values: Float64Array;

  constructor(
    private readonly every: Every,
    begin: LogBegin,
    prices: Prices,
  ) {
    this.values = new Float64Array(CHUNK_ROWS * rowWidth(every));
    this.cycle = begin.cycle;
    this.number = every === 'tick' ? begin.tick : begin.sample;
    this.cyclesBefore = begin.counts[ACT.cycles]!;
    this.meter = new ActivityMeter(begin.counts, prices);
  }

  /** Yields the priced rows, chunk by chunk, in an array that is used again. */
  *price(batch: ActivityBatch): Generator<RowBlock, void> {
    const { every, values } = this;
    const width = rowWidth(every);
    for (let done = 0; done < batch.rows; done += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, batch.rows - done);
      for (let row = 0; row < rows; row++)
        this.priceRow(batch.values, (done + row) * COUNTER_ROW, row * width);
      yield { every, values, rows };
    }
  }

  /** @param at where the counters of the row begin. @param to where its priced values go. */
  private priceRow(counters: Float64Array, at: number, to: number): void {
    const { every, values } = this;
    const extra = counters[at]!;
    const cyclesAfter = counters[at + 1 + ACT.cycles]!;
    const cycles = cyclesAfter - this.cyclesBefore;
    this.cyclesBefore = cyclesAfter;
    if (every === 'cycle') {
      values[to] = this.cycle;
      values[to + 1] = extra;
    } else {
      values[to] = this.number++;
      values[to + 1] = this.cycle;
      values[to + 2] = cycles;
      if (every === 'sample') values[to + 3] = extra;
    }
    this.cycle += cycles;
    this.meter.read(counters, at + 1, values, to + LEADING[every].length);
  }
}
