/**
 * Prices a running chip bit by bit: each reading gives the energy since the last one, by component.
 *
 * Readings are differences of a running total that is rounded to an attojoule (1e-6 pJ), so that a column of them adds
 * up to the whole run's energy however many there are. Only states that counted a cycle since the last reading are
 * looked at: the cost of a reading is some tens of multiplications.
 */
import { ACT, ACTIVITIES, activityBase } from '../chip/activity.js';
import { STATE_NAMES } from '../chip/states.js';
import type { Prices } from './prices.js';
import { COMPONENTS, LEAKAGE } from './vocabulary.js';

/** Attojoules in a picojoule: the resolution of readings. */
export const PER_PICOJOULE = 1e6;

export class EnergyMeter {
  /** Counts at the last reading. */
  private readonly last: Float64Array;
  /** Energy so far by component, aJ: exact, and as given out. */
  private readonly total = new Float64Array(COMPONENTS.length);
  private readonly given = new Float64Array(COMPONENTS.length);
  /** Priced activities: index, price in aJ, component. */
  private readonly index: Int32Array;
  private readonly cost: Float64Array;
  private readonly column: Int32Array;
  private readonly leakage: number;

  /**
   * @param counts the chip's counters; read again at each reading.
   */
  constructor(
    private readonly counts: Float64Array,
    prices: Prices,
  ) {
    this.last = counts.slice();
    const priced = ACTIVITIES.map((_, i) => i).filter((i) => prices.energy[i]! > 0 && i !== ACT.spiBits);
    this.index = Int32Array.from(priced);
    this.cost = Float64Array.from(priced, (i) => prices.energy[i]! * PER_PICOJOULE);
    this.column = Int32Array.from(priced, (i) => prices.component[i]!);
    this.leakage = prices.leakagePerCycle * PER_PICOJOULE;
    this.spiCost = prices.energy[ACT.spiBits]! * PER_PICOJOULE;
  }

  private readonly spiCost: number;

  /**
   * Energy since the last reading.
   * @param into COMPONENTS.length values from `at` on, aJ (whole numbers).
   */
  read(into: Float64Array, at: number): void {
    const { counts, last, total, given } = this;
    for (let s = 0; s < STATE_NAMES.length; s++) {
      const base = activityBase(s);
      // SCK edges fall between cycles: their bits may come in a state that then counts no cycle.
      const bits = counts[base + ACT.spiBits]! - last[base + ACT.spiBits]!;
      if (bits !== 0) {
        total[SPI]! += bits * this.spiCost;
        last[base + ACT.spiBits] = counts[base + ACT.spiBits]!;
      }
      const cycles = counts[base + ACT.cycles]! - last[base + ACT.cycles]!;
      if (cycles !== 0) this.readState(base, cycles);
    }
    for (let c = 0; c < COMPONENTS.length; c++) {
      const rounded = Math.round(total[c]!);
      into[at + c] = rounded - given[c]!;
      given[c] = rounded;
    }
  }

  private readState(base: number, cycles: number): void {
    const { counts, last, total, index, cost, column } = this;
    total[LEAKAGE]! += cycles * this.leakage;
    for (let n = 0; n < index.length; n++) {
      const i = base + index[n]!;
      const now = counts[i]!;
      const more = now - last[i]!;
      if (more !== 0) {
        total[column[n]!]! += more * cost[n]!;
        last[i] = now;
      }
    }
  }
}

const SPI = COMPONENTS.indexOf('spi');
