/** Gathers a study's results as rows, and writes them as a table. */
import { holds } from '../study/expression.js';
import { columnsOf, type StudyColumn, type StudyRow } from '../study/outcomes/rows.js';
import { canonicalJson } from '../study/canonical-json.js';
import { csvLine } from '../table/csv.js';
import { ParquetFile, type SchemaElement } from '../table/parquet-file.js';
import { followStudy, type StudyState } from './follow-study.js';
import type { OpenStudy } from './open-study.js';
import { TrialResults, type Measures, type Trial } from './trials.js';

/** The results of a study. */
export interface StudyTable {
  readonly rows: readonly StudyRow[];
  readonly columns: readonly StudyColumn[];
  readonly state: StudyState;
  /** Trials by their row. */
  readonly trials: readonly Trial[];
}

/** Gathers and prices everything that the store holds of a study. @throws UserError for a damaged result. */
export async function collectStudy(open: OpenStudy): Promise<StudyTable> {
  const state = await followStudy(open);
  const results = new TrialResults(open);
  const trials = state.steps.flat().filter(({ ids: { id } }) => state.done.has(id) || state.failed.has(id));
  const numbers = new Map<string, number>();
  const longest = new Map<string, number>();
  const keys = trials.map(({ point }) => canonicalJson(point.values));
  keys.forEach((key, i) => {
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    longest.set(key, Math.max(longest.get(key) ?? 0, trials[i]!.point.simulation.epochs));
  });
  const rows: StudyRow[] = [];
  for (const [i, trial] of trials.entries()) {
    const { point, seed, ids } = trial;
    const { epochs } = point.simulation;
    const measures = await results.measuresOf(trial);
    rows.push({
      point: numbers.get(keys[i]!)!,
      id: ids.id,
      seed,
      epochs,
      isLast: epochs === longest.get(keys[i]!),
      status: measures ? 'done' : 'failed',
      values: point.values,
      measures,
      isAcceptable: measures && isAcceptable(open, trial, measures),
    });
  }
  return { rows, columns: columnsOf(open.study.axes, rows), state, trials };
}

/** Whether the conditions on outcomes hold; an outcome without a value meets none. */
function isAcceptable({ study }: OpenStudy, { point }: Trial, measures: Measures): boolean {
  return study.require.every((condition) => {
    const values = Object.fromEntries(
      Object.entries(measures).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    );
    const scope = { ...point.values, ...values };
    return condition.names.every((name) => scope[name] !== undefined) && holds(condition, scope);
  });
}

const PARQUET: Readonly<Record<StudyColumn['type'], Partial<SchemaElement>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  whole: { type: 'INT32' },
  number: { type: 'DOUBLE' },
  flag: { type: 'BOOLEAN' },
};

/** The table as a Parquet file; units of columns are in its metadata. @param origin names and values. */
export function parquetOf(
  { rows, columns }: StudyTable,
  origin: readonly (readonly [string, string])[],
): Uint8Array {
  const pieces: Uint8Array[] = [];
  const elements = columns.map(({ name, type }): SchemaElement => ({
    name,
    repetition_type: 'OPTIONAL',
    ...PARQUET[type],
  }));
  const units = columns
    .filter(({ unit }) => unit !== '')
    .map(({ name, unit }) => [`unit:${name}`, unit] as const);
  const file = new ParquetFile('study', elements, [...origin, ...units], (piece) => pieces.push(piece));
  if (rows.length > 0)
    file.writeValues(
      columns.map(({ name, cell }) => ({ name, data: rows.map(cell) })),
      rows.length,
    );
  file.finish();
  return Buffer.concat(pieces);
}

/** The table as CSV, with the units in a line before the header. */
export function csvOf({ rows, columns }: StudyTable): string {
  const units = columns.filter(({ unit }) => unit !== '').map(({ name, unit }) => `${name} ${unit}`);
  return [
    `# units: ${units.join(', ')}\n`,
    csvLine(columns.map(({ name }) => name)),
    ...rows.map((row) => csvLine(columns.map(({ cell }) => cellText(cell(row))))),
  ].join('');
}

const cellText = (value: ReturnType<StudyColumn['cell']>): string | number =>
  value === null ? '' : typeof value === 'boolean' ? String(value) : value;
