/** What several runs of the same tell. */

/** A mean and its standard error, which a single run has none of. */
export interface Mean {
  readonly mean: number;
  readonly error?: number;
}

export function meanOf(values: readonly number[]): Mean {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, error: Math.sqrt(variance / n) };
}

/** The same of ratios: their geometric mean, so that a ratio and its inverse are as far from 1. */
export function meanOfRatios(ratios: readonly number[]): Mean {
  const { mean, error } = meanOf(ratios.map(Math.log));
  return { mean: Math.exp(mean), ...(error !== undefined && { error: Math.exp(mean) * error }) };
}

export const formatMean = ({ mean, error }: Mean, digits: number): string =>
  error === undefined ? mean.toFixed(digits) : `${mean.toFixed(digits)} +- ${error.toFixed(digits)}`;
