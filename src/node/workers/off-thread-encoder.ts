/** Encodes a table in a worker, so that a row costs the simulation little more than its numbers. */
import type { OutputFile } from '../../files/output.js';
import type { TableEncoder } from '../../table/schema.js';
import { newBatch, newEncoder, type BatchData, type RecordedTable } from './encoders.js';
import { WorkerPipe, type TableBatch } from './worker-pipe.js';

/** When a worker begins, and how far it may fall behind. */
export interface WorkerLimits {
  /**
   * Batches from which on a worker is worth it. Not sooner: while a run is young, the compiler's threads are busy, and
   * one more beside them slows the simulation down.
   */
  readonly worthIt: number;
  /** Batches that may wait for the worker: the run goes on while the worker starts. */
  readonly mostWaiting: number;
}

const DEFAULT_LIMITS: WorkerLimits = { worthIt: 2, mostWaiting: 12 };

export class OffThreadEncoder implements TableEncoder<BatchData> {
  /** Batches that wait until a worker is worth it, or for the end. */
  private readonly waiting: TableBatch[] = [];
  private readonly pipe: WorkerPipe;

  constructor(
    private readonly table: RecordedTable,
    private readonly file: OutputFile,
    private readonly limits = DEFAULT_LIMITS,
  ) {
    this.pipe = new WorkerPipe(table, file, limits.mostWaiting);
  }

  /** Resolves when the worker has caught up; undefined when there is nothing to wait for. */
  drained(): Promise<void> | undefined {
    return this.pipe.drained();
  }

  batch(data: BatchData, rows: number): BatchData {
    const { waiting, pipe } = this;
    waiting.push({ data, rows });
    if (pipe.running || waiting.length >= this.limits.worthIt)
      for (const batch of waiting.splice(0)) pipe.send(batch);
    return pipe.takeSpare() ?? newBatch(this.table);
  }

  /** @throws Error when the worker failed. */
  async finish(): Promise<void> {
    if (this.pipe.running) return this.pipe.finish();
    const encoder = await newEncoder(this.table, (piece) => this.file.write(piece));
    for (const { data, rows } of this.waiting) encoder.batch(data, rows);
    await encoder.finish();
  }

  /** Ends the worker of a run that failed. */
  abandon(): void {
    this.pipe.abandon();
  }
}
