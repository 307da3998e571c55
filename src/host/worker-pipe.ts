/** Work beside the simulation: batches go to a worker, bytes and the emptied batches come back. */
import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  workerData,
  type MessagePort,
} from 'node:worker_threads';

/** Batches on their way to the worker, beyond which the run waits for it. */
const MOST_UNDER_WAY = 4;

/** Memory that moves to the worker and back. */
type Numbers = Float64Array | Int32Array;

/** What the worker makes of a batch. */
export interface Encoded<Spare> {
  readonly pieces: Uint8Array[];
  /** Memory of the batch, free for another; absent at the end. */
  readonly spare?: Spare;
}

interface PipeData {
  readonly start: unknown;
  readonly port: MessagePort;
}

/** The end that simulates. The worker begins with the first batch. */
export class WorkerPipe<Batch, Spare> {
  private worker: Worker | undefined;
  private port: MessagePort | undefined;
  private readonly spares: Spare[] = [];
  private underWay = 0;
  private failure: Error | undefined;
  private wake: (() => void) | undefined;
  private ended: Promise<void> | undefined;
  private resolveEnd: (() => void) | undefined;

  /**
   * @param script module of the worker; it calls {@link serve}.
   * @param start what the worker is begun with; must be clonable.
   * @param write takes the bytes, in order.
   */
  constructor(
    private readonly script: URL,
    private readonly start: () => unknown,
    private readonly write: (piece: Uint8Array) => void,
  ) {}

  /** Whether a batch was sent: the worker is there. */
  get running(): boolean {
    return this.port !== undefined;
  }

  /** Resolves when the worker has caught up; undefined when it is not behind. */
  drained(): Promise<void> | undefined {
    if (this.failure) return Promise.reject(this.failure);
    if (this.underWay < MOST_UNDER_WAY) return undefined;
    return new Promise((resolve) => (this.wake = resolve));
  }

  /** @param arrays of the batch whose memory moves to the worker. */
  send(batch: Batch, arrays: readonly Numbers[]): void {
    this.port ??= this.hire();
    this.underWay++;
    this.port.postMessage(
      batch,
      arrays.map((a) => a.buffer as ArrayBuffer),
    );
  }

  /** Memory that has come back. It is taken at once, not at the event loop's next turn: fresh memory is dear. */
  takeSpare(): Spare | undefined {
    for (let n = this.port && receiveMessageOnPort(this.port); n; n = receiveMessageOnPort(this.port!))
      this.receive(n.message as Encoded<Spare>);
    return this.spares.pop();
  }

  /**
   * Waits for the last bytes of a running worker.
   * @throws Error when it failed.
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
    const data: PipeData = { start: this.start(), port: port2 };
    const worker = new Worker(this.script, { workerData: data, transferList: [port2] });
    this.worker = worker;
    port1.on('message', (message: Encoded<Spare>) => this.receive(message));
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

  private receive({ pieces, spare }: Encoded<Spare>): void {
    for (const piece of pieces) this.write(piece);
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

/**
 * The worker's end.
 * @param begin makes the encoder from what the other end starts it with; it is given batches and, at the end, undefined.
 */
export function serve(begin: (start: never) => (batch: never) => Encoded<Numbers | Numbers[]>): void {
  const { start, port } = workerData as PipeData;
  const encode = begin(start as never);
  port.on('message', (batch: unknown) => {
    const message = encode(batch as never);
    const spare: Numbers[] = message.spare === undefined ? [] : [message.spare].flat();
    port.postMessage(
      message,
      [...message.pieces, ...spare].map((a) => a.buffer as ArrayBuffer),
    );
    if (batch === undefined) port.close();
  });
}
