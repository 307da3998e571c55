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

/**
 * The activities that a component is priced by, in the order in which the prices are added; leakage is priced by
 * cycles.
 */
const activitiesOf = (component: Component): Activity[] =>
  component === 'leakage' ? ['cycles'] : ACTIONS.filter((a) => a.block === component).map((a) => a.counter);

const PRICED = COMPONENTS.map(activitiesOf);
/** The activities of all components, one after the other, and the index at which each component's end. */
const ACTIVITY = Uint8Array.from(PRICED.flat(), (name) => ACT[name]);
const ENDS = PRICED.map((_, c) => PRICED.slice(0, c + 1).flat().length);

/** Prices counts by activity, all states together. */
export class ActivityMeter {
  /** Attojoules of each of {@link ACTIVITY}. */
  private readonly costs: Float64Array;
  /** Attojoules up to the last reading, by component. */
  private readonly before = new Float64Array(COMPONENTS.length);

  /** @param counts by activity; the first reading counts from here. */
  constructor(counts: Float64Array, { energy, leakagePerCycle }: Prices) {
    this.costs = Float64Array.from(PRICED.flat(), (name, i) =>
      i < ENDS[LEAKAGE - 1]! ? energy[ACT[name]]! * PER_PICOJOULE : leakagePerCycle * PER_PICOJOULE,
    );
    this.read(counts, 0, new Float64Array(COMPONENTS.length), 0);
  }

  /**
   * Energy since the last reading.
   * @param counts by activity, from `from` on.
   * @param into takes COMPONENTS.length values from `at` on, in attojoules (whole numbers).
   */
  read(counts: Float64Array, from: number, into: Float64Array, at: number): void {
    const { costs, before } = this;
    for (let c = 0, i = 0; c < before.length; c++) {
      let total = 0;
      for (; i < ENDS[c]!; i++) total += counts[from + ACTIVITY[i]!]! * costs[i]!;
      total = Math.floor(total + 0.5);
      into[at + c] = total - before[c]!;
      before[c] = total;
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
    sumByActivity(counts, this.sums, 0);
    this.meter = new ActivityMeter(this.sums, prices);
  }

  /**
   * Energy since the last reading.
   * @param into takes COMPONENTS.length values from `at` on, in attojoules (whole numbers).
   */
  read(into: Float64Array, at: number): void {
    sumByActivity(this.counts, this.sums, 0);
    this.meter.read(this.sums, 0, into, at);
  }
}
