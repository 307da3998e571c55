/** The energy log as Parquet: a row group a block; counts as 64-bit integers, picojoules as doubles. */
import { STATE_NAMES } from '../chip/states.js';
import { ParquetBytes, PlainParquetWriter, WholeColumn, type Schema } from '../encoding/parquet.js';
import { LEADING, rowWidth, type Every, type RowBlock } from './log.js';
import { PER_PICOJOULE } from './meter.js';
import { COMPONENTS } from './vocabulary.js';

/** Rows of a row group, 1 MB: few enough to stay in the cache; the footer grows with the number of groups. */
const GROUP_ROWS = 1 << 13;
const NAMES = COMPONENTS.map((c) => `${c.replaceAll('-', '_')}_pj`);
const REQUIRED = { repetition_type: 'REQUIRED' } as const;

function schemaOf(every: Every): Schema {
  const leading = LEADING[every].map((name) =>
    name === 'state'
      ? ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', ...REQUIRED } as const)
      : ({ name, type: 'INT64', ...REQUIRED } as const),
  );
  const energies = NAMES.map((name) => ({ name, type: 'DOUBLE', ...REQUIRED }) as const);
  return [{ name: 'energy', num_children: leading.length + energies.length }, ...leading, ...energies];
}

/** Turns blocks into the bytes of one file. */
export class ParquetEncoder {
  private readonly bytes = new ParquetBytes();
  private readonly parquet: PlainParquetWriter;
  /** The row group under way, by column; states by their index. */
  private readonly leading: readonly WholeColumn[];
  private readonly energies: readonly Float64Array[];
  private rows = 0;

  constructor(private readonly every: Every) {
    this.leading = LEADING[every].map(() => new WholeColumn(GROUP_ROWS));
    this.energies = COMPONENTS.map(() => new Float64Array(GROUP_ROWS));
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
    for (let row = 0; row < block.rows;) {
      const rows = Math.min(block.rows - row, GROUP_ROWS - this.rows);
      this.gather(block, row, rows);
      this.rows += rows;
      row += rows;
      if (this.rows === GROUP_ROWS) this.writeGroup();
    }
  }

  /** Bytes that wait to be taken. */
  get length(): number {
    return this.bytes.index;
  }

  /** @returns the bytes since the last call, good until the next block. */
  take(): Uint8Array {
    return this.bytes.look();
  }

  /** @returns the rest, and the footer. */
  end(): Uint8Array {
    if (this.rows > 0) this.writeGroup();
    void this.parquet.finish();
    return this.bytes.look();
  }

  /** Column by column, from the nearest cache. */
  private gather({ values }: RowBlock, from: number, rows: number): void {
    const { every, leading, energies, rows: at } = this;
    const width = rowWidth(every);
    leading.forEach((column, c) => {
      for (let row = 0, i = from * width + c; row < rows; row++, i += width) column.set(at + row, values[i]!);
    });
    energies.forEach((column, c) => {
      for (let row = 0, i = from * width + leading.length + c; row < rows; row++, i += width)
        column[at + row] = values[i]! / PER_PICOJOULE;
    });
  }

  private writeGroup(): void {
    const { every, rows } = this;
    const whole = this.leading.map(({ column }) => column.subarray(0, rows));
    const energies = this.energies.map((column) => column.subarray(0, rows));
    if (every !== 'cycle') this.parquet.writeGroup([...whole, ...energies], rows);
    else {
      const [cycles, states] = whole as [BigInt64Array, BigInt64Array];
      const texts = Array.from(states, (state) => STATE_NAMES[Number(state)]!);
      const plain = (name: string, data: BigInt64Array | Float64Array) =>
        ({ name, data, encoding: 'PLAIN' }) as const;
      const columnData = [
        plain('cycle', cycles),
        { name: 'state', data: texts },
        ...energies.map((data, c) => plain(NAMES[c]!, data)),
      ];
      void this.parquet.write({ columnData, rowGroupSize: rows });
    }
    this.rows = 0;
  }
}
