/** From rows of a table, as they are gathered, to the bytes of its file: CSV, or Parquet in row groups. */
import { schemaFromColumnData } from 'hyparquet-writer';
import { ascii, ByteWriter } from '../../table/byte-writer.js';
import { ParquetBytes, PlainParquetWriter, wholeColumn, type PlainColumn } from '../../table/parquet.js';
import type { WriteBytes } from '../sink.js';
import { SpikeReader } from './spike-words.js';
import {
  BATCH,
  TableWriter,
  type Column,
  type MakeTableEncoder,
  type TableEncoder,
  type TableLayout,
} from './table.js';

/** The encoder that does its work at once. */
export const tableEncoder: MakeTableEncoder = (layout, write) => {
  const columns = columnEncoder(layout, write);
  const { spikePeriodPs } = layout;
  if (spikePeriodPs === undefined) return columns;
  return new SpikeReader(new TableWriter(layout, columns), spikePeriodPs);
};

const columnEncoder = ({ columns, format, meta }: TableLayout, write: WriteBytes): TableEncoder =>
  format === 'csv' ? csvEncoder(columns, meta, write) : parquetEncoder(columns, meta, write);

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
      if (type === 'long') return { ...plain, data: wholeColumn(values), type: 'INT64' as const };
      if (type === 'double') return { ...plain, data: values, type: 'DOUBLE' as const };
      const texts = new Array<string>(rows);
      for (let row = 0; row < rows; row++) texts[row] = type[values[row]!]!;
      return { name, nullable: false, statistics: false, data: texts, type: 'STRING' as const };
    });
  const flush = (): void => {
    if (bytes.index > 0) write(bytes.take());
  };
  const numbers = columns.every(({ type }) => typeof type === 'string');
  const writer = new PlainParquetWriter({
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
      const columnData = source(data, rows);
      if (numbers)
        writer.writeGroup(
          columnData.map((c) => c.data as PlainColumn),
          rows,
        );
      else void writer.write({ columnData, rowGroupSize: BATCH });
      flush();
      return data;
    },
    finish() {
      void writer.finish();
      flush();
    },
  };
}
