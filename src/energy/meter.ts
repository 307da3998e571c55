/**
 * Prices a running chip bit by bit: each reading gives the energy since the last one, by component.
 *
 * Readings are differences of a running total that is rounded to an attojoule (1e-6 pJ), so that a column of them adds
 * up to the whole run's energy however many there are. A total depends on the counts alone, not on when they were read.
 */
import { ACTIVITIES, ACTIVITY_LENGTH } from '../chip/activity.js';
import type { Prices } from './prices.js';
import { ACTIONS, COMPONENTS, LEAKAGE } from './vocabulary.js';

/** Attojoules in a picojoule: the resolution of readings. */
export const PER_PICOJOULE = 1e6;

/** Index into ACTIVITIES of what has a price, by component; leakage goes by cycles. */
const PRICED = COMPONENTS.map((component) =>
  component === 'leakage'
    ? [ACTIVITIES.indexOf('cycles')]
    : ACTIONS.filter((a) => a.block === component).map((a) => ACTIVITIES.indexOf(a.counter)),
);
const PRICED_ACTIVITY = Uint8Array.from(PRICED.flat());
/** For every component, where its activities end in {@link PRICED_ACTIVITY}. */
const PRICED_END = Uint8Array.from(COMPONENTS, (_, c) => PRICED.slice(0, c + 1).flat().length);

/** Prices counts by activity, of all states together. */
export class ActivityMeter {
  private readonly given = new Float64Array(COMPONENTS.length);
  /** aJ an action, in the order of {@link PRICED_ACTIVITY}. */
  private readonly cost: Float64Array;

  /** @param counts by activity (ACTIVITIES.length); read again at each reading, the first of which counts from here. */
  constructor(
    private readonly counts: Float64Array,
    prices: Prices,
  ) {
    this.cost = Float64Array.from(PRICED_ACTIVITY, (i) => prices.energy[i]! * PER_PICOJOULE);
    this.cost[PRICED_END[LEAKAGE]! - 1] = prices.leakagePerCycle * PER_PICOJOULE;
    this.read(new Float64Array(COMPONENTS.length), 0);
  }

  /**
   * Energy since the last reading.
   * @param into COMPONENTS.length values from `at` on, aJ (whole numbers).
   */
  read(into: Float64Array, at: number): void {
    const { counts, cost, given } = this;
    for (let c = 0, n = 0; c < PRICED_END.length; c++) {
      let total = 0;
      for (const end = PRICED_END[c]!; n < end; n++) total += counts[PRICED_ACTIVITY[n]!]! * cost[n]!;
      total = Math.floor(total + 0.5);
      into[at + c] = total - given[c]!;
      given[c] = total;
    }
  }
}

/** Prices the counters of a chip's state as they stand. */
export class EnergyMeter {
  private readonly sums = new Float64Array(ACTIVITIES.length);
  private readonly meter: ActivityMeter;

  /** @param counts the chip's counters, by state and activity; read again at each reading. */
  constructor(
    private readonly counts: Float64Array,
    prices: Prices,
  ) {
    this.sum();
    this.meter = new ActivityMeter(this.sums, prices);
  }

  /**
   * Energy since the last reading.
   * @param into COMPONENTS.length values from `at` on, aJ (whole numbers).
   */
  read(into: Float64Array, at: number): void {
    this.sum();
    this.meter.read(into, at);
  }

  private sum(): void {
    sumByActivity(this.counts, this.sums);
  }
}

/** Counts of all states together. @param into by activity. */
export function sumByActivity(counts: Float64Array, into: Float64Array): void {
  const activities = into.length;
  into.fill(0);
  for (let i = 0, a = 0; i < ACTIVITY_LENGTH; i++) {
    into[a]! += counts[i]!;
    if (++a === activities) a = 0;
  }
}
