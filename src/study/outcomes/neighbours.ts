/** Points that differ in one axis only, by one value of it. */
import type { Component } from '../../energy/table/vocabulary.js';
import type { Study } from '../study.js';
import type { PointSummary } from './summary.js';

/** A step from a point of the front to the next value of one axis. */
export interface Step {
  readonly axis: string;
  readonly from: PointSummary;
  readonly to: PointSummary;
}

/** Energy of one test sample by component, in J. */
export type Energies = Readonly<Record<Component, number>>;

/** A step, and the energies at both ends. */
export interface PricedStep extends Step {
  readonly before: Energies;
  readonly after: Energies;
}

/** The steps from points of the front, up and down along each axis, between points that were trained equally long. */
export function stepsFromFront({ axes }: Study, points: readonly PointSummary[]): Step[] {
  const done = points.filter(({ failed }) => failed === 0);
  const front = done.filter(({ isOnFront }) => isOnFront);
  return front.flatMap((from) =>
    axes.flatMap(({ name: axis }) => {
      const line = done
        .filter((p) => p.epochs === from.epochs)
        .filter((p) => axes.every(({ name }) => name === axis || p.values[name] === from.values[name]))
        .sort((a, b) => (a.values[axis]! < b.values[axis]! ? -1 : 1));
      const at = line.indexOf(from);
      return [line[at - 1], line[at + 1]].flatMap((to) => (to ? [{ axis, from, to }] : []));
    }),
  );
}
