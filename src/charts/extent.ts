/** Ranges of values. */

export type Extent = readonly [low: number, high: number];

/** Smallest range that holds both; undefined if neither is given. */
export function union(a: Extent | undefined, b: Extent | undefined): Extent | undefined {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}

/** Range of the values at the indices `from` to `to - 1`; nulls do not count. */
export function extentOf(
  values: readonly (number | null)[],
  from = 0,
  to = values.length,
): Extent | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (let i = from; i < to; i++) {
    const value = values[i] ?? null;
    if (value === null) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}
