/** A Parquet file as it is written: row groups, then the footer. */
import { ByteWriter as LibraryBytes, ParquetWriter } from 'hyparquet-writer';
import type { WriteBytes } from './schema.js';

export type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];
type ColumnValues = Parameters<ParquetWriter['write']>[0]['columnData'][number];
type Chunk = ParquetWriter['row_groups'][number]['columns'][number];

/** Rows of a column as they lie in the file. */
export interface ColumnPages {
  /** The data page, in pieces. */
  readonly data: readonly Uint8Array[];
  /** The values, where the data page holds indices of them. */
  readonly dictionary?: { readonly bytes: Uint8Array; readonly values: number };
}

/** Numbers of the format's definition: kinds of pages, encodings, and types of Thrift's compact protocol. */
const PAGE = { dictionary: 2, dataV2: 3 } as const;
const ENCODING = { PLAIN: 0, RLE_DICTIONARY: 8 } as const;
const THRIFT = { stop: 0, false: 2, int32: 5, struct: 12 } as const;

export class ParquetFile {
  private readonly bytes = new LibraryBytes();
  private readonly writer: ParquetWriter;

  /**
   * @param name of the table.
   * @param columns their names, types and whether values may be missing.
   * @param meta names and values for the footer.
   */
  constructor(
    name: string,
    private readonly columns: readonly SchemaElement[],
    meta: readonly (readonly [string, string])[],
    private readonly write: WriteBytes,
  ) {
    this.writer = new ParquetWriter({
      writer: Object.assign(this.bytes, { flush: () => this.flush() }),
      schema: [{ name, num_children: columns.length }, ...columns],
      codec: 'UNCOMPRESSED',
      statistics: false,
      ...(meta.length > 0 && { kvMetadata: meta.map(([key, value]) => ({ key, value })) }),
      createdBy: 'sextant',
    });
  }

  /** Writes a row group of columns that are encoded already and miss no value, in the order of the schema. */
  writePages(columns: readonly ColumnPages[], rows: number): void {
    const { bytes, writer } = this;
    const start = bytes.offset;
    const chunks = columns.map((pages, c) => this.writeChunk(this.columns[c]!, pages, rows));
    const size = BigInt(bytes.offset - start);
    writer.num_rows += BigInt(rows);
    writer.row_groups.push({
      columns: chunks,
      num_rows: BigInt(rows),
      total_byte_size: size,
      total_compressed_size: size,
    });
    this.flush();
  }

  /** Writes a row group of values, null where one is missing; much slower than {@link writePages}, but compressed. */
  writeValues(columns: readonly ColumnValues[], rows: number): void {
    const columnData = columns.map((column) => ({ codec: 'SNAPPY' as const, statistics: true, ...column }));
    void this.writer.write({ columnData, rowGroupSize: rows });
  }

  /** Writes the footer. */
  finish(): void {
    // Some readers refuse a file without row groups.
    if (this.writer.row_groups.length === 0)
      this.writePages(
        this.columns.map(() => ({ data: [] })),
        0,
      );
    void this.writer.finish();
    this.flush();
  }

  private flush(): void {
    if (this.bytes.index > 0) this.write(this.bytes.getBytes().slice());
    this.bytes.index = 0;
  }

  private writeChunk({ name, type }: SchemaElement, { data, dictionary }: ColumnPages, rows: number): Chunk {
    const { bytes } = this;
    const start = bytes.offset;
    if (dictionary) {
      this.writePageHeader(PAGE.dictionary, dictionary.bytes.length);
      this.writeStruct(7, [dictionary.values, ENCODING.PLAIN]);
      bytes.appendUint8(THRIFT.stop);
      bytes.appendUint8(THRIFT.stop);
      bytes.appendBytes(dictionary.bytes);
    }
    const dataStart = bytes.offset;
    const encoding = dictionary ? 'RLE_DICTIONARY' : 'PLAIN';
    this.writePageHeader(
      PAGE.dataV2,
      data.reduce((sum, piece) => sum + piece.length, 0),
    );
    // Values, nulls, rows, encoding, bytes of definition levels and of repetition levels; not compressed.
    this.writeStruct(8, [rows, 0, rows, ENCODING[encoding], 0, 0]);
    bytes.appendUint8((1 << 4) | THRIFT.false);
    bytes.appendUint8(THRIFT.stop);
    bytes.appendUint8(THRIFT.stop);
    for (const piece of data) bytes.appendBytes(piece);
    const size = BigInt(bytes.offset - start);
    return {
      file_offset: BigInt(start),
      meta_data: {
        type: type!,
        encodings: dictionary ? ['PLAIN', encoding] : [encoding],
        path_in_schema: [name],
        codec: 'UNCOMPRESSED',
        num_values: BigInt(rows),
        total_compressed_size: size,
        total_uncompressed_size: size,
        data_page_offset: BigInt(dataStart),
        ...(dictionary && { dictionary_page_offset: BigInt(start) }),
      },
    };
  }

  /** Begins a page header: kind, size uncompressed and compressed. */
  private writePageHeader(kind: number, size: number): void {
    this.writeFields([kind, size, size]);
  }

  /** Begins a struct in a page header. @param id of its field, after field 3. */
  private writeStruct(id: number, fields: readonly number[]): void {
    this.bytes.appendUint8(((id - 3) << 4) | THRIFT.struct);
    this.writeFields(fields);
  }

  /** Fields of a struct, from the first on. */
  private writeFields(values: readonly number[]): void {
    for (const value of values) {
      this.bytes.appendUint8((1 << 4) | THRIFT.int32);
      this.bytes.appendZigZag(value);
    }
  }
}
