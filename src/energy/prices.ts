/** The prices of a table at an operating point, and what counts of activity cost with them. */
import { ACT, ACTIVITIES, activityBase } from '../chip/activity.js';
import { STATE_NAMES } from '../chip/states.js';
import type { EnergyTable, OperatingPoint } from './table/table.js';
import {
  ACTIONS,
  BLOCKS,
  COMPONENTS,
  LEAKAGE,
  PHASES,
  phaseOf,
  phaseOfState,
  type Component,
  type Phase,
} from './table/vocabulary.js';

/** A voltage or a clock that the table does not cover. */
export class OperatingPointError extends RangeError {
  override name = 'OperatingPointError';
}

/** Everything that turns counts into energy at one operating point. */
export interface Prices {
  readonly table: EnergyTable;
  readonly point: OperatingPoint;
  /** Fastest clock at this voltage by the table, in Hz. */
  readonly fastest: number;
  /** Energy of one action in pJ, by activity (the same in every state); 0 for counters without energy of their own. */
  readonly energy: Float64Array;
  /** Index into COMPONENTS by activity. */
  readonly component: Uint8Array;
  /** Index into PHASES by state and activity, as the counters are laid out. */
  readonly phase: Uint8Array;
  /** Static power by block, in W. */
  readonly leakage: Float64Array;
  /** Static power of all blocks, in W. */
  readonly staticPower: number;
  /** Static energy of all blocks in one cycle, in pJ. */
  readonly leakagePerCycle: number;
}

const factor = (vdd: number, table: EnergyTable, exponent: number): number =>
  exponent === 0 ? 1 : (vdd / table.reference) ** exponent;

/**
 * Fastest clock at a voltage: between two points of the table the clock rises exponentially with the voltage.
 * @returns Hz.
 * @throws OperatingPointError outside the table's voltages.
 */
export function fastestClock(table: EnergyTable, vdd: number): number {
  const points = table.operatingPoints;
  const [lowest, highest] = [points[0]!, points[points.length - 1]!];
  if (!(vdd >= lowest.vdd && vdd <= highest.vdd))
    throw new OperatingPointError(
      `${vdd} V is outside what table '${table.name}' covers: ${lowest.vdd} to ${highest.vdd} V`,
    );
  const above = points.findIndex((p) => p.vdd >= vdd);
  const high = points[above]!;
  if (high.vdd === vdd) return high.clock;
  const low = points[above - 1]!;
  const share = (vdd - low.vdd) / (high.vdd - low.vdd);
  return low.clock * (high.clock / low.clock) ** share;
}

/**
 * The operating point of a request.
 * @param vdd in V; absent: the table's default.
 * @param clock in Hz; absent: the fastest at that voltage.
 * @throws OperatingPointError for a voltage outside the table's or a clock below 1 Hz.
 */
export function operatingPoint(table: EnergyTable, vdd?: number, clock?: number): OperatingPoint {
  const voltage = vdd ?? table.defaultPoint.vdd;
  const fastest = fastestClock(table, voltage);
  if (clock !== undefined && !(clock >= 1 && clock <= 1e12))
    throw new OperatingPointError(`a clock of ${clock} Hz is out of range: 1 Hz to 1 THz`);
  return { vdd: voltage, clock: clock ?? fastest };
}

/** Prices of a table at an operating point (default: the table's). */
export function pricesAt(table: EnergyTable, point: OperatingPoint = table.defaultPoint): Prices {
  const fastest = fastestClock(table, point.vdd);
  const dynamic = factor(point.vdd, table, table.scaling.dynamic.exponent);
  const still = factor(point.vdd, table, table.scaling.leakage.exponent);
  const energy = new Float64Array(ACTIVITIES.length);
  const component = new Uint8Array(ACTIVITIES.length);
  const phase = new Uint8Array(STATE_NAMES.length * ACTIVITIES.length);
  for (const action of ACTIONS) {
    const prices = table.blocks.find((b) => b.block === action.block)!;
    const i = ACT[action.counter];
    energy[i] = prices.actions.find((a) => a.name === action.name)!.energy * dynamic;
    component[i] = COMPONENTS.indexOf(action.block);
    STATE_NAMES.forEach((_, s) => (phase[activityBase(s) + i] = PHASES.indexOf(phaseOf(s, action))));
  }
  const leakage = Float64Array.from(
    BLOCKS,
    (block) => table.blocks.find((b) => b.block === block)!.leakage.power * 1e-6 * still,
  );
  const staticPower = leakage.reduce((sum, w) => sum + w, 0);
  return {
    table,
    point,
    fastest,
    energy,
    component,
    phase,
    leakage,
    staticPower,
    leakagePerCycle: (staticPower / point.clock) * 1e12,
  };
}

