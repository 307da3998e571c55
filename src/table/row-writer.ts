/** Gathers the rows of a table into batches for its encoder. */
import { BATCH_ROWS, newColumns, type Column, type TableEncoder } from './schema.js';

/** Takes rows value by value: `put` for each column, then `end`. */
export class RowWriter {
  /** Rows so far. */
  rows = 0;
  private data: Float64Array[];
  private filled = 0;
  private column = 0;

  /** @param batchRows rows in a batch. */
  constructor(
    private readonly columns: readonly Column[],
    private readonly encoder: TableEncoder,
    private readonly batchRows = BATCH_ROWS,
  ) {
    this.data = newColumns(columns, batchRows);
  }

  put(value: number): void {
    this.data[this.column++]![this.filled] = value;
  }

  /** @throws RangeError for a row with too few or too many values. */
  end(): void {
    if (this.column !== this.columns.length)
      throw new RangeError(`a row of ${this.columns.length} columns got ${this.column} values`);
    this.column = 0;
    this.rows++;
    if (++this.filled === this.batchRows) this.flush();
  }

  finish(): void | Promise<void> {
    this.flush();
    return this.encoder.finish();
  }

  private flush(): void {
    if (this.filled > 0) this.data = this.encoder.batch(this.data, this.filled);
    this.filled = 0;
  }
}
