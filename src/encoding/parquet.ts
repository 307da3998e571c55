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

/** Rows of a group with dictionaries at most. */
export const DICTIONARY_ROWS = 1 << 15;
/** Values that a dictionary has kept from earlier groups at most. */
const MOST_KEPT = 1 << 12;
/** Places where values are looked for, at first: few, to stay in the nearest cache; at least twice as many as values. */
const FEWEST_PLACES = 1 << 9;
/** Values that an index of one byte tells apart. */
const IN_A_BYTE = 256;
/** Values in a group of a bit-packed run. */
const PACKED = 8;

/**
 * A column whose values repeat: each is written once a row group, rows hold its number. Values stay known from one group to
 * the next, so that most are met again.
 */
export class DictionaryColumn {
  /** Rows so far. */
  length = 0;
  /** Values so far. */
  size = 0;
  private readonly values = new Float64Array(MOST_KEPT + DICTIONARY_ROWS);
  /** Numbers of values, from 1, by a hash. */
  private places = new Uint16Array(FEWEST_PLACES);
  private readonly numbers = new Uint16Array(DICTIONARY_ROWS);
  private readonly bytes = new Uint8Array(DICTIONARY_ROWS);

  /** @param encode values as the bytes of a dictionary's page. */
  constructor(private readonly encode: (values: Float64Array) => Uint8Array) {}

  /** Begins a row group. */
  begin(): void {
    this.length = 0;
    if (this.size <= MOST_KEPT) return;
    this.size = 0;
    this.places = new Uint16Array(FEWEST_PLACES);
  }

  /** Takes `count` values, from `from` on every `stride`-th. */
  take(from: Float64Array, at: number, stride: number, count: number): void {
    const { numbers, values } = this;
    let { places } = this;
    for (let row = this.length, end = row + count; row < end; row++, at += stride) {
      const value = from[at]!;
      const number = places[hash(value, places.length)]!;
      if (number !== 0 && values[number - 1] === value) numbers[row] = number - 1;
      else {
        numbers[row] = this.numberOf(value) - 1;
        places = this.places;
      }
    }
    this.length += count;
  }

  private numberOf(value: number): number {
    const { places, values } = this;
    let place = hash(value, places.length);
    while (places[place] !== 0) {
      if (values[places[place]! - 1] === value) return places[place]!;
      place = (place + 1) % places.length;
    }
    values[this.size++] = value;
    places[place] = this.size;
    if (2 * this.size > places.length) this.spread();
    return this.size;
  }

  /** Doubles the places. */
  private spread(): void {
    const places = (this.places = new Uint16Array(2 * this.places.length));
    for (let number = 1; number <= this.size; number++) {
      let place = hash(this.values[number - 1]!, places.length);
      while (places[place] !== 0) place = (place + 1) % places.length;
      places[place] = number;
    }
  }

  /** Bytes of the dictionary's page. */
  dictionary(): Uint8Array {
    return this.encode(this.values.subarray(0, this.size));
  }

  /** Bytes of the rows: their width in bits, the head of the only run, the run. */
  pieces(): Uint8Array[] {
    const { length, size, numbers, bytes } = this;
    if (size === 1) return [Uint8Array.of(8, ...varint(2 * length), 0)];
    const packed = Math.ceil(length / PACKED) * PACKED;
    const head = varint((2 * packed) / PACKED + 1);
    if (size > IN_A_BYTE) return [Uint8Array.of(16, ...head), new Uint8Array(numbers.buffer, 0, 2 * packed)];
    bytes.set(numbers.subarray(0, length));
    return [Uint8Array.of(8, ...head), bytes.subarray(0, packed)];
  }
}

const halves = new Int32Array(2);
const whole = new Float64Array(halves.buffer);

/** Below `length`, a power of two. */
function hash(value: number, length: number): number {
  whole[0] = value;
  const mixed = Math.imul(halves[0]! ^ Math.imul(halves[1]!, 0x9e3779b1), 0x85ebca6b);
  return (mixed >>> 15) & (length - 1);
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
