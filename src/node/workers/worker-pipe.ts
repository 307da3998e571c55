/**
 * Work beside the simulation: batches go to a worker (pipe-worker.ts), which writes what it makes of them; their memory is
 * used again.
 */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { AppenderTarget } from '../../files/appender.js';
import type { OutputFile } from '../../files/output.js';

/** Batches on their way to the worker, beyond which the run waits for it, unless said otherwise. */
const MOST_UNDER_WAY = 12;

/** What a worker begins with. */
export interface PipeData {
  readonly start: unknown;
  readonly port: MessagePort;
  readonly target: AppenderTarget;
}

/** What comes back: memory, free for another batch; why writing failed; or, at the end, nothing. */
export interface Answer<Memory> {
  readonly spare?: Memory;
  readonly failure?: { readonly message: string; readonly code: string };
}

/**
 * The end that simulates. The worker begins with the first batch. The memory of a batch is shared with the worker
 * (encoding/shared-memory.ts).
 */
export class WorkerPipe<Batch, Memory> {
  private worker: Worker | undefined;
  private port: MessagePort | undefined;
  private readonly spares: Memory[] = [];
  private underWay = 0;
  private failure: Error | undefined;
  private wake: (() => void) | undefined;
  private ended: Promise<void> | undefined;
  private resolveEnd: (() => void) | undefined;

  /**
   * @param script module of the worker; it calls `serve`.
   * @param start what the worker is begun with; must be clonable.
   * @param file takes what the worker makes.
   * @param most batches that may be under way: enough to run on while the worker starts.
   */
  constructor(
    private readonly script: URL,
    private readonly start: () => unknown,
    private readonly file: OutputFile,
    private readonly most = MOST_UNDER_WAY,
  ) {}

  /** Whether a batch was sent: the worker is there. */
  get running(): boolean {
    return this.port !== undefined;
  }

  /** Resolves when the worker has caught up; undefined when it is not behind. */
  drained(): Promise<void> | undefined {
    if (this.failure) return Promise.reject(this.failure);
    if (this.underWay < this.most) return undefined;
    return new Promise((resolve) => (this.wake = resolve));
  }

  /** @param batch is the worker's until its memory comes back. */
  send(batch: Batch): void {
    this.port ??= this.hire();
    this.underWay++;
    this.port.postMessage(batch);
  }

  /** Memory that has come back. It is taken at once, not at the event loop's next turn: fresh memory is dear. */
  takeSpare(): Memory | undefined {
    for (let n = this.port && receiveMessageOnPort(this.port); n; n = receiveMessageOnPort(this.port!))
      this.receive(n.message as Answer<Memory>);
    return this.spares.pop();
  }

  /**
   * Waits until a running worker has written everything. Where writing failed, the file says so.
   * @throws Error when the worker failed.
   */
  async finish(): Promise<void> {
    this.port?.postMessage(undefined);
    await this.ended;
    if (this.failure) throw this.failure;
  }

  /** Ends the worker, where the run came to nothing. */
  abandon(): void {
    void this.worker?.terminate();
  }

  private hire(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const data: PipeData = { start: this.start(), port: port2, target: this.file.handOver() };
    const worker = new Worker(this.script, { workerData: data, transferList: [port2] });
    this.worker = worker;
    port1.on('message', (message: Answer<Memory>) => this.receive(message));
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

  private receive({ spare, failure }: Answer<Memory>): void {
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
