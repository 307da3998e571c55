/** Tables that are written as they grow: CSV, or Parquet in row groups. Units stand in the column names. */
import { ByteWriter as ParquetBytes, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { ascii, ByteWriter } from './byte-writer.js';
import type { TraceMeta, WriteBytes } from './sink.js';

/** A column of whole numbers (`long` beyond 31 bits), of fractions, or of one of a few texts given by their index. */
export interface Column {
  readonly name: string;
  readonly type: 'int' | 'long' | 'double' | readonly string[];
}

export type TableFormat = 'csv' | 'parquet';

/** Rows gathered before they are written: a Parquet row group. */
const BATCH = 1 << 16;

/** Takes rows column by column: `put` each value, then `end`. */
export class TableWriter {
  /** Rows so far. */
  rows = 0;
  private readonly data: Float64Array[];
  private filled = 0;
  private column = 0;
  private readonly encoder: { batch: (data: Float64Array[], rows: number) => void; finish: () => void };

  constructor(
    private readonly columns: readonly Column[],
    format: TableFormat,
    meta: readonly (readonly [string, string])[],
    write: WriteBytes,
  ) {
    this.data = columns.map(() => new Float64Array(BATCH));
    this.encoder = format === 'csv' ? csvEncoder(columns, meta, write) : parquetEncoder(columns, meta, write);
  }

  put(value: number): void {
    this.data[this.column++]![this.filled] = value;
  }

  end(): void {
    if (this.column !== this.columns.length)
      throw new RangeError(`a row of ${this.columns.length} columns got ${this.column}`);
    this.column = 0;
    this.rows++;
    if (++this.filled === BATCH) this.flush();
  }

  finish(): void {
    this.flush();
    this.encoder.finish();
  }

  private flush(): void {
    if (this.filled > 0) this.encoder.batch(this.data, this.filled);
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
) {
  const out = new ByteWriter(1 << 20);
  const head = meta.map(([key, value]) => `# ${key}: ${value.replace(/\s+/g, ' ')}\n`).join('');
  out.append(new TextEncoder().encode(`${head}${columns.map((c) => c.name).join()}\n`));
  const texts = columns.map((c) => (typeof c.type === 'string' ? undefined : c.type.map(ascii)));
  return {
    batch(data: Float64Array[], rows: number): void {
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
    },
    finish(): void {
      write(out.take());
    },
  };
}

function parquetEncoder(
  columns: readonly Column[],
  meta: readonly (readonly [string, string])[],
  write: WriteBytes,
) {
  const bytes = new ParquetBytes();
  const source = (data: Float64Array[], rows: number) =>
    columns.map(({ name, type }, c) => {
      const values = data[c]!.subarray(0, rows);
      if (type === 'int')
        return { name, data: Int32Array.from(values), type: 'INT32' as const, nullable: false };
      if (type === 'long')
        return { name, data: BigInt64Array.from(values, BigInt), type: 'INT64' as const, nullable: false };
      if (type === 'double') return { name, data: values.slice(), type: 'DOUBLE' as const, nullable: false };
      return { name, data: Array.from(values, (v) => type[v]!), type: 'STRING' as const, nullable: false };
    });
  const flush = (): void => {
    if (bytes.index > 0) write(new Uint8Array(bytes.buffer.slice(0, bytes.index)));
    bytes.index = 0;
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
    batch(data: Float64Array[], rows: number): void {
      void writer.write({ columnData: source(data, rows), rowGroupSize: BATCH });
    },
    finish(): void {
      void writer.finish();
      flush();
    },
  };
}
