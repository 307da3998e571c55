/** Statistics of repeated measurements. */

/** A mean and its standard error, which needs two values. */
export interface Mean {
  readonly mean: number;
  readonly error?: number;
}

/** The median; of an even number of values the upper one of the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

export function meanOf(values: readonly number[]): Mean {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, error: Math.sqrt(variance / n) };
}

/** The geometric mean, so that a ratio and its inverse lie equally far from 1. */
export function meanOfRatios(ratios: readonly number[]): Mean {
  const { mean, error } = meanOf(ratios.map(Math.log));
  return { mean: Math.exp(mean), ...(error === undefined ? {} : { error: Math.exp(mean) * error }) };
}

export const formatMean = ({ mean, error }: Mean, digits: number): string =>
  error === undefined ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${error.toFixed(digits)}`;

/** The smallest value that at least this share of the values, 0..1, does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
