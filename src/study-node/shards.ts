/** Cuts the simulations of a study into parts of about equal cost, the same in every process. */
import { relativeCost } from './costs.js';
import type { Trial } from './trials.js';

/**
 * The part of each simulation: the costliest first, each to the part that has least.
 * @param trials all of a step, those with results included, so that all processes cut alike.
 * @returns numbers from 0, below `count`, by id.
 */
export function shardsOf(trials: readonly Trial[], count: number): ReadonlyMap<string, number> {
  const sorted = trials
    .map(({ ids: { id }, point }) => ({ id, cost: relativeCost(point.simulation) }))
    .sort((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1));
  const sums = new Float64Array(count);
  return new Map(
    sorted.map(({ id, cost }) => {
      const part = sums.indexOf(Math.min(...sums));
      sums[part]! += cost;
      return [id, part];
    }),
  );
}
