/** Reads the axes of a study. */
import type { Members } from '../../text/members.js';
import { quote } from '../../text/quote.js';
import { closest } from '../../text/closest.js';
import { spacedValues, steppedValues, type Axis, type AxisRange } from '../axes/axis.js';
import { ExpressionError, parseExpression, type Value } from '../expression.js';
import { METRIC_NAMES } from '../outcomes/metrics.js';

/** Most values of one axis. */
const MOST_VALUES = 10_000;
const NAME = /^[A-Za-z_]\w{0,39}$/;

/** The axes by their names, in the order of the file. */
export function readAxes(m: Members): Axis[] {
  const axes: Axis[] = [];
  for (const name of m.names) {
    if (
      !NAME.test(name) ||
      (METRIC_NAMES as readonly string[]).includes(name) ||
      name === 'seed' ||
      name in {}
    )
      throw m.wrong(
        name,
        `${quote(name)} cannot be the name of an axis: letters, digits and _, not the name of an outcome`,
      );
    axes.push(readAxis(m, name, axes));
  }
  if (axes.length === 0) throw m.wrongObject('a study varies something: at least one axis is needed');
  return axes;
}

/** @param before the axes above it, which its condition may use. */
function readAxis(m: Members, name: string, before: readonly Axis[]): Axis {
  m.has(name);
  const given = m.all[name];
  if (Array.isArray(given)) return { name, values: listOf(m, name) };
  return m.object(name, (a) => {
    const kinds = ['list', 'range', 'log'].filter((kind) => a.has(kind));
    if (kinds.length !== 1) throw a.wrongObject("an axis has one of 'list', 'range' and 'log'");
    const shape =
      kinds[0] === 'list' ? { values: listOf(a, 'list') } : rangeOf(a, kinds[0] as 'range' | 'log');
    const unit = a.has('unit') ? { unit: a.line('unit') } : {};
    const condition = a.has('when') ? { condition: conditionOf(a, before) } : {};
    return { name, ...unit, ...shape, ...condition };
  });
}

function listOf(m: Members, key: string): Value[] {
  const values = m.scalars(key);
  if (new Set(values).size !== values.length) throw m.wrong(key, 'a value is there twice');
  if (values.length > MOST_VALUES)
    throw m.wrong(key, `${values.length} values; at most ${MOST_VALUES} are possible`);
  return values;
}

function rangeOf(a: Members, kind: 'range' | 'log'): Pick<Axis, 'values' | 'range'> {
  const [from, to] = a.numbers(kind, 2) as [number, number];
  if (!(from < to)) throw a.wrong(kind, `a range begins below its end, not at ${from} with the end ${to}`);
  if (kind === 'log' && from <= 0) throw a.wrong(kind, 'a range of equal ratios begins above 0');
  const isWhole = a.has('whole') && a.flag('whole');
  const range: AxisRange = { from, to, isLogarithmic: kind === 'log', isWhole };
  if (a.has('step') && a.has('points')) throw a.wrong('points', "give 'step' or 'points', not both");
  if (a.has('step')) {
    if (kind === 'log') throw a.wrong('step', "a range of equal ratios has 'points' instead of 'step'");
    const step = a.number('step', Number.MIN_VALUE, to - from);
    if ((to - from) / step >= MOST_VALUES)
      throw a.wrong('step', `more than ${MOST_VALUES} values; a larger step is needed`);
    return { range, values: steppedValues(from, to, step) };
  }
  if (!a.has('points')) return { range };
  const points = a.count('points', 2);
  if (points > MOST_VALUES) throw a.wrong('points', `at most ${MOST_VALUES} are possible`);
  return { range, values: spacedValues(range, points) };
}

function conditionOf(a: Members, before: readonly Axis[]): NonNullable<Axis['condition']> {
  const text = a.line('when');
  const otherwise = a.scalar('otherwise');
  try {
    const when = parseExpression(
      text,
      before.map(({ name }) => name),
    );
    return { when, otherwise };
  } catch (error) {
    throw error instanceof ExpressionError
      ? a.wrong('when', `${error.message}; a condition may use the axes above its own`)
      : error;
  }
}

/** Groups of axes that go in step: `zip: [[a, b]]`. */
export function readZip(m: Members, axes: readonly Axis[]): string[][] {
  const groups = m.textLists('zip');
  const seen = new Set<string>();
  groups.forEach((group, i) => {
    const lengths = new Set<number | undefined>();
    for (const name of group) {
      const axis = axes.find((a) => a.name === name);
      if (!axis)
        throw m.wrong(
          'zip',
          `there is no axis ${quote(name)}${closest(
            name,
            axes.map((a) => a.name),
          )}`,
          i,
        );
      if (seen.has(name)) throw m.wrong('zip', `the axis '${name}' is there twice`, i);
      seen.add(name);
      lengths.add(axis.values?.length);
    }
    if (group.length < 2) throw m.wrong('zip', 'a group has at least two axes', i);
    if (lengths.size > 1 || lengths.has(undefined))
      throw m.wrong('zip', `axes that go in step have equally many values: ${group.join(', ')}`, i);
  });
  return groups;
}
