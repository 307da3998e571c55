/** Tables as Parquet: row groups of {@link GROUP_ROWS} rows, numbers as they lie in memory, texts by dictionary. */
import { GrowingBytes } from './growing-bytes.js';
import { ascii } from './text-writer.js';
import { DictionaryColumn, GROUP_ROWS } from './dictionary-column.js';
import { ParquetFile, type ColumnPages, type SchemaElement } from './parquet-file.js';
import {
  columnName,
  type Column,
  type ColumnType,
  type TableEncoder,
  type TableLayout,
  type WriteBytes,
} from './schema.js';

/** A column of the row group under way. */
interface GroupColumn {
  /** Appends values. */
  take(values: Float64Array): void;
  pages(): ColumnPages;
  /** Begins the next row group. */
  begin(): void;
}

/** Values as Parquet's plain encoding has them. */
type Encode = (values: Float64Array) => Uint8Array;

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Whole numbers below 2^53 as 64-bit integers, by their halves. */
function encodeLongs(values: Float64Array): Uint8Array {
  const halves = new Int32Array(2 * values.length);
  for (let i = 0; i < values.length; i++) {
    halves[2 * i] = values[i]! | 0;
    halves[2 * i + 1] = Math.floor(values[i]! / 2 ** 32);
  }
  return bytesOf(halves);
}

/** Texts, each behind its length. */
const encodeTexts =
  (texts: readonly string[]): Encode =>
  (values) => {
    const out = new GrowingBytes();
    for (const index of values) {
      const text = ascii(texts[index]!);
      out.uint32(text.length).append(text);
    }
    return out.take();
  };

const ENCODE: Record<ColumnType & string, Encode> = {
  int: (values) => bytesOf(Int32Array.from(values)),
  long: encodeLongs,
  double: (values) => bytesOf(values.slice()),
  millionths: (values) => bytesOf(values.map((value) => value / 1e6)),
};
const TYPE = { int: 'INT32', long: 'INT64', double: 'DOUBLE', millionths: 'DOUBLE' } as const;

function elementOf(column: Column): SchemaElement {
  const required = { name: columnName(column), repetition_type: 'REQUIRED' } as const;
  const { type } = column;
  if (typeof type !== 'string') return { ...required, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
  return { ...required, type: TYPE[type] };
}

class PlainColumn implements GroupColumn {
  private readonly values = new Float64Array(GROUP_ROWS);
  private length = 0;

  constructor(private readonly encode: Encode) {}

  take(values: Float64Array): void {
    this.values.set(values, this.length);
    this.length += values.length;
  }

  pages(): ColumnPages {
    return { data: [this.encode(this.values.subarray(0, this.length))] };
  }

  begin(): void {
    this.length = 0;
  }
}

function groupColumn({ type, repeats }: Column): GroupColumn {
  if (typeof type !== 'string') return new DictionaryColumn(encodeTexts(type));
  return repeats ? new DictionaryColumn(ENCODE[type]) : new PlainColumn(ENCODE[type]);
}

export class ParquetEncoder implements TableEncoder {
  private readonly file: ParquetFile;
  private readonly columns: readonly GroupColumn[];
  /** Rows of the row group under way. */
  private rows = 0;

  constructor({ name, columns, meta }: Omit<TableLayout, 'format'>, write: WriteBytes) {
    this.file = new ParquetFile(name, columns.map(elementOf), meta, write);
    this.columns = columns.map(groupColumn);
  }

  batch(data: Float64Array[], rows: number): Float64Array[] {
    for (let row = 0; row < rows;) {
      const end = Math.min(rows, row + GROUP_ROWS - this.rows);
      this.columns.forEach((column, c) => column.take(data[c]!.subarray(row, end)));
      this.rows += end - row;
      row = end;
      if (this.rows === GROUP_ROWS) this.writeGroup();
    }
    return data;
  }

  finish(): void {
    if (this.rows > 0) this.writeGroup();
    this.file.finish();
  }

  private writeGroup(): void {
    this.file.writePages(
      this.columns.map((column) => column.pages()),
      this.rows,
    );
    for (const column of this.columns) column.begin();
    this.rows = 0;
  }
}
