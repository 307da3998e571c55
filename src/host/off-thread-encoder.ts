/** Encodes a table in a worker, so that a row costs the simulation little more than its numbers. */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { WriteBytes } from '../trace/sink.js';
import { emptyColumns, tableEncoder, type TableEncoder, type TableLayout } from '../trace/table.js';
import type { FromTableWorker, TableWorkerStart, ToTableWorker } from './table-worker.js';

/** Batches on their way to the worker, beyond which the run waits for it. */
const MOST_UNDER_WAY = 6;

/** A table of one batch is not worth a worker: the first one waits for a second, or for the end. */
export class OffThreadEncoder implements TableEncoder {
  private first: NonNullable<ToTableWorker> | undefined;
  private worker: Worker | undefined;
  private port: MessagePort | undefined;
  private readonly spare: Float64Array[][] = [];
  private underWay = 0;
  private failure: Error | undefined;
  private wake: (() => void) | undefined;
  private ended: Promise<void> | undefined;
  private resolveEnd: (() => void) | undefined;

  constructor(
    private readonly layout: TableLayout,
    private readonly write: WriteBytes,
  ) {}

  /** Resolves when the worker has caught up; undefined when it is not behind. */
  drained(): Promise<void> | undefined {
    if (this.failure) return Promise.reject(this.failure);
    if (this.underWay < MOST_UNDER_WAY) return undefined;
    return new Promise((resolve) => (this.wake = resolve));
  }

  batch(data: Float64Array[], rows: number): Float64Array[] {
    if (!this.port && !this.first) this.first = { data, rows };
    else {
      if (this.first) this.send(this.first);
      this.first = undefined;
      this.send({ data, rows });
    }
    // What has come back is taken at once, not at the event loop's next turn: fresh memory is dear.
    for (let n = this.port && receiveMessageOnPort(this.port); n; n = receiveMessageOnPort(this.port!))
      this.receive(n.message as FromTableWorker);
    return this.spare.pop() ?? emptyColumns(this.layout);
  }

  /** @throws Error when the worker failed. */
  async finish(): Promise<void> {
    if (this.port) {
      this.port.postMessage(undefined satisfies ToTableWorker);
      await this.ended;
      if (this.failure) throw this.failure;
      return;
    }
    const encoder = tableEncoder(this.layout, this.write);
    if (this.first) encoder.batch(this.first.data, this.first.rows);
    await encoder.finish();
  }

  /** Ends the worker, where the run came to nothing. */
  abandon(): void {
    void this.worker?.terminate();
  }

  private send(batch: NonNullable<ToTableWorker>): void {
    this.port ??= this.hire();
    this.underWay++;
    this.port.postMessage(
      batch,
      batch.data.map((column) => column.buffer as ArrayBuffer),
    );
  }

  private hire(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const workerData: TableWorkerStart = { layout: this.layout, port: port2 };
    const worker = new Worker(new URL('./table-worker.js', import.meta.url), {
      workerData,
      transferList: [port2],
    });
    this.worker = worker;
    port1.on('message', (message: FromTableWorker) => this.receive(message));
    this.ended = new Promise((resolve) => {
      this.resolveEnd = resolve;
      worker.on('error', (error) => {
        this.failure = error instanceof Error ? error : new Error(String(error));
        this.wakeUp();
        resolve();
      });
    });
    return port1;
  }

  private receive({ pieces, data }: FromTableWorker): void {
    for (const piece of pieces) this.write(piece);
    if (!data) {
      this.port?.close();
      this.resolveEnd?.();
      return;
    }
    this.spare.push(data);
    this.underWay--;
    this.wakeUp();
  }

  private wakeUp(): void {
    this.wake?.();
    this.wake = undefined;
  }
}
