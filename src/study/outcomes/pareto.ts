/** Dominance between points with several objectives. */
import type { Direction } from './direction.js';

/** The values of a point's objectives, turned so that less is better; NaN for a value that there is none of. */
export type Costs = readonly number[];

/** Values as costs. */
export const costsOf = (values: readonly (number | null)[], directions: readonly Direction[]): Costs =>
  values.map((value, k) => (value === null ? NaN : directions[k] === 'maximise' ? -value : value));

/**
 * Whether a point is at least as good as another in everything, and better in something.
 * @param margins by how much it must be better in each objective; absent: 0.
 */
export function dominates(a: Costs, b: Costs, margins?: readonly number[]): boolean {
  let isBetter = false;
  for (let k = 0; k < a.length; k++) {
    const gain = b[k]! - a[k]! - (margins?.[k] ?? 0);
    if (!(gain >= 0)) return false;
    if (gain > 0 || (margins?.[k] ?? 0) > 0) isBetter = true;
  }
  return isBetter;
}

/** Indices of the points that no other one dominates; those without all values are left out. */
export function frontOf(points: readonly Costs[]): number[] {
  const whole = points.flatMap((costs, i) => (costs.some(Number.isNaN) ? [] : [i]));
  return whole.filter((i) => !whole.some((j) => dominates(points[j]!, points[i]!)));
}

/** Points sorted into fronts: the first dominated by none, the next by points of the first only, and so on. */
export function frontsOf(points: readonly Costs[]): number[][] {
  const fronts: number[][] = [];
  let left = points.map((_, i) => i).filter((i) => !points[i]!.some(Number.isNaN));
  while (left.length > 0) {
    const front = left.filter((i) => !left.some((j) => dominates(points[j]!, points[i]!)));
    fronts.push(front);
    const taken = new Set(front);
    left = left.filter((i) => !taken.has(i));
  }
  return fronts;
}

/** How far each point of a front is from its neighbours, summed over the objectives; infinite at the ends. */
export function crowding(points: readonly Costs[], front: readonly number[]): Map<number, number> {
  const distance = new Map(front.map((i) => [i, 0]));
  for (let k = 0; k < (points[front[0]!]?.length ?? 0); k++) {
    const order = [...front].sort((a, b) => points[a]![k]! - points[b]![k]! || a - b);
    const [first, last] = [order[0]!, order[order.length - 1]!];
    const spread = points[last]![k]! - points[first]![k]!;
    distance.set(first, Infinity);
    distance.set(last, Infinity);
    if (spread === 0) continue;
    for (let n = 1; n < order.length - 1; n++) {
      const gap = points[order[n + 1]!]![k]! - points[order[n - 1]!]![k]!;
      distance.set(order[n]!, distance.get(order[n]!)! + gap / spread);
    }
  }
  return distance;
}
