/** The settings of a study at one point: plain numbers, checked. */
import { designOf, REFERENCE, type Design } from '../../design/design.js';
import { DesignError, PARAMETERS } from '../../design/parameters.js';
import type { GivenParameters } from '../../design/read-design.js';
import { DEVICE_EFFECTS, haveEffect, type DeviceEffects, type Devices } from '../../faults/devices.js';
import { errorRateAt } from '../../faults/error-rates.js';
import { FAULT_KINDS, FAULT_TIMES, type Faults, type FaultTime } from '../../faults/fault-map.js';
import { registerNamed } from '../../isa/registers.js';
import { closest } from '../../text/closest.js';
import { quote } from '../../text/quote.js';
import { ExpressionError, numberOf, type Expression } from '../expression.js';
import type { Assignment, DeviceSettings, FaultSettings, Study, TextSetting } from '../study.js';

/** What is simulated, but for its seed; without anything that only changes its price. */
export interface SimulationSettings {
  readonly task: Study['task']['source'];
  readonly samples: number;
  readonly epochs: number;
  readonly neurons?: number;
  /** Parameters of the chip that differ from the public design. */
  readonly chip?: GivenParameters;
  readonly alphaLow?: number;
  readonly threshold?: number;
  readonly leakSpread?: number;
  /** Values by register; signed where the register is. */
  readonly registers: Readonly<Record<string, number>>;
  /** Values by constant of the program. */
  readonly constants?: Readonly<Record<string, number>>;
  readonly faults?: FaultPoint;
  readonly devices?: DevicePoint;
}

/** Faults of one point; without a seed, that of the run; they are there always if nothing else is said. */
export type FaultPoint = Omit<Faults, 'seed'> & { readonly seed?: string; readonly during?: FaultTime };

/** Devices of one point; without a seed, that of the run. */
export type DevicePoint = Omit<Devices, 'seed'> & { readonly seed?: string };

/** What the result is priced with. */
export interface PricingSettings {
  readonly table: string;
  /** In V. */
  readonly vdd?: number;
  /** In Hz. */
  readonly clock?: number;
}

/** A point with its settings. */
export interface StudyPoint {
  readonly values: Assignment;
  readonly simulation: SimulationSettings;
  readonly pricing: PricingSettings;
}

/** A point that cannot be: a setting is out of its range. */
export class ImpossiblePoint extends Error {
  override name = 'ImpossiblePoint';
  /** @param path of the setting in the study's file. */
  constructor(
    message: string,
    readonly path: readonly string[],
  ) {
    super(message);
  }
}

/** Settings of the task that are whole numbers, with their limits. */
const TASK_LIMITS = {
  samples: [1, 100_000],
  epochs: [1, 10_000],
  'alpha-low': [0, 0xfff],
  threshold: [-0x8000, 0x7fff],
} as const satisfies Record<string, readonly [number, number]>;

/**
 * The settings at a point.
 * @throws ImpossiblePoint naming the setting that is out of range.
 */
export function settingsAt(study: Study, values: Assignment): StudyPoint {
  const ofTask = (name: keyof typeof TASK_LIMITS, expression: Expression): number =>
    wholeAt(['task', name], expression, values, TASK_LIMITS[name]);
  const { task, registers, constants, faults, devices, chip } = study;
  const { neurons, alphaLow, threshold, leakSpread } = task;
  const design = designAt(chip, values);
  return {
    values,
    simulation: {
      task: task.source,
      samples: ofTask('samples', task.samples),
      epochs: ofTask('epochs', task.epochs),
      ...(design.isReference ? {} : { chip: differing(design) }),
      ...(neurons ? { neurons: neuronsAt(neurons, design, values) } : {}),
      ...(alphaLow ? { alphaLow: ofTask('alpha-low', alphaLow) } : {}),
      ...(threshold ? { threshold: ofTask('threshold', threshold) } : {}),
      ...(leakSpread ? spreadAt(leakSpread, values) : {}),
      registers: Object.fromEntries(
        [...registers].map(([name, expression]) => [name, registerAt(name, expression, design, values)]),
      ),
      ...(constants.size > 0 ? { constants: constantsAt(constants, values) } : {}),
      ...(faults ? { faults: faultsAt(faults, values) } : {}),
      ...(devices ? devicesAt(devices, values) : {}),
    },
    pricing: pricingAt(study.energy, values),
  };
}

function designAt(chip: Study['chip'], values: Assignment): Design {
  if (chip.size === 0) return REFERENCE;
  const given = Object.fromEntries([...chip].map(([name, e]) => [name, numberAt(['chip', name], e, values)]));
  try {
    return designOf(given);
  } catch (error) {
    throw error instanceof DesignError ? new ImpossiblePoint(error.message, ['chip']) : error;
  }
}

/** The parameters that are not those of the public design. */
const differing = (design: Design): GivenParameters =>
  Object.fromEntries(
    PARAMETERS.filter(({ name, reference }) => design[name] !== reference).map(({ name }) => [
      name,
      design[name],
    ]),
  );

/** Neurons that the task uses: a network never grows beyond its chip. */
function neuronsAt(expression: Expression, design: Design, values: Assignment): number {
  const path = ['task', 'neurons'];
  const neurons = numberAt(path, expression, values);
  if (Number.isInteger(neurons) && neurons >= 2 && neurons <= design.neurons) return neurons;
  throw new ImpossiblePoint(
    `neurons = ${neurons}: a whole number from 2 to ${design.neurons}, the neurons of the chip, is needed`,
    path,
  );
}

