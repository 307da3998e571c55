/** Tables of a report as plain text, and values in them. */
import { formatQuantity } from '../../energy/table/quantities.js';
import { metricNamed, type MetricName } from '../../study/outcomes/metrics.js';

export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A value of an outcome with its unit. */
export function valueText(metric: MetricName, value: number): string {
  const { unit } = metricNamed(metric)!;
  if (unit === '%') return `${(100 * value).toFixed(1)} %`;
  return unit === '' ? String(Number(value.toPrecision(4))) : formatQuantity(value, unit);
}
