/** The simulation's end of a pipe to the worker that encodes a table (table-worker.ts). */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { AppenderTarget } from '../../files/appender.js';
import type { OutputFile } from '../../files/output.js';
import type { BatchData, RecordedTable } from './encoders.js';
import { workerScript } from './worker-script.js';

/** The data with which a worker starts. */
export interface PipeData {
  readonly table: RecordedTable;
  readonly port: MessagePort;
  readonly target: AppenderTarget;
}

export interface TableBatch {
  readonly data: BatchData;
  readonly rows: number;
}

/** The worker's answer to a batch: its memory, to be used again, and why writing failed; after the end, no memory. */
export interface Answer {
  readonly spare?: BatchData;
  readonly failure?: { readonly message: string; readonly code: string };
}

/** Starts its worker with the first batch. The memory of batches is shared with the worker (table/shared-memory.ts). */
export class WorkerPipe {
  private worker: Worker | undefined;
  private port: MessagePort | undefined;
  private readonly spares: BatchData[] = [];
  private underWay = 0;
  private failure: Error | undefined;
  private wake: (() => void) | undefined;
  private ended: Promise<void> | undefined;
  private resolveEnd: (() => void) | undefined;

  /**
   * @param file takes the bytes of the table.
   * @param mostWaiting batches that may wait for the worker: the run goes on while the worker starts.
   */
  constructor(
    private readonly table: RecordedTable,
    private readonly file: OutputFile,
    private readonly mostWaiting: number,
  ) {}

  /** Whether the worker runs: a batch was sent. */
  get running(): boolean {
    return this.port !== undefined;
  }

  /** Resolves when the worker has caught up; undefined when it is not behind. */
  drained(): Promise<void> | undefined {
    if (this.failure) return Promise.reject(this.failure);
    if (this.underWay < this.mostWaiting) return undefined;
    return new Promise((resolve) => (this.wake = resolve));
  }

  /** Sends a batch; it belongs to the worker until its memory comes back. */
  send(batch: TableBatch): void {
    this.port ??= this.startWorker();
    this.underWay++;
    this.port.postMessage(batch);
  }

  /** Memory that has come back. It is taken at once, not at the event loop's next turn, because new memory is slow. */
  takeSpare(): BatchData | undefined {
    for (let n = this.port && receiveMessageOnPort(this.port); n; n = receiveMessageOnPort(this.port!))
      this.receive(n.message as Answer);
    return this.spares.pop();
  }

  /**
   * Waits until a running worker has written everything. An error of writing is reported by the file.
   * @throws Error when the worker failed.
   */
  async finish(): Promise<void> {
    this.port?.postMessage(undefined);
    await this.ended;
    if (this.failure) throw this.failure;
  }

  /** Ends the worker of a run that failed. */
  abandon(): void {
    void this.worker?.terminate();
  }

  private startWorker(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const data: PipeData = { table: this.table, port: port2, target: this.file.handOver() };
    const worker = new Worker(workerScript('table-worker'), { workerData: data, transferList: [port2] });
    this.worker = worker;
    port1.on('message', (message: Answer) => this.receive(message));
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

  private receive({ spare, failure }: Answer): void {
    if (failure) this.file.fail(Object.assign(new Error(failure.message), { code: failure.code }));
    if (spare === undefined) {
      this.port?.close();
      this.resolveEnd?.();
      return;
    }
    this.spares.push(spare);
    this.underWay--;
    this.wakeUp();
  }

  private wakeUp(): void {
    this.wake?.();
    this.wake = undefined;
  }
}
