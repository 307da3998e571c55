/** Reads what is simulated and how it is priced: settings that are numbers or expressions over the axes. */
import type { RegisterName } from '../../../isa/registers.js';
import { WIDEST } from '../../design/design.js';
import { PARAMETERS } from '../../design/parameters.js';
import { registerNamed, registersOf } from '../../isa/registers.js';
import { closest } from '../../text/closest.js';
import type { Members } from '../../text/members.js';
import { quote } from '../../text/quote.js';
import { ExpressionError, parseExpression, type Expression } from '../expression.js';
import type { EnergySettings, Halving, Study, TaskSettings, TextSetting } from '../study.js';

/** What a setting is an expression over. */
export type Names = readonly string[];

/** A number, or an expression over axes. */
export function setting(m: Members, key: string, names: Names): Expression {
  const value = m.textOrNumber(key);
  try {
    return parseExpression(String(value), names);
  } catch (error) {
    throw error instanceof ExpressionError ? m.wrong(key, error.message) : error;
  }
}

export const optional = <K extends string>(
  m: Members,
  key: string,
  name: K,
  names: Names,
): Partial<Record<K, Expression>> =>
  m.has(key) ? ({ [name]: setting(m, key, names) } as Record<K, Expression>) : {};

/** A text, or the name of the axis that gives it. */
export function textSetting(m: Members, key: string, names: Names): TextSetting {
  const text = m.line(key);
  return names.includes(text) ? { text, axis: text } : { text };
}

const literal = (value: number): Expression => parseExpression(String(value), []);

const DEFAULT_SAMPLES = 20;

/** @param halving says how long points are trained, where there is one. */
export function readTask(m: Members, names: Names, halving: Halving | undefined): TaskSettings {
  if (m.has('name') && m.has('data')) throw m.wrong('data', "give 'name' or 'data', not both");
  if (halving && m.has('epochs'))
    throw m.wrong('epochs', 'the rungs of the halving say how many epochs there are');
  const source = m.has('data') ? { data: m.line('data') } : { name: m.line('name') };
  const epochs = halving
    ? literal(halving.rungs.at(-1)!)
    : m.has('epochs')
      ? setting(m, 'epochs', names)
      : literal(1);
  return {
    source,
    samples: m.has('samples') ? setting(m, 'samples', names) : literal(DEFAULT_SAMPLES),
    epochs,
    ...optional(m, 'neurons', 'neurons', names),
    ...optional(m, 'alpha-low', 'alphaLow', names),
    ...optional(m, 'threshold', 'threshold', names),
    ...optional(m, 'leak-spread', 'leakSpread', names),
  };
}

/** Sizes and widths by their names in chip files. */
export function readChip(m: Members, names: Names): Study['chip'] {
  return new Map(
    m.names.map((key) => {
      const parameter = PARAMETERS.find((known) => known.key === key);
      if (!parameter)
        throw m.wrong(
          key,
          `a chip has no parameter ${quote(key)}${closest(
            key,
            PARAMETERS.map((known) => known.key),
          )}`,
        );
      return [parameter.name, setting(m, key, names)] as const;
    }),
  );
}

/** Registers that some chip of the family has; whether the chip of a point has them shows when the point is made. */
export function readRegisters(m: Members, names: Names): Map<RegisterName, Expression> {
  return new Map(
    m.names.map((name) => {
      const register = registerNamed(WIDEST, name);
      if (!register)
        throw m.wrong(
          name,
          `there is no register ${quote(name)}${closest(
            name,
            registersOf(WIDEST).map((r) => r.name),
          )}`,
        );
      if (name.startsWith('NUM_'))
        throw m.wrong(name, 'the sizes of the network come from the task: set its neurons there');
      return [register.name, setting(m, name, names)];
    }),
  );
}

/** Constants of the program; whether it has them shows when it is assembled, before anything runs. */
export function readConstants(m: Members, names: Names): Study['constants'] {
  return new Map(
    m.names.map((name) => {
      if (name === 'EPOCHS') throw m.wrong(name, 'the epochs are set in the task of the study');
      return [name, setting(m, name, names)];
    }),
  );
}

export const readEnergy = (m: Members, names: Names): EnergySettings => ({
  table: m.has('table') ? textSetting(m, 'table', names) : { text: 'fdsoi28' },
  ...optional(m, 'vdd', 'vdd', names),
  ...optional(m, 'clock', 'clock', names),
});

/** All settings that are numbers; undefined for those that are absent. */
export const numericSettings = ({
  task,
  chip,
  registers,
  constants,
  faults,
  devices,
  energy,
}: Study): (Expression | undefined)[] => [
  ...[task.samples, task.epochs, task.neurons, task.alphaLow, task.threshold, task.leakSpread],
  ...chip.values(),
  ...registers.values(),
  ...constants.values(),
  ...[energy.vdd, energy.clock, faults?.rate],
  ...Object.values(devices?.effects ?? {}),
];

/** Axes that some setting or condition of an axis uses. */
export function usedAxes(study: Study): ReadonlySet<string> {
  const { faults, energy, axes } = study;
  const expressions = [...numericSettings(study), ...axes.map(({ condition }) => condition?.when)];
  const texts = [energy.table, faults?.kind, faults?.during];
  return new Set([
    ...expressions.flatMap((expression) => expression?.names ?? []),
    ...texts.flatMap((text) => text?.axis ?? []),
  ]);
}
