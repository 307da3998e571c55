/** Encodes a table in a worker, so that a row costs the simulation little more than its numbers. */
import type { WriteBytes } from '../trace/sink.js';
import { emptyColumns, tableEncoder, type TableEncoder, type TableLayout } from '../trace/table.js';
import type { TableBatch } from './table-worker.js';
import { WorkerPipe } from './worker-pipe.js';

/** A table of one batch is not worth a worker: the first one waits for a second, or for the end. */
export class OffThreadEncoder implements TableEncoder {
  private first: TableBatch | undefined;
  private readonly pipe: WorkerPipe<TableBatch, Float64Array[]>;

  constructor(
    private readonly layout: TableLayout,
    private readonly write: WriteBytes,
  ) {
    this.pipe = new WorkerPipe(new URL('./table-worker.js', import.meta.url), () => layout, write);
  }

  /** Resolves when the worker has caught up; undefined when it is not behind. */
  drained(): Promise<void> | undefined {
    return this.pipe.drained();
  }

  batch(data: Float64Array[], rows: number): Float64Array[] {
    if (!this.pipe.running && !this.first) this.first = { data, rows };
    else {
      if (this.first) this.pipe.send(this.first, this.first.data);
      this.first = undefined;
      this.pipe.send({ data, rows }, data);
    }
    return this.pipe.takeSpare() ?? emptyColumns(this.layout);
  }

  /** @throws Error when the worker failed. */
  async finish(): Promise<void> {
    if (this.pipe.running) return this.pipe.finish();
    const encoder = tableEncoder(this.layout, this.write);
    if (this.first) encoder.batch(this.first.data, this.first.rows);
    await encoder.finish();
  }

  /** Ends the worker, where the run came to nothing. */
  abandon(): void {
    this.pipe.abandon();
  }
}
