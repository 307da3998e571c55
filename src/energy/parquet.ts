/** The energy log as Parquet: a row group a block; counts as 64-bit integers, picojoules as doubles. */
import { ParquetWriter } from 'hyparquet-writer';
import { STATE_NAMES } from '../chip/states.js';
import { ParquetBytes, wholeColumn } from '../encoding/parquet.js';
import { LEADING, rowWidth, type Every, type RowBlock } from './log.js';
import { PER_PICOJOULE } from './meter.js';
import { COMPONENTS } from './vocabulary.js';

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
type Columns = Parameters<ParquetWriter['write']>[0]['columnData'];

/** Rows of a row group: the file's footer grows with the number of groups. */
const GROUP_ROWS = 1 << 15;

/** Turns blocks into the bytes of one file. */
export class ParquetEncoder {
  private readonly writer = new ParquetBytes();
  private readonly group: Float64Array;
  private rows = 0;
  private readonly parquet: ParquetWriter;

  constructor(private readonly every: Every) {
    this.group = new Float64Array(GROUP_ROWS * rowWidth(every));
    const leading = LEADING[every].map((name) =>
      name === 'state'
        ? ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const)
        : ({ name, type: 'INT64', repetition_type: 'REQUIRED' } as const),
    );
    const energies = COMPONENTS.map(
      (c) => ({ name: `${c.replaceAll('-', '_')}_pj`, type: 'DOUBLE', repetition_type: 'REQUIRED' }) as const,
    );
    const schema: Schema = [
      { name: 'energy', num_children: leading.length + energies.length },
      ...leading,
      ...energies,
    ];
    this.parquet = new ParquetWriter({
      writer: this.writer,
      schema,
      codec: 'UNCOMPRESSED',
      statistics: false,
      createdBy: 'sextant',
    });
  }

  /** Adds rows; a row group is written when it is full. */
  encode({ values, rows }: RowBlock): void {
    const width = rowWidth(this.every);
    for (let row = 0; row < rows;) {
      const n = Math.min(rows - row, GROUP_ROWS - this.rows);
      this.group.set(values.subarray(row * width, (row + n) * width), this.rows * width);
      this.rows += n;
      row += n;
      if (this.rows === GROUP_ROWS) this.writeGroup();
    }
  }

  /** Bytes that wait to be taken. */
  get length(): number {
    return this.writer.index;
  }

  /** @returns the bytes since the last call. */
  take(): Uint8Array {
    return this.writer.take();
  }

  private writeGroup(): void {
    const { every, rows, group: values } = this;
    const width = rowWidth(every);
    const leading = LEADING[every];
    const columnData: Columns = leading.map((name, column) =>
      name === 'state'
        ? {
            name,
            data: Array.from({ length: rows }, (_, row) => STATE_NAMES[values[row * width + column]!]!),
          }
        : { name, data: wholeColumn(values, rows, column, width), encoding: 'PLAIN' },
    );
    COMPONENTS.forEach((c, n) => {
      const data = new Float64Array(rows);
      for (let row = 0, i = leading.length + n; row < rows; row++, i += width)
        data[row] = values[i]! / PER_PICOJOULE;
      columnData.push({ name: `${c.replaceAll('-', '_')}_pj`, data, encoding: 'PLAIN' });
    });
    void this.parquet.write({ columnData, rowGroupSize: rows });
    this.rows = 0;
  }

  /** @returns the footer. */
  end(): Uint8Array {
    if (this.rows > 0) this.writeGroup();
    void this.parquet.finish();
    return this.writer.take();
  }
}
