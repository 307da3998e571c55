/** Writes bytes to an open file at once. */
import { writeSync } from 'node:fs';

/** Milliseconds until a pipe that was full is tried again. */
const PAUSE = 5;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Writes all bytes, and waits while a pipe is full. @throws Error of the file system. */
export function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // Node makes pipes of standard output non-blocking.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(sleeper, 0, 0, PAUSE);
    }
  }
}
