/** What all writers of Parquet files share. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';

export type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];

/** Bytes as they come; the offsets in the file's footer count from the first. */
export class ParquetBytes extends ByteWriter {
  /** Takes what is there, good until more is written, and starts again. */
  look(): Uint8Array {
    const bytes = this.getBytes();
    this.index = 0;
    return bytes;
  }

  /** Takes what is there as a copy and starts again. */
  take(): Uint8Array {
    return this.look().slice();
  }
}

/** A column of numbers as it lies in memory and, plainly encoded, in the file: little-endian, as all platforms are. */
export type PlainColumn = Float64Array | BigInt64Array | Int32Array;

/** Writes row groups whose columns are all numbers and never absent without a look at any of them. */
export class PlainParquetWriter extends ParquetWriter {
  /** @param columns in the order of the schema, each of `rows` numbers of its type there. */
  writeGroup(columns: readonly PlainColumn[], rows: number): void {
    const { writer } = this;
    const start = writer.offset;
    const chunks = columns.map((column, c) => this.writeColumn(this.schema[c + 1]!, column, rows));
    const bytes = BigInt(writer.offset - start);
    this.num_rows += BigInt(rows);
    this.row_groups.push({
      columns: chunks,
      num_rows: BigInt(rows),
      total_byte_size: bytes,
      total_compressed_size: bytes,
    });
  }

  private writeColumn({ name, type }: Schema[number], column: PlainColumn, rows: number): Chunk {
    const { writer } = this;
    if (type === undefined || column.length !== rows)
      throw new Error(`column ${name} has ${column.length} numbers, not ${rows}`);
    const start = writer.offset;
    const size = column.byteLength;
    writePageHeader(writer, {
      type: 'DATA_PAGE_V2',
      uncompressed_page_size: size,
      compressed_page_size: size,
      data_page_header_v2: {
        num_values: rows,
        num_nulls: 0,
        num_rows: rows,
        encoding: 'PLAIN',
        definition_levels_byte_length: 0,
        repetition_levels_byte_length: 0,
        is_compressed: false,
      },
    });
    writer.appendBytes(new Uint8Array(column.buffer, column.byteOffset, size));
    const bytes = BigInt(writer.offset - start);
    return {
      file_offset: BigInt(start),
      meta_data: {
        type,
        encodings: ['PLAIN'],
        path_in_schema: [name],
        codec: 'UNCOMPRESSED',
        num_values: BigInt(rows),
        total_compressed_size: bytes,
        total_uncompressed_size: bytes,
        data_page_offset: BigInt(start),
      },
    };
  }
}
type Chunk = PlainParquetWriter['row_groups'][number]['columns'][number];

/** Whole numbers below 2^53 as 64-bit integers, put together from their halves. */
export class WholeColumn {
  readonly column: BigInt64Array;
  private readonly halves: Int32Array;

  constructor(rows: number) {
    this.column = new BigInt64Array(rows);
    this.halves = new Int32Array(this.column.buffer);
  }

  set(row: number, value: number): void {
    this.halves[2 * row] = value | 0;
    this.halves[2 * row + 1] = Math.floor(value / 0x100000000);
  }
}

/** Values of a column of whole numbers. */
export function wholeColumn(values: Float64Array): BigInt64Array {
  const whole = new WholeColumn(values.length);
  for (let row = 0; row < values.length; row++) whole.set(row, values[row]!);
  return whole.column;
}
