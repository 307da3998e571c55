/** Reads tables that runs have written. */
import { readLines } from '../files/lines.js';
import { CsvReader, type CsvRow } from '../table/csv.js';
import { numbered } from '../text/lines.js';

/**
 * Reads a table row by row.
 * @returns what the lines before the header say, by name.
 * @throws UserError with file and line for a missing column, a row of another length, or a file that cannot be read.
 */
export async function readTable(
  file: string,
  take: (row: CsvRow) => void,
): Promise<ReadonlyMap<string, string>> {
  const reader = new CsvReader(file);
  for await (const batch of readLines(file))
    for (const [text, line] of numbered(batch)) {
      const row = reader.row(text, line);
      if (row) take(row);
    }
  return reader.remarks;
}
