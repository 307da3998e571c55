/** Tables that are written as they grow: CSV, or Parquet in row groups. Units stand in the column names. */
import { ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { ascii, ByteWriter } from '../encoding/byte-writer.js';
import { ParquetBytes, wholeColumn } from '../encoding/parquet.js';
import type { TraceMeta, WriteBytes } from './sink.js';

/** A column of whole numbers (`long` beyond 31 bits), of fractions, or of one of a few texts given by their index. */
export interface Column {
  readonly name: string;
  readonly type: 'int' | 'long' | 'double' | readonly string[];
}

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

/** Rows gathered before they are written: a Parquet row group. */
const BATCH = 1 << 16;

export const emptyColumns = ({ columns }: TableLayout): Float64Array[] =>
  columns.map(() => new Float64Array(BATCH));

export const columnEncoder = ({ columns, format, meta }: TableLayout, write: WriteBytes): TableEncoder =>
  format === 'csv' ? csvEncoder(columns, meta, write) : parquetEncoder(columns, meta, write);

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

function csvEncoder(
  columns: readonly Column[],
  meta: readonly (readonly [string, string])[],
  write: WriteBytes,
): TableEncoder {
  const out = new ByteWriter(1 << 20);
  const head = meta.map(([key, value]) => `# ${key}: ${value.replace(/\s+/g, ' ')}\n`).join('');
  out.append(new TextEncoder().encode(`${head}${columns.map((c) => c.name).join()}\n`));
  const texts = columns.map((c) => (typeof c.type === 'string' ? undefined : c.type.map(ascii)));
  return {
    batch(data: Float64Array[], rows) {
      for (let row = 0; row < rows; row++) {
        for (let c = 0; c < columns.length; c++) {
          out.reserve(32);
          if (c > 0) out.byte(44);
          const value = data[c]![row]!;
          const text = texts[c];
          if (text) out.append(text[value]!);
          else if (columns[c]!.type === 'double') out.append(ascii(String(value)));
          else {
            if (value < 0) out.byte(45);
            out.number(Math.abs(value));
          }
        }
        out.reserve(1);
        out.byte(10);
        if (out.length > 1 << 19) write(out.take());
      }
      return data;
    },
    finish() {
      write(out.take());
    },
  };
}

/** Compression and dictionaries would cost more than the run that is traced; texts repeat, and get them. */
const PLAIN = { encoding: 'PLAIN', codec: 'UNCOMPRESSED', statistics: false } as const;

function parquetEncoder(
  columns: readonly Column[],
  meta: readonly (readonly [string, string])[],
  write: WriteBytes,
): TableEncoder {
  const bytes = new ParquetBytes();
  const source = (data: Float64Array[], rows: number) =>
    columns.map(({ name, type }, c) => {
      const values = data[c]!.subarray(0, rows);
      const plain = { name, nullable: false, ...PLAIN };
      if (type === 'int') return { ...plain, data: new Int32Array(values), type: 'INT32' as const };
      if (type === 'long') return { ...plain, data: wholeColumn(values, rows), type: 'INT64' as const };
      if (type === 'double') return { ...plain, data: values, type: 'DOUBLE' as const };
      const texts = new Array<string>(rows);
      for (let row = 0; row < rows; row++) texts[row] = type[values[row]!]!;
      return { name, nullable: false, statistics: false, data: texts, type: 'STRING' as const };
    });
  const flush = (): void => {
    if (bytes.index > 0) write(bytes.take());
  };
  const writer = new ParquetWriter({
    writer: Object.assign(bytes, { flush }),
    schema: schemaFromColumnData({
      columnData: source(
        columns.map(() => new Float64Array(0)),
        0,
      ),
    }),
    kvMetadata: meta.map(([key, value]) => ({ key, value })),
    createdBy: 'sextant',
  });
  return {
    batch(data: Float64Array[], rows) {
      void writer.write({ columnData: source(data, rows), rowGroupSize: BATCH });
      return data;
    },
    finish() {
      void writer.finish();
      flush();
    },
  };
}
