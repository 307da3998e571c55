/** Writes the bytes of an output file from another thread than the one that opened it. */
import { gzipSync } from 'node:zlib';
import { writeFully } from './write-fully.js';

/** An open file, and whether what goes there is compressed; survives a structured clone. */
export interface AppenderTarget {
  readonly descriptor: number;
  readonly gzip: boolean;
}

export class Appender {
  constructor(private readonly target: AppenderTarget) {}

  /**
   * Writes all bytes. Compressed files become several gzip members, one a call.
   * @throws Error of the file system.
   */
  write(data: Uint8Array): void {
    writeFully(this.target.descriptor, this.target.gzip ? gzipSync(data, { level: 2 }) : data);
  }
}
