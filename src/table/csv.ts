/** Small CSV (RFC 4180, a row in a line): reading by the names of the columns, and writing lines. */
import { badInput, type Place } from '../text/errors.js';
import { quote } from '../text/quote.js';

/** A row of a table: its cells by the names of their columns. */
export interface CsvRow {
  /** @throws UserError if there is no such column. */
  text(column: string): string;
  /** @throws UserError if the cell is not a number. */
  number(column: string): number;
  /** @throws UserError if the cell is not a whole number from `least` to `most`. */
  whole(column: string, least: number, most: number): number;
}

/** Reads a table line by line: a header line, after lines that begin with `#`, then rows. */
export class CsvReader {
  /** What the lines before the header say, by name. */
  readonly remarks = new Map<string, string>();
  private columns: ReadonlyMap<string, number> | undefined;

  /**
   * @param file for messages.
   * @param expected columns that the table must have; a table without a header line has them in this order.
   */
  constructor(
    private readonly file: string,
    private readonly expected?: readonly string[],
  ) {}

  /**
   * Takes the next line.
   * @param line its number, from 1.
   * @returns undefined where the line is not a row.
   * @throws UserError with file and line for a row of another length than the header, or a column that is missing.
   */
  row(text: string, line: number): CsvRow | undefined {
    const place = { file: this.file, line };
    if (text.startsWith('#')) {
      const remark = /^#\s*([^:]+):\s*(.*)$/.exec(text);
      if (remark) this.remarks.set(remark[1]!, remark[2]!);
      return undefined;
    }
    if (text.trim() === '') return undefined;
    const cells = cellsOf(text, place);
    if (!this.columns) {
      const { expected } = this;
      const isHeader = expected === undefined || /^[a-z]/i.test(cells[0]!);
      this.columns = new Map((isHeader ? cells : expected).map((name, i) => [name, i]));
      const missing = expected?.find((name) => !this.columns!.has(name));
      if (missing !== undefined)
        throw badInput(
          `the column '${missing}' is missing: the first line has ${quote(cells.join(', '))}`,
          place,
        );
      const twice = cells.find((name, i) => isHeader && cells.indexOf(name) !== i);
      if (twice !== undefined) throw badInput(`two columns are named ${quote(twice)}`, place);
      if (isHeader) return undefined;
    }
    if (cells.length !== this.columns.size)
      throw badInput(`${cells.length} columns, ${this.columns.size} expected`, place);
    return new Row(cells, this.columns, place);
  }
}

class Row implements CsvRow {
  constructor(
    private readonly cells: readonly string[],
    private readonly columns: ReadonlyMap<string, number>,
    private readonly place: Place,
  ) {}

  text(column: string): string {
    const value = this.cells[this.columns.get(column) ?? -1];
    if (value === undefined) throw badInput(`the column '${column}' is missing`, this.place);
    return value;
  }

  number(column: string): number {
    const text = this.text(column);
    const value = text === '' ? NaN : Number(text);
    if (!Number.isFinite(value))
      throw badInput(`${quote(text)} in column '${column}' is not a number`, this.place);
    return value;
  }

  whole(column: string, least: number, most: number): number {
    const text = this.text(column);
    const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= least && value <= most))
      throw badInput(
        `${quote(text)} in column '${column}' is not a whole number from ${least} to ${most}`,
        this.place,
      );
    return value;
  }
}

/** A cell in quotes, in which a quote is doubled, or without. */
const CELL = /\s*(?:"((?:[^"]|"")*)"|([^",]*))\s*(,|$)/y;

function cellsOf(text: string, place: Place): string[] {
  if (!text.includes('"')) return text.split(',').map((cell) => cell.trim());
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (let end = ','; end === ',';) {
    const match = CELL.exec(text);
    if (!match) throw badInput(`the quotes in column ${cells.length + 1} are not closed`, place);
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2]!.trim());
    end = match[3]!;
  }
  return cells;
}

/** A line of CSV, with its line end. */
export const csvLine = (cells: readonly (string | number)[]): string =>
  `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : csvText(cell))).join(',')}\n`;

/** A text as a cell. */
const csvText = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
