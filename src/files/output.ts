/** Output files that exist only when they are complete, streamed or written at once. */
import { closeSync, createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { UserError } from '../text/errors.js';
import type { AppenderTarget } from './appender.js';
import { Destination } from './destination.js';
import { fileError } from './file-error.js';
import { writeFully } from './write-fully.js';

const unfinished = new Set<OutputFile>();
process.on('exit', () => {
  for (const file of unfinished) file.removeTemporary();
});

/** Bytes that may wait for the disk before the producer has to: writing and simulating overlap. */
const BUFFER_BYTES = 4 << 20;

/** The stream that takes the bytes of an output. */
interface Channel {
  readonly head: Writable;
  /** Ends the stream. @returns once everything is written, or writing has failed. */
  readonly end: () => Promise<void>;
  /** Resolves once writing has failed or ended. */
  readonly settled: Promise<void>;
  readonly destroy: () => void;
}

/** A file that is streamed to; compressed if its name ends in `.gz`. */
export class OutputFile {
  private readonly destination: Destination;
  private readonly descriptor: number;
  private channel: Channel | undefined;
  private failure: UserError | undefined;
  private full = false;
  private handedOver = false;

  /** @throws UserError (exit code 4) if the place cannot be written to. */
  constructor(place: string | Destination) {
    this.destination = typeof place === 'string' ? new Destination(place) : place;
    this.descriptor = this.destination.open();
    unfinished.add(this);
  }

  /** Name of the file, as it was given. */
  get file(): string {
    return this.destination.file;
  }

  /** Takes bytes or text; await {@link drained} now and then. */
  write(data: Uint8Array | string): void {
    if (this.failure) return;
    this.channel ??= this.openChannel();
    if (!this.channel.head.write(data)) this.full = true;
  }

  /** Lets an Appender in another thread do all writing; nothing may have been written yet. @internal */
  handOver(): AppenderTarget {
    this.handedOver = true;
    return { descriptor: this.descriptor, gzip: this.isGzip };
  }

  /** Records that writing failed; {@link drained} and {@link close} throw it. */
  fail(error: Error): void {
    this.failure ??= fileError(error, { file: this.destination.name });
  }

  /**
   * Resolves when the disk has caught up; undefined when there is nothing to wait for.
   * @throws UserError when writing failed.
   */
  drained(): Promise<void> | undefined {
    if (this.failure) return Promise.reject(this.failure);
    const { channel } = this;
    if (!this.full || !channel) return undefined;
    const emptied = new Promise<void>((resolve) => channel.head.once('drain', resolve));
    return Promise.race([emptied, channel.settled]).then(() => {
      this.full = false;
      if (this.failure) throw this.failure;
    });
  }

  /** Finishes the file and gives it its name. @throws UserError when writing failed; nothing is left then. */
  async close(): Promise<void> {
    if (this.isGzip && !this.handedOver) this.channel ??= this.openChannel();
    await this.channel?.end();
    if (this.failure) {
      this.abandon();
      throw this.failure;
    }
    unfinished.delete(this);
    if (!this.channel) this.closeDescriptor();
    this.destination.finish();
  }

  /** Stops writing and removes what was written; does nothing after {@link close}. */
  abandon(): void {
    if (!unfinished.delete(this)) return;
    this.channel?.destroy();
    // A worker may still be writing to a descriptor that was handed over.
    if (!this.channel && !this.handedOver) this.closeDescriptor();
    this.removeTemporary();
  }

  removeTemporary(): void {
    this.destination.remove();
  }

  private get isGzip(): boolean {
    return this.file.endsWith('.gz') && !this.destination.isStandard;
  }

  private openChannel(): Channel {
    return this.destination.isStandard ? standardOutput() : this.openFile();
  }

  private openFile(): Channel {
    const stream = createWriteStream('', { fd: this.descriptor, highWaterMark: BUFFER_BYTES });
    // Rows come at 100 MB/s and compress well at any level: the fast ones keep up.
    const gzip = this.isGzip ? createGzip({ level: 2, chunkSize: 1 << 18 }) : undefined;
    const done = gzip ? pipeline(gzip, stream) : finished(stream);
    const settled = done.catch((error: unknown) => this.fail(error as Error));
    const head = gzip ?? stream;
    return { head, settled, end: () => (head.end(), settled), destroy: () => void stream.destroy() };
  }

  private closeDescriptor(): void {
    if (!this.destination.isStandard) closeSync(this.descriptor);
  }
}

/** Standard output. The command line ends the process if writing to it fails (src/cli/shell.ts). */
function standardOutput(): Channel {
  const flushed = (): Promise<void> => new Promise((resolve) => process.stdout.write('', () => resolve()));
  return {
    head: process.stdout,
    settled: new Promise(() => undefined),
    end: flushed,
    destroy: () => undefined,
  };
}

/** Writes a whole file at once, or not at all. @throws UserError (exit code 4) if that fails. */
export function writeWhole(place: string | Destination, data: string | Uint8Array): void {
  const destination = typeof place === 'string' ? new Destination(place) : place;
  const descriptor = destination.open();
  try {
    try {
      writeFully(descriptor, typeof data === 'string' ? Buffer.from(data) : data);
    } finally {
      if (!destination.isStandard) closeSync(descriptor);
    }
  } catch (error) {
    destination.remove();
    throw fileError(error, { file: destination.name });
  }
  destination.finish();
}
