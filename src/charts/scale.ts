/** From values to places on a drawing and back. */

export interface Scale {
  /** Smallest and largest value shown. */
  readonly domain: readonly [number, number];
  /** Places, in pixels, of the two ends of the domain. */
  readonly range: readonly [number, number];
  /** Place of a value, in pixels; outside the range for values outside the domain. */
  at(value: number): number;
  /** Value at a place. */
  invert(place: number): number;
}

export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const [start, end] = range;
  const perValue = (end - start) / (high - low || 1);
  return {
    domain,
    range,
    at: (value) => start + (value - low) * perValue,
    invert: (place) => low + (place - start) / (perValue || 1),
  };
}

/** A logarithmic scale; both ends of the domain must be above 0. Values of 0 and below stand at its lower end. */
export function logScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const inner = linearScale([Math.log(low), Math.log(high)], range);
  return {
    domain,
    range,
    at: (value) => inner.at(Math.log(Math.max(value, low))),
    invert: (place) => Math.exp(inner.invert(place)),
  };
}

/** Index of the first of ascending numbers that is at least `value`; their count if there is none. */
export function firstAtLeast(ascending: readonly number[], value: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ascending[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Index of the ascending number nearest to a value; -1 if there are no numbers. */
export function nearestIndex(ascending: readonly number[], value: number): number {
  const right = firstAtLeast(ascending, value);
  if (right === 0) return ascending.length > 0 ? 0 : -1;
  if (right === ascending.length) return right - 1;
  return value - ascending[right - 1]! <= ascending[right]! - value ? right - 1 : right;
}

/**
 * Value at `x` of a curve through points, straight between them and constant beyond its ends.
 * @param xs positions of the points, ascending.
 * @param ys values, one for each position.
 */
export function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  const right = firstAtLeast(xs, x);
  if (right === 0) return ys[0] ?? NaN;
  if (right === xs.length) return ys[right - 1]!;
  const [x0, x1] = [xs[right - 1]!, xs[right]!];
  const share = x1 > x0 ? (x - x0) / (x1 - x0) : 0;
  return ys[right - 1]! + share * (ys[right]! - ys[right - 1]!);
}
