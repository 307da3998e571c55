/** Reads the tables that runs leave: CSV with a header line, after lines that begin with # and say what the table is. */
import { readLines } from '../files/lines.js';
import { badInput } from '../text/errors.js';
import { numbered } from '../text/lines.js';

/** A row of a table: its cells by the names of their columns. */
export interface TableRow {
  text(column: string): string;
  /** @throws UserError where the cell is not a number. */
  number(column: string): number;
}

/**
 * Reads a table row by row.
 * @returns what the lines before the header say, by name.
 * @throws UserError with file and line for a missing column, a row of another length, or a file that cannot be read.
 */
export async function readTable(file: string, take: (row: TableRow) => void): Promise<Map<string, string>> {
  const about = new Map<string, string>();
  let columns: Map<string, number> | undefined;
  for await (const batch of readLines(file)) {
    for (const [text, line] of numbered(batch)) {
      if (text.startsWith('#')) {
        const remark = /^#\s*([^:]+):\s*(.*)$/.exec(text);
        if (remark) about.set(remark[1]!, remark[2]!);
      } else if (text !== '') {
        const cells = text.split(',');
        if (!columns) columns = new Map(cells.map((name, i) => [name, i]));
        else take(rowOf(cells, columns, file, line));
      }
    }
  }
  return about;
}

function rowOf(
  cells: readonly string[],
  columns: ReadonlyMap<string, number>,
  file: string,
  line: number,
): TableRow {
  if (cells.length !== columns.size)
    throw badInput(`${cells.length} columns, ${columns.size} expected`, { file, line });
  const text = (column: string): string => {
    const value = cells[columns.get(column) ?? -1];
    if (value === undefined) throw badInput(`the column '${column}' is missing`, { file, line });
    return value;
  };
  const number = (column: string): number => {
    const value = text(column);
    const parsed = Number(value);
    if (value.trim() === '' || !Number.isFinite(parsed))
      throw badInput(`'${value.slice(0, 40)}' in column '${column}' is not a number`, { file, line });
    return parsed;
  };
  return { text, number };
}
