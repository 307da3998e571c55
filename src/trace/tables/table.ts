/** Tables that are written as they grow: rows, gathered for an encoder. Units stand in the column names. */
import { sharedFloats } from '../../table/shared-memory.js';
import type { TraceMeta, WriteBytes } from '../sink.js';

/** A column of whole numbers (`long` beyond 31 bits), of fractions, or of one of a few texts given by their index. */
export interface Column {
  readonly name: string;
  readonly type: 'int' | 'long' | 'double' | readonly string[];
}

/** File format of a table. */
export type TableFormat = 'csv' | 'parquet';

/** What an encoder starts from; survives a structured clone. */
export interface TableLayout {
  readonly columns: readonly Column[];
  readonly format: TableFormat;
  readonly meta: readonly (readonly [string, string])[];
  /** Where rows come as words of spikes, not as columns: picoseconds of a cycle. */
  readonly spikePeriodPs?: number;
}

/** What rows are gathered in. */
export type TableNumbers = Float64Array | Int32Array;

/** Makes the bytes of a table of its rows. */
export interface TableEncoder {
  /**
   * @param data a column each, of which the first `rows` values count; or one array of words of spikes, of which so many
   *   count. The encoder's to keep.
   * @returns the same for the next rows, whatever they hold.
   */
  batch(data: TableNumbers[], rows: number): TableNumbers[];
  finish(): void | Promise<void>;
}
/** Makes an encoder for a table. */
export type MakeTableEncoder = (layout: TableLayout, write: WriteBytes) => TableEncoder;

/** Rows gathered before they are encoded: a Parquet row group. */
export const BATCH = 1 << 16;

/** An array for each column, long enough for a batch of rows. */
export const emptyColumns = ({ columns }: TableLayout): Float64Array[] =>
  columns.map(() => sharedFloats(BATCH));

/** Takes rows column by column: `put` each value, then `end`. */
export class TableWriter {
  /** Rows so far. */
  rows = 0;
  private data: Float64Array[];
  private filled = 0;
  private column = 0;
  private readonly columns: number;

  constructor(
    layout: TableLayout,
    private readonly encoder: TableEncoder,
  ) {
    this.columns = layout.columns.length;
    this.data = emptyColumns(layout);
  }

  put(value: number): void {
    this.data[this.column++]![this.filled] = value;
  }

  end(): void {
    if (this.column !== this.columns)
      throw new RangeError(`a row of ${this.columns} columns got ${this.column}`);
    this.column = 0;
    this.rows++;
    if (++this.filled === BATCH) this.flush();
  }

  finish(): void | Promise<void> {
    this.flush();
    return this.encoder.finish();
  }

  private flush(): void {
    if (this.filled > 0) this.data = this.encoder.batch(this.data, this.filled) as Float64Array[];
    this.filled = 0;
  }
}

/** What every table says about its origin. */
export function tableMeta(kind: string, meta: TraceMeta): [string, string][] {
  return [
    ['sextant.version', meta.version],
    ['sextant.table', kind],
    ['clock_period_ps', String(meta.periodPs)],
    ...(meta.source === undefined ? [] : [['source', meta.source] as [string, string]]),
    ...(meta.sourceHash === undefined ? [] : [['source_sha256', meta.sourceHash] as [string, string]]),
    ...(meta.settings === undefined ? [] : [['settings', meta.settings] as [string, string]]),
  ];
}
