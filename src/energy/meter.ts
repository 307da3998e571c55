/**
 * Prices a running chip bit by bit: each reading gives the energy since the last one, by component.
 *
 * Readings are differences of a running total that is rounded to an attojoule (1e-6 pJ), so that a column of them adds
 * up to the whole run's energy however many there are. A total depends on the counts alone, not on when they were read.
 */
import { ACT, ACTIVITIES, ACTIVITY_LENGTH, type Activity } from '../chip/activity.js';
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
/** For every component, where its activities begin in {@link PRICED_ACTIVITY}; then the end of the last. */
const PRICED_FROM = Uint8Array.from([...COMPONENTS, 'end'], (_, c) => PRICED.slice(0, c).flat().length);

/** A set of components, a bit each: those that activities are priced by. */
export const componentsOf = (activities: readonly Activity[]): number =>
  PRICED.reduce(
    (set, priced, c) => (activities.some((a) => priced.includes(ACT[a])) ? set | (1 << c) : set),
    0,
  );

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
    this.cost[PRICED_FROM[LEAKAGE]!] = prices.leakagePerCycle * PER_PICOJOULE;
    this.read(new Float64Array(COMPONENTS.length), 0);
  }

  /**
   * Energy since the last reading.
   * @param into COMPONENTS.length values from `at` on, aJ (whole numbers).
   * @param moved components of which a counter may have moved ({@link componentsOf}); default all.
   */
  read(into: Float64Array, at: number, moved = ~0): void {
    const { counts, cost, given } = this;
    for (let c = 0; c < given.length; c++) {
      if ((moved & (1 << c)) === 0) {
        into[at + c] = 0;
        continue;
      }
      let total = 0;
      for (let n = PRICED_FROM[c]!, end = PRICED_FROM[c + 1]!; n < end; n++)
        total += counts[PRICED_ACTIVITY[n]!]! * cost[n]!;
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
