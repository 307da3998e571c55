/** The energy log as Parquet: a row group a block; counts as 64-bit integers, picojoules as doubles. */
import { STATE_NAMES } from '../../chip/states.js';
import { ascii } from '../../table/byte-writer.js';
import { DICTIONARY_ROWS, DictionaryColumn } from '../../table/dictionary-column.js';
import {
  bytesOf,
  ParquetBytes,
  PlainParquetWriter,
  WholeColumn,
  wholeColumn,
  type Schema,
} from '../../table/parquet.js';
import { PER_PICOJOULE } from '../meter.js';
import { COMPONENTS } from '../table/vocabulary.js';
import { columnsOf, LEADING, rowWidth, type Every, type RowBlock } from './log.js';

function schemaOf(every: Every): Schema {
  const leading = LEADING[every].length;
  const columns = columnsOf(every).map((name, c) => {
    const required = { name, repetition_type: 'REQUIRED' } as const;
    if (name === 'state') return { ...required, type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
    return { ...required, type: c < leading ? 'INT64' : 'DOUBLE' } as const;
  });
  return [{ name: 'energy', num_children: columns.length }, ...columns];
}

/** Columns in which every value occurs once, or seldom more often: a dictionary would only make them longer. */
const UNIQUE = ['cycle', 'tick', 'sample'];

/** How the values of a dictionary are written. */
const wholeNumbers = (values: Float64Array): Uint8Array => bytesOf(wholeColumn(values));
const picojoules = (values: Float64Array): Uint8Array => bytesOf(values.map((aj) => aj / PER_PICOJOULE));
const states = (values: Float64Array): Uint8Array => {
  const out = new ParquetBytes();
  for (const state of values) {
    out.appendUint32(STATE_NAMES[state]!.length);
    out.appendBytes(ascii(STATE_NAMES[state]!));
  }
  return out.getBytes();
};

const columnOf = (name: string): WholeColumn | DictionaryColumn =>
  UNIQUE.includes(name)
    ? new WholeColumn(DICTIONARY_ROWS)
    : new DictionaryColumn(name === 'state' ? states : wholeNumbers);

/** Turns blocks into the bytes of one file. */
export class ParquetEncoder {
  private readonly bytes = new ParquetBytes();
  private readonly parquet: PlainParquetWriter;
  /** The row group under way. */
  private readonly columns: readonly (WholeColumn | DictionaryColumn)[];
  private rows = 0;

  constructor(every: Every) {
    this.columns = [
      ...LEADING[every].map(columnOf),
      ...COMPONENTS.map(() => new DictionaryColumn(picojoules)),
    ];
    this.parquet = new PlainParquetWriter({
      writer: this.bytes,
      schema: schemaOf(every),
      codec: 'UNCOMPRESSED',
      statistics: false,
      createdBy: 'sextant',
    });
  }

  /** Adds rows; a row group is written when it is full. */
  encode(block: RowBlock): void {
    const width = rowWidth(block.every);
    for (let row = 0; row < block.rows;) {
      const count = Math.min(block.rows - row, DICTIONARY_ROWS - this.rows);
      this.columns.forEach((column, c) => column.take(block.values, row * width + c, width, count));
      this.rows += count;
      row += count;
      if (this.rows === DICTIONARY_ROWS) this.writeGroup();
    }
  }

  /** Bytes that wait to be taken. */
  get length(): number {
    return this.bytes.index;
  }

  /** @returns the bytes since the last call, valid until the next block. */
  take(): Uint8Array {
    return this.bytes.look();
  }

  /** @returns the rest, and the footer. */
  end(): Uint8Array {
    if (this.rows > 0) this.writeGroup();
    void this.parquet.finish();
    return this.bytes.look();
  }

  private writeGroup(): void {
    const { columns, rows } = this;
    this.parquet.writeGroup(
      columns.map((column) => (column instanceof WholeColumn ? column.column.subarray(0, rows) : column)),
      rows,
    );
    for (const column of columns) column.begin();
    this.rows = 0;
  }
}
