/**
 * A study as its file describes it: what is simulated, what varies, what matters, and how the points are chosen.
 *
 * Settings are expressions over the axes. Those of the simulation and those of its price are kept apart: one simulation
 * serves every voltage, clock and energy table.
 */
import type { RegisterName } from '../../isa/registers.js';
import type { DesignParameters } from '../design/parameters.js';
import type { DeviceBank, DeviceEffects } from '../faults/devices.js';
import type { ErrorRates } from '../faults/error-rates.js';
import type { FaultBank, FaultPattern } from '../faults/fault-map.js';
import type { Axis } from './axes/axis.js';
import type { Expression, Value } from './expression.js';
import type { Direction } from './outcomes/direction.js';
import type { MetricName } from './outcomes/metrics.js';

/** Text, or the axis whose value is the text. */
export interface TextSetting {
  readonly text: string;
  readonly axis?: string;
}

/** What is learnt. */
export interface TaskSettings {
  /** A built-in task, or a directory of data files. */
  readonly source: { readonly name: string } | { readonly data: string };
  /** Samples of each set. */
  readonly samples: Expression;
  /** Passes over the training samples. */
  readonly epochs: Expression;
  /** Recurrent neurons of the network; absent: those of the task. */
  readonly neurons?: Expression;
  /** Low 12 bits of the leak factor; absent: that of the task. */
  readonly alphaLow?: Expression;
  /** Firing threshold; absent: that of the task. */
  readonly threshold?: Expression;
  /** Standard deviation of the logarithm of the time constants; absent: all are equal. */
  readonly leakSpread?: Expression;
}

/** How a run is priced. */
export interface EnergySettings {
  /** A built-in table, or a file. */
  readonly table: TextSetting;
  /** In V; absent: the default of the table. */
  readonly vdd?: Expression;
  /** In Hz; absent: the fastest at the voltage. */
  readonly clock?: Expression;
}

/** Bit faults; see `src/faults`. */
export interface FaultSettings {
  /** Share of faulty bits; or, with {@link rates}, the voltage that decides it, in V. */
  readonly rate: Expression;
  readonly rates?: { readonly table: ErrorRates; readonly source: string };
  /** One of FAULT_TIMES. */
  readonly during: TextSetting;
  readonly kind: TextSetting;
  readonly pattern: FaultPattern;
  readonly banks: readonly FaultBank[];
  /** Seed of the map; absent: the seed of the run. */
  readonly seed?: string;
}

/** Memristive devices that hold the weights in tests; see `src/faults/devices.ts`. */
export interface DeviceSettings {
  /** Those that are absent are 0. */
  readonly effects: Readonly<Partial<Record<keyof DeviceEffects, Expression>>>;
  readonly banks: readonly DeviceBank[];
  /** Seed of the devices; absent: the seed of the run. */
  readonly seed?: string;
}

/** What matters. */
export interface Objective {
  readonly metric: MetricName;
  readonly direction: Direction;
}

/** How the points are chosen. */
export type Search =
  | { readonly method: 'grid' }
  | { readonly method: 'latin-hypercube' | 'sobol'; readonly points: number; readonly seed: string }
  | {
      readonly method: 'nsga2';
      readonly population: number;
      readonly generations: number;
      readonly seed: string;
    };

/** Successive halving: points that are clearly dominated after few epochs are trained no further. */
export interface Halving {
  /** Epochs after which points are compared, ascending; the last is how long the others are trained. */
  readonly rungs: readonly number[];
  /** By how much a point must be worse than another in accuracy and the like to stop, in the unit of the metric. */
  readonly margins: Readonly<Partial<Record<MetricName, number>>>;
}

/** A study. */
export interface Study {
  readonly name: string;
  readonly question?: string;
  readonly task: TaskSettings;
  readonly seeds: readonly string[];
  /** Sizes and widths of the chip; those that are absent are of the public design. */
  readonly chip: ReadonlyMap<keyof DesignParameters, Expression>;
  readonly registers: ReadonlyMap<RegisterName, Expression>;
  /** Constants of the program (`.equ`) by their names. */
  readonly constants: ReadonlyMap<string, Expression>;
  readonly faults?: FaultSettings;
  readonly devices?: DeviceSettings;
  readonly energy: EnergySettings;
  readonly axes: readonly Axis[];
  /** Groups of axes that go in step. */
  readonly zip: readonly (readonly string[])[];
  /** Conditions over axes; points where one does not hold are never run. */
  readonly where: readonly Expression[];
  readonly objectives: readonly Objective[];
  /** Conditions over outcomes and axes; points where one does not hold are marked as not acceptable. */
  readonly require: readonly Expression[];
  readonly search: Search;
  readonly halving?: Halving;
}

/** Values of all axes at one point. */
export type Assignment = Readonly<Record<string, Value>>;
