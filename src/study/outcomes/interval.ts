/** Means over seeds, with intervals. */

/** A mean and its 95 % interval. */
export interface Interval {
  readonly mean: number;
  /** Ends of the interval; both the mean where there is one value. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Student's t for 95 %, two-sided, by degrees of freedom from 1 on. */
const T = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];
const T_MANY = 1.96;

/** @returns undefined without values. */
export function intervalOf(values: readonly number[]): Interval | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, low: mean, high: mean, count };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const half = (T[count - 2] ?? T_MANY) * Math.sqrt(variance / count);
  return { mean, low: mean - half, high: mean + half, count };
}
