/** What all writers of Parquet files share. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { DictionaryColumn } from './dictionary-column.js';

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

/** Writes row groups whose columns are never absent, without a look at their values. */
export class PlainParquetWriter extends ParquetWriter {
  /** @param columns in the order of the schema, each of `rows` values of its type there. */
  writeGroup(columns: readonly (PlainColumn | DictionaryColumn)[], rows: number): void {
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

  private writeColumn(
    { name, type }: Schema[number],
    column: PlainColumn | DictionaryColumn,
    rows: number,
  ): Chunk {
    const { writer } = this;
    if (type === undefined || column.length !== rows)
      throw new Error(`column ${name} has ${column.length} values, not ${rows}`);
    const start = writer.offset;
    const inDictionary = column instanceof DictionaryColumn;
    if (inDictionary) this.writeDictionary(column);
    const dataStart = writer.offset;
    if (inDictionary) this.writePage(column.pieces(), rows, 'RLE_DICTIONARY');
    else this.writePage([bytesOf(column)], rows, 'PLAIN');
    const bytes = BigInt(writer.offset - start);
    return {
      file_offset: BigInt(start),
      meta_data: {
        type,
        encodings: inDictionary ? ['PLAIN', 'RLE_DICTIONARY'] : ['PLAIN'],
        path_in_schema: [name],
        codec: 'UNCOMPRESSED',
        num_values: BigInt(rows),
        total_compressed_size: bytes,
        total_uncompressed_size: bytes,
        data_page_offset: BigInt(dataStart),
        ...(inDictionary && { dictionary_page_offset: BigInt(start) }),
      },
    };
  }

  private writeDictionary(column: DictionaryColumn): void {
    const page = column.dictionary();
    writePageHeader(this.writer, {
      type: 'DICTIONARY_PAGE',
      uncompressed_page_size: page.length,
      compressed_page_size: page.length,
      dictionary_page_header: { num_values: column.size, encoding: 'PLAIN' },
    });
    this.writer.appendBytes(page);
  }

  private writePage(pieces: readonly Uint8Array[], rows: number, encoding: 'PLAIN' | 'RLE_DICTIONARY'): void {
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    writePageHeader(this.writer, {
      type: 'DATA_PAGE_V2',
      uncompressed_page_size: size,
      compressed_page_size: size,
      data_page_header_v2: {
        num_values: rows,
        num_nulls: 0,
        num_rows: rows,
        encoding,
        definition_levels_byte_length: 0,
        repetition_levels_byte_length: 0,
        is_compressed: false,
      },
    });
    for (const piece of pieces) this.writer.appendBytes(piece);
  }
}
type Chunk = PlainParquetWriter['row_groups'][number]['columns'][number];

/** An array of numbers as its bytes. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: PlainColumn): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Whole numbers below 2^53 as 64-bit integers, put together from their halves. */
export class WholeColumn {
  readonly column: BigInt64Array;
  private readonly halves: Int32Array;
  private length = 0;

  constructor(rows: number) {
    this.column = new BigInt64Array(rows);
    this.halves = new Int32Array(this.column.buffer);
  }

  /** Begins a row group. */
  begin(): void {
    this.length = 0;
  }

  /** Takes `count` values, from `from` on every `stride`-th. */
  take(from: Float64Array, at: number, stride: number, count: number): void {
    const { halves } = this;
    for (let row = this.length, end = row + count; row < end; row++, at += stride) {
      const value = from[at]!;
      halves[2 * row] = value | 0;
      halves[2 * row + 1] = Math.floor(value / 0x100000000);
    }
    this.length += count;
  }
}

/** Values of a column of whole numbers. */
export function wholeColumn(values: Float64Array): BigInt64Array {
  const whole = new WholeColumn(values.length);
  whole.take(values, 0, 1, values.length);
  return whole.column;
}
