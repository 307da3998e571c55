/** `sextant study collect` and `query`: the results of a study as a table, and questions about it in SQL. */
import { Command } from 'commander';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { collectStudy, csvOf, parquetOf, type StudyTable } from '../../study-node/collect.js';
import type { OpenStudy } from '../../study-node/open-study.js';
import { query, type Answer } from '../../study-node/query.js';
import { formatOf } from '../../table/schema.js';
import { columns } from '../../text/columns.js';
import { Report } from '../report.js';
import { VERSION } from '../version.js';
import { addStudyOptions, openStudyOf, type StudyOptions } from './study-options.js';

interface CollectOptions extends StudyOptions {
  readonly output?: string;
}

export const RESULTS_FILE = 'results.parquet';

export function collectCommand(): Command {
  return addStudyOptions(new Command('collect'))
    .description('price all results of a study and write them as one table, a row a point and seed')
    .option('-o, --output <file>', `.parquet or .csv (default: ${RESULTS_FILE} in the store)`)
    .addHelpText('after', '\nExample:\n  sextant study collect studies/learning-rate -o learning-rate.csv')
    .action((path: string, options: CollectOptions) => withFiles((files) => collect(path, options, files)));
}

/** Where a table comes from. */
export const originOf = ({ study, model }: OpenStudy): [string, string][] => [
  ['study', study.name],
  ['model', model],
  ['sextant', VERSION],
];

async function collect(path: string, options: CollectOptions, files: DeclaredFiles): Promise<void> {
  const open = await openStudyOf(path, options, files);
  const output =
    options.output === undefined
      ? files.directory(open.store.directory, '--store').writes(RESULTS_FILE)
      : files.writes(options.output, '-o');
  const report = new Report(options, files);
  files.check();
  const table = await collectStudy(open);
  output.write(formatOf(output.file) === 'parquet' ? parquetOf(table, originOf(open)) : csvOf(table));
  report.json({ output: output.file, rows: table.rows.length, isComplete: table.state.isComplete });
  report.text(`${output.file}: ${table.rows.length} rows${incompleteText(table)}`);
}

/** Says so if results are missing. */
const incompleteText = ({ state }: StudyTable): string =>
  state.isComplete ? '' : '; the study is not complete: sextant study run goes on with it';

const QUERY_HELP = `
The table is called 'results'; its columns are those of 'sextant study collect'.

Example:
  sextant study query studies/learning-rate 'select rate, avg(accuracy) from results group by rate'`;

export function queryCommand(): Command {
  return addStudyOptions(new Command('query'))
    .argument('<sql>', 'question about the table results')
    .description('answer a question in SQL about the results of a study')
    .addHelpText('after', QUERY_HELP)
    .action((path: string, sql: string, options: StudyOptions) =>
      withFiles((files) => answer(path, sql, options, files)),
    );
}

async function answer(path: string, sql: string, options: StudyOptions, files: DeclaredFiles): Promise<void> {
  const open = await openStudyOf(path, options, files);
  files.check();
  const table = await collectStudy(open);
  const found = await query(parquetOf(table, originOf(open)), sql);
  const report = new Report(options, files);
  report.json(found.rows.map((row) => Object.fromEntries(found.columns.map((name, i) => [name, row[i]]))));
  report.text(...tableLines(found));
  if (!table.state.isComplete) report.warning('the study is not complete: sextant study run goes on with it');
}

/** The answer as a table. */
export const tableLines = (answer: Answer): string[] =>
  columns([answer.columns, ...answer.rows.map((row) => row.map(cellText))], Infinity);

function cellText(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