const COLUMNS = COMPONENTS.length;

/** Sum of every `stride`-th cell. */
function sum(cells: Float64Array, first: number, stride: number, count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += cells[first + i * stride]!;
  return total;
}

/** Energy by phase and component, in pJ. */
export class Breakdown {
  /** Row by PHASES, column by COMPONENTS. */
  readonly cells = new Float64Array(PHASES.length * COLUMNS);

  at(phase: Phase, component: Component): number {
    return this.cells[PHASES.indexOf(phase) * COLUMNS + COMPONENTS.indexOf(component)]!;
  }

  /** Sum over the components of a phase. */
  phase(phase: Phase): number {
    const row = PHASES.indexOf(phase) * COLUMNS;
    return sum(this.cells, row, 1, COLUMNS);
  }

  /** Sum over the phases of a component. */
  component(component: Component): number {
    return sum(this.cells, COMPONENTS.indexOf(component), COLUMNS, PHASES.length);
  }

  get total(): number {
    return sum(this.cells, 0, 1, this.cells.length);
  }

  /** Everything except leakage. */
  get dynamic(): number {
    return this.total - this.component('leakage');
  }
}

/**
 * What activity costs: a pure function of counts, table and operating point.
 * @param counts laid out as the state's activity counters.
 */
export function price(counts: Float64Array, prices: Prices): Breakdown {
  const breakdown = new Breakdown();
  const { cells } = breakdown;
  const { energy, component, phase, leakagePerCycle } = prices;
  const activities = energy.length;
  for (let s = 0; s < STATE_NAMES.length; s++) {
    const base = activityBase(s);
    for (let i = 0; i < activities; i++) {
      const n = counts[base + i]!;
      if (n !== 0) cells[phase[base + i]! * COLUMNS + component[i]!]! += n * energy[i]!;
    }
    cells[PHASES.indexOf(phaseOfState(s)) * COLUMNS + LEAKAGE]! +=
      counts[base + ACT.cycles]! * leakagePerCycle;
  }
  return breakdown;
}

/** Standard uncertainty of a total, in pJ, if the errors of the table's entries are independent. */
export function uncertainty(counts: Float64Array, prices: Prices): number {
  const { table, point } = prices;
  let squares = 0;
  let dynamic = 0;
  for (const a of ACTIONS) {
    const i = ACT[a.counter];
    const entry = table.blocks.find((b) => b.block === a.block)!.actions.find((e) => e.name === a.name)!;
    const spent =
      STATE_NAMES.reduce((sum, _, s) => sum + counts[activityBase(s) + i]!, 0) * prices.energy[i]!;
    dynamic += spent;
    squares += (spent * entry.uncertainty) ** 2;
  }
  const cycles = STATE_NAMES.reduce((sum, _, s) => sum + counts[activityBase(s) + ACT.cycles]!, 0);
  const perWatt = (cycles / point.clock) * 1e12;
  table.blocks.forEach((b, i) => (squares += (prices.leakage[i]! * perWatt * b.leakage.uncertainty) ** 2));
  const log = Math.log(point.vdd / table.reference);
  const { scaling } = table;
  squares += (dynamic * log * scaling.dynamic.exponent * scaling.dynamic.uncertainty) ** 2;
  squares +=
    (prices.staticPower * perWatt * log * scaling.leakage.exponent * scaling.leakage.uncertainty) ** 2;
  return Math.sqrt(squares);
}
