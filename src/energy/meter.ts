/**
 * Prices a running chip bit by bit: each reading gives the energy since the last one, by component.
 *
 * Readings are differences of a running total that is rounded to an attojoule (1e-6 pJ), so that a column of them adds
 * up to the whole run's energy however many there are. A total depends on the counts alone, not on when they were read.
 */
import { ACT, ACTIVITIES, sumByActivity, type Activity } from '../chip/activity.js';
import type { Prices } from './prices.js';
import { ACTIONS, COMPONENTS, LEAKAGE, type Component } from './table/vocabulary.js';

/** Attojoules in a picojoule: the resolution of readings. */
export const PER_PICOJOULE = 1e6;

/** What a component is priced by, in the order in which the prices are added; leakage goes by cycles. */
export const activitiesOf = (component: Component): Activity[] =>
  component === 'leakage' ? ['cycles'] : ACTIONS.filter((a) => a.block === component).map((a) => a.counter);

/** aJ of each activity, and of leakage in a cycle. */
export const costs = ({ energy, leakagePerCycle }: Prices): Float64Array =>
  Float64Array.of(...energy, leakagePerCycle).map((pj) => pj * PER_PICOJOULE);

/** For every component, where its activities stand among the counts, and among the {@link costs}. */
const PRICED = COMPONENTS.map((component, c) =>
  activitiesOf(component).map((a) => ({ count: ACT[a], cost: c === LEAKAGE ? ACTIVITIES.length : ACT[a] })),
);

/** Prices counts by activity, of all states together. */
export class ActivityMeter {
  private readonly given = new Float64Array(COMPONENTS.length);
  private readonly costs: Float64Array;

  /** @param counts by activity (ACTIVITIES.length); read again at each reading, the first of which counts from here. */
  constructor(
    private readonly counts: Float64Array,
    prices: Prices,
  ) {
    this.costs = costs(prices);
    this.read(new Float64Array(COMPONENTS.length), 0);
  }

  /**
   * Energy since the last reading.
   * @param into COMPONENTS.length values from `at` on, aJ (whole numbers).
   */
  read(into: Float64Array, at: number): void {
    const { counts, costs: each, given } = this;
    PRICED.forEach((priced, c) => {
      let total = 0;
      for (const { count, cost } of priced) total += counts[count]! * each[cost]!;
      total = Math.floor(total + 0.5);
      into[at + c] = total - given[c]!;
      given[c] = total;
    });
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
