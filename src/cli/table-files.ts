/** Names of table files. */
import { isStandardOutput } from '../files/destination.js';
import { usageError } from '../text/errors.js';

/** @param what names the option in messages. @throws UserError (exit code 2) if the name is not that of a table. */
export function requireTable(what: string, file: string): void {
  if (/\.(csv|csv\.gz|parquet)$/.test(file) || isStandardOutput(file)) return;
  throw usageError(
    `${what} ${file}: the name of a table ends in .csv, .csv.gz or .parquet, or is - for CSV on standard output`,
  );
}
