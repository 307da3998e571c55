/** Writes the bytes of an output file from another thread than the one that opened it, which gives it its name. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Where to write, and how; survives a structured clone. */
export interface OutputPlace {
  readonly path: string;
  readonly gzip: boolean;
  /** A file of an earlier run, which this one replaces. */
  readonly replaced?: string;
}

export class Appender {
  private readonly handle: number;

  /** @throws Error of the file system, as `write` and `close` do. */
  constructor(private readonly place: OutputPlace) {
    if (place.replaced !== undefined) rmSync(place.replaced, { force: true });
    this.handle = openSync(place.path, 'a');
  }

  /** Waits until the bytes are on their way to the disk. A gzip file becomes one of several members. */
  write(data: Uint8Array): void {
    const bytes = this.place.gzip ? gzipSync(data, { level: 2 }) : data;
    for (let at = 0; at < bytes.length;) at += writeSync(this.handle, bytes, at);
  }

  close(): void {
    closeSync(this.handle);
  }
}
