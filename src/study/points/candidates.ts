/** The points of a study before anything runs: the values of all axes, and which points its conditions drop. */
import { latinHypercube } from '../axes/latin-hypercube.js';
import { sobolPoints } from '../axes/sobol.js';
import { valueAt, type Axis } from '../axes/axis.js';
import { canonicalJson } from '../canonical-json.js';
import { holds, type Value } from '../expression.js';
import type { Assignment, Study } from '../study.js';

/** Points that are left out, with the reason. */
export interface Dropped {
  readonly reason: string;
  readonly count: number;
}

/** More points than this are a mistake. */
export const MOST_POINTS = 1_000_000;

/** Axes that move together: one, or those of a zip group. */
export type Dimension = readonly Axis[];

/** The dimensions of a study in the order of its axes. */
export function dimensionsOf({ axes, zip }: Study): Dimension[] {
  const dimensions: Dimension[] = [];
  for (const axis of axes) {
    const group = zip.find((names) => names.includes(axis.name));
    const members = group ? axes.filter(({ name }) => group.includes(name)) : [axis];
    if (members[0] === axis) dimensions.push(members);
  }
  return dimensions;
}

/**
 * All points of a study whose search is not adaptive, without those that are alike.
 * @throws RangeError for more points than {@link MOST_POINTS}, and for more dimensions than a sequence has.
 */
export function staticCandidates(study: Study): Assignment[] {
  const { search } = study;
  if (search.method === 'grid') return distinct(gridOf(study));
  if (search.method === 'nsga2') throw new Error('the points of this search depend on results');
  const draw = search.method === 'sobol' ? sobolPoints : latinHypercube;
  const places = draw(search.points, dimensionsOf(study).length, search.seed);
  return distinct(places.map((place) => assignmentAt(study, place)));
}

/** @param place a number from 0, below 1, for each dimension. */
export function assignmentAt(study: Study, place: readonly number[]): Assignment {
  const values: Record<string, Value> = {};
  dimensionsOf(study).forEach((dimension, d) => {
    for (const axis of dimension) values[axis.name] = valueAt(axis, place[d]!);
  });
  return conditioned(study, values);
}

function gridOf(study: Study): Assignment[] {
  const dimensions = dimensionsOf(study);
  const lengths = dimensions.map(([axis]) => axis!.values!.length);
  const total = lengths.reduce((product, length) => product * length, 1);
  if (total > MOST_POINTS)
    throw new RangeError(
      `the grid has ${total} points; at most ${MOST_POINTS} are possible: take fewer values, or sample it`,
    );
  return Array.from({ length: total }, (_, index) => {
    const values: Record<string, Value> = {};
    let rest = index;
    // The last axis moves fastest.
    for (let d = dimensions.length - 1; d >= 0; d--) {
      const at = rest % lengths[d]!;
      rest = (rest - at) / lengths[d]!;
      for (const axis of dimensions[d]!) values[axis.name] = axis.values![at]!;
    }
    return conditioned(study, values);
  });
}

/** The point with axes that do not count in it at their other value. */
function conditioned({ axes }: Study, values: Record<string, Value>): Assignment {
  for (const { name, condition } of axes)
    if (condition && !holds(condition.when, values)) values[name] = condition.otherwise;
  return Object.fromEntries(axes.map(({ name }) => [name, values[name]!]));
}

function distinct(points: readonly Assignment[]): Assignment[] {
  return [...new Map(points.map((point) => [canonicalJson(point), point])).values()];
}

/**
 * Why a point is never run; undefined if all conditions hold.
 * @throws ExpressionError for a condition that has no value at this point.
 */
export const violated = ({ where }: Study, point: Assignment): string | undefined =>
  where.find((condition) => !holds(condition, point))?.text;

/** Counts reasons. */
export function countReasons(reasons: readonly string[]): Dropped[] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count }));
}
