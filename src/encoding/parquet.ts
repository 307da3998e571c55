/** What all writers of Parquet files share. */
import { ByteWriter } from 'hyparquet-writer';

/** Bytes as they come; the offsets in the file's footer count from the first. */
export class ParquetBytes extends ByteWriter {
  /** Takes what is there as a copy and starts again. */
  take(): Uint8Array {
    const bytes = new Uint8Array(this.buffer.slice(0, this.index));
    this.index = 0;
    return bytes;
  }
}

/**
 * Whole numbers below 2^53 as 64-bit integers, put together from their halves.
 * @param values from `first` on, every `stride`-th.
 */
export function wholeColumn(values: Float64Array, rows: number, first = 0, stride = 1): BigInt64Array {
  const data = new BigInt64Array(rows);
  const halves = new Int32Array(data.buffer);
  for (let row = 0, i = first; row < rows; row++, i += stride) {
    const value = values[i]!;
    halves[2 * row] = value | 0;
    halves[2 * row + 1] = Math.floor(value / 0x100000000);
  }
  return data;
}