/** Time constants that differ by more than this are not meant. */
const MOST_SPREAD = 3;

function spreadAt(expression: Expression, values: Assignment): { readonly leakSpread?: number } {
  const path = ['task', 'leak-spread'];
  const spread = numberAt(path, expression, values);
  if (!(spread >= 0 && spread <= MOST_SPREAD))
    throw new ImpossiblePoint(`leak-spread = ${spread}: a number from 0 to ${MOST_SPREAD} is needed`, path);
  return spread === 0 ? {} : { leakSpread: spread };
}

function registerAt(name: string, expression: Expression, design: Design, values: Assignment): number {
  const register = registerNamed(design, name);
  if (!register)
    throw new ImpossiblePoint(`the chip ${design.name} has no register ${name}`, ['registers', name]);
  const { bits, signed } = register;
  const limits = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  return wholeAt(['registers', name], expression, values, limits as [number, number]);
}

/** Constants are words of 32 bits, with a sign or without. */
const CONSTANT_LIMITS = [-(2 ** 31), 2 ** 32 - 1] as const;

const constantsAt = (constants: Study['constants'], values: Assignment): Record<string, number> =>
  Object.fromEntries(
    [...constants].map(([name, e]) => [name, wholeAt(['constants', name], e, values, CONSTANT_LIMITS)]),
  );

function faultsAt(faults: FaultSettings, values: Assignment): FaultPoint {
  const { seed, banks, pattern } = faults;
  const during = choiceAt(['faults', 'during'], faults.during, FAULT_TIMES, values);
  return {
    rate: faultRateAt(faults, values),
    kind: choiceAt(['faults', 'kind'], faults.kind, FAULT_KINDS, values),
    pattern,
    banks,
    ...(seed === undefined ? {} : { seed }),
    ...(during === 'always' ? {} : { during }),
  };
}

function faultRateAt({ rate, rates }: FaultSettings, values: Assignment): number {
  const path = ['faults', 'rate'];
  const value = numberAt(path, rate, values);
  if (!rates) {
    if (value >= 0 && value <= 1) return value;
    throw new ImpossiblePoint(`rate = ${value}: a share from 0 to 1 is needed`, path);
  }
  try {
    return errorRateAt(rates.table, value);
  } catch (error) {
    throw error instanceof RangeError ? new ImpossiblePoint(error.message, path) : error;
  }
}

/** Nothing where the devices change no weight: such points are those of a chip with SRAM. */
function devicesAt(
  { effects, banks, seed }: DeviceSettings,
  values: Assignment,
): { readonly devices?: DevicePoint } {
  const of = (name: keyof DeviceEffects): number => effectAt(name, effects[name], values);
  const amounts: DeviceEffects = {
    programmingNoise: of('programmingNoise'),
    drift: of('drift'),
    readNoise: of('readNoise'),
    age: of('age'),
    deviceToDevice: of('deviceToDevice'),
    cycleToCycle: of('cycleToCycle'),
  };
  if (!haveEffect(amounts)) return {};
  // Where age has no effect, points of all ages share a simulation.
  const age = amounts.drift > 0 || amounts.readNoise > 0 ? amounts.age : 0;
  return { devices: { ...amounts, age, banks, ...(seed === undefined ? {} : { seed }) } };
}

function effectAt(name: keyof DeviceEffects, expression: Expression | undefined, values: Assignment): number {
  if (!expression) return 0;
  const { key, most } = DEVICE_EFFECTS[name];
  const path = ['devices', key];
  const value = numberAt(path, expression, values);
  if (value >= 0 && value <= most) return value;
  throw new ImpossiblePoint(`${key} = ${value}: a number from 0 to ${most} is needed`, path);
}

/** The choice that a text, or the axis of that name, makes. */
function choiceAt<T extends string>(
  path: readonly string[],
  setting: TextSetting,
  choices: readonly T[],
  values: Assignment,
): T {
  const text = textAt(setting, values);
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new ImpossiblePoint(
    `${path.at(-1)} = ${quote(text)}: one of ${choices.join(', ')} is needed${closest(text, choices)}`,
    path,
  );
}

function pricingAt({ table, vdd, clock }: Study['energy'], values: Assignment): PricingSettings {
  const positive = (name: string, expression: Expression): number => {
    const path = ['energy', name];
    const value = numberAt(path, expression, values);
    if (value > 0) return value;
    throw new ImpossiblePoint(`${name} = ${value}: a number above 0 is needed`, path);
  };
  return {
    table: textAt(table, values),
    ...(vdd ? { vdd: positive('vdd', vdd) } : {}),
    ...(clock ? { clock: positive('clock', clock) } : {}),
  };
}

const textAt = ({ text, axis }: TextSetting, values: Assignment): string =>
  axis === undefined ? text : String(values[axis]);

/** @param path of the setting, of which the last part is its name. */
function numberAt(path: readonly string[], expression: Expression, values: Assignment): number {
  try {
    return numberOf(expression, values);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new ImpossiblePoint(`${path.at(-1)}: ${error.message}`, path);
  }
}

function wholeAt(
  path: readonly string[],
  expression: Expression,
  values: Assignment,
  [least, most]: readonly [number, number],
): number {
  const value = numberAt(path, expression, values);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ImpossiblePoint(
    `${path.at(-1)} = ${value}: a whole number from ${least} to ${most} is needed`,
    path,
  );
}
