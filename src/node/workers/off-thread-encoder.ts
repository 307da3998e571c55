/** Encodes a table in a worker, so that a row costs the simulation little more than its numbers. */
import type { OutputFile } from '../../files/output.js';
import { emptyBatch } from '../../trace/tables/empty-batch.js';
import type { TableEncoder, TableLayout, TableNumbers } from '../../trace/tables/table.js';
import type { TableBatch } from './table-worker.js';
import { workerScript } from './worker-script.js';
import { WorkerPipe } from './worker-pipe.js';

/** A table of one batch is not worth a worker: the first one waits for a second, or for the end. */
export class OffThreadEncoder implements TableEncoder {
  private first: TableBatch | undefined;
  private readonly pipe: WorkerPipe<TableBatch, TableNumbers[]>;

  constructor(
    private readonly layout: TableLayout,
    private readonly file: OutputFile,
  ) {
    this.pipe = new WorkerPipe(workerScript('table-worker'), () => layout, file);
  }

  /** Resolves when the worker has caught up; undefined when it is not behind. */
  drained(): Promise<void> | undefined {
    return this.pipe.drained();
  }

  batch(data: TableNumbers[], rows: number): TableNumbers[] {
    if (!this.pipe.running && !this.first) this.first = { data, rows };
    else {
      if (this.first) this.pipe.send(this.first);
      this.first = undefined;
      this.pipe.send({ data, rows });
    }
    return this.pipe.takeSpare() ?? emptyBatch(this.layout);
  }

  /** @throws Error when the worker failed. */
  async finish(): Promise<void> {
    if (this.pipe.running) return this.pipe.finish();
    const { tableEncoder } = await import('../../trace/tables/encoder.js');
    const encoder = tableEncoder(this.layout, (piece) => this.file.write(piece));
    if (this.first) encoder.batch(this.first.data, this.first.rows);
    await encoder.finish();
  }

  /** Ends the worker, where the run came to nothing. */
  abandon(): void {
    this.pipe.abandon();
  }
}
