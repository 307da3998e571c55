/** A study's results as a table: a row for each point, seed and number of epochs. */
import type { Value } from '../expression.js';
import { METRICS, type MetricName } from './metrics.js';

/** One row. */
export interface StudyRow {
  /** Number of the point in the study, from 0: rows of one point differ in their seeds only. */
  readonly point: number;
  readonly id: string;
  readonly seed: string;
  readonly epochs: number;
  /** Whether the point was not trained any longer than this. */
  readonly isLast: boolean;
  readonly status: 'done' | 'failed';
  /** By axis. */
  readonly values: Readonly<Record<string, Value>>;
  readonly measures: Readonly<Record<MetricName, number | null>> | undefined;
  /** Whether all conditions on outcomes hold; undefined without a result. */
  readonly isAcceptable: boolean | undefined;
}

/** A column of the table. */
export interface StudyColumn {
  readonly name: string;
  readonly type: 'text' | 'whole' | 'number' | 'flag';
  /** Without a prefix; empty for plain numbers. */
  readonly unit: string;
  readonly cell: (row: StudyRow) => Value | null;
}

/** The columns, of which those of the axes depend on the study. @param axes with their units. */
export function columnsOf(
  axes: readonly { readonly name: string; readonly unit?: string }[],
  rows: readonly StudyRow[],
): StudyColumn[] {
  return [
    { name: 'point', type: 'whole', unit: '', cell: (row) => row.point },
    { name: 'seed', type: 'text', unit: '', cell: (row) => row.seed },
    ...axes.map(({ name, unit = '' }): StudyColumn => {
      const isNumber = rows.every(({ values }) => typeof values[name] === 'number');
      const cell = ({ values }: StudyRow): Value | null => values[name] ?? null;
      if (isNumber) return { name, type: 'number', unit, cell };
      return { name, type: 'text', unit, cell: (row) => String(cell(row)) };
    }),
    { name: 'epochs', type: 'whole', unit: '', cell: (row) => row.epochs },
    { name: 'is_last', type: 'flag', unit: '', cell: (row) => row.isLast },
    { name: 'status', type: 'text', unit: '', cell: (row) => row.status },
    { name: 'acceptable', type: 'flag', unit: '', cell: (row) => row.isAcceptable ?? null },
    ...METRICS.map(({ name, unit }): StudyColumn => ({
      name,
      type: 'number',
      unit,
      cell: (row) => row.measures?.[name] ?? null,
    })),
    { name: 'id', type: 'text', unit: '', cell: (row) => row.id },
  ];
}
