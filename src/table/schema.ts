/** The description of a table: its columns, its format, its origin, and the encoder of its rows. */
import { sharedFloats } from './shared-memory.js';

/**
 * What a column holds:
 * - `int`: whole numbers of 32 bits, signed;
 * - `long`: whole numbers from 0 below 2^53;
 * - `double`: numbers;
 * - `millionths`: whole numbers from 0 of millionths of the unit, in the file exact decimal fractions (CSV) or doubles;
 * - a list of texts, of which the column holds the indices, in the file the texts.
 */
export type ColumnType = 'int' | 'long' | 'double' | 'millionths' | readonly string[];

/** A column of a table. */
export interface Column {
  readonly name: string;
  /** Unit of the values; it becomes part of the column's name in the file. */
  readonly unit?: 'us' | 'lsb' | 'pj';
  readonly type: ColumnType;
  /** Most values occur often: Parquet files store each of them once (texts always are). */
  readonly repeats?: true;
}

/** Name of a column in a file. */
export const columnName = ({ name, unit }: Column): string => (unit === undefined ? name : `${name}_${unit}`);

/** File format of a table. */
export type TableFormat = 'csv' | 'parquet';

/** The format that belongs to a file name. */
export const formatOf = (file: string): TableFormat => (file.endsWith('.parquet') ? 'parquet' : 'csv');

/** A table before its first row; it can be sent to a worker. */
export interface TableLayout {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly format: TableFormat;
  /** What the file says about its origin: names and values. */
  readonly meta: readonly (readonly [string, string])[];
}

/** Takes a piece of a file; the caller does not use the piece again. */
export type WriteBytes = (piece: Uint8Array) => void;

/** Turns batches of rows into the bytes of a file. */
export interface TableEncoder<Data = Float64Array[]> {
  /**
   * @param data an array for each column, of which the first `rows` values count; the caller does not use them again.
   * @returns arrays for the next batch, with any contents.
   */
  batch(data: Data, rows: number): Data;
  /** Writes the rest of the file; to be called once. */
  finish(): void | Promise<void>;
}

/** Most rows in a batch of a {@link RowWriter}. */
export const BATCH_ROWS = 1 << 16;

/** Arrays for a batch of rows. */
export const newColumns = (columns: readonly Column[], rows = BATCH_ROWS): Float64Array[] =>
  columns.map(() => sharedFloats(rows));
