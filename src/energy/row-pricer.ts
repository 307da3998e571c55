/** Prices the rows of an energy log. */
import { ACT, ACTIVITIES, type Activity } from '../chip/activity.js';
import { LEARNING_ACTIVITIES, STEPPING_ACTIVITIES } from '../chip/turbo/counters.js';
import {
  EVERYTHING,
  LEADING,
  rowWidth,
  STEPPING,
  type ActivityBlock,
  type Every,
  type LogBegin,
  type RowBlock,
} from './log.js';
import { ActivityMeter } from './meter.js';
import type { Prices } from './prices.js';

/** Activity by its place in a row. */
const activitiesOf = (names: readonly Activity[]): Uint8Array => Uint8Array.from(names, (name) => ACT[name]);
const STEPPING_ROW = activitiesOf(STEPPING_ACTIVITIES);
const LEARNING_ROW = activitiesOf(LEARNING_ACTIVITIES);

/** Prices blocks of rows, in their order. */
export class RowPricer {
  /** Counts by activity at the last row's end. */
  private readonly sums = new Float64Array(ACTIVITIES.length);
  private readonly sumWords = new Int32Array(this.sums.buffer);
  /** Low 32 bits of what the turbo engine had counted by then; see {@link LEARNING_ACTIVITIES}. */
  private readonly phases = new Int32Array(LEARNING_ROW.length);
  private readonly meter: ActivityMeter;
  private cycle: number;
  /** Number of the next row's tick or sample. */
  private number: number;
  private values = new Float64Array(0);

  constructor(
    private readonly every: Every,
    begin: LogBegin,
    prices: Prices,
  ) {
    this.cycle = begin.cycle;
    this.number = every === 'tick' ? begin.tick : begin.sample;
    this.takeEverything(begin.row, 0);
    this.meter = new ActivityMeter(this.sums, prices);
  }

  /** @returns the rows with their energy, in an array that the next call uses again. */
  price({ values, rows }: ActivityBlock): RowBlock {
    const { every, sums } = this;
    const leading = LEADING[every].length;
    const width = rowWidth(every);
    if (this.values.length < rows * width) this.values = new Float64Array(rows * width);
    const out = this.values;
    for (let row = 0, at = 0, to = 0; row < rows; row++, to += width) {
      const kind = values[at]!;
      const extra = values[at + 1]!;
      const before = sums[ACT.cycles]!;
      at += 2;
      if (kind === EVERYTHING) at = this.takeEverything(values, at);
      else at = this.take(values, at, kind === STEPPING ? STEPPING_ROW : LEARNING_ROW);
      const cycles = sums[ACT.cycles]! - before;
      if (every === 'cycle') {
        out[to] = this.cycle;
        out[to + 1] = extra;
      } else {
        out[to] = this.number++;
        out[to + 1] = this.cycle;
        out[to + 2] = cycles;
        if (every === 'sample') out[to + 3] = extra >>> 0;
      }
      this.cycle += cycles;
      this.meter.read(out, to + leading);
    }
    return { every, values: out, rows };
  }

  private take(values: Int32Array, at: number, activities: Uint8Array): number {
    const { sums, phases } = this;
    for (let i = 0; i < activities.length; i++) {
      const now = values[at + i]!;
      sums[activities[i]!]! += (now - phases[i]!) >>> 0;
      phases[i] = now;
    }
    return at + activities.length;
  }

  private takeEverything(values: Int32Array, from: number): number {
    const { phases, sumWords } = this;
    let at = from;
    for (let i = 0; i < phases.length; i++) phases[i] = values[at++]!;
    for (let i = 0; i < sumWords.length; i++) sumWords[i] = values[at++]!;
    return at;
  }
}
