/** What the fuzzers of files share: a directory to write inputs to, and what counts as a clear error. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for the inputs of a session. */
export class Scratch {
  private readonly directory = mkdtempSync(join(tmpdir(), 'sextant-fuzz-'));

  /** Writes a file. @returns its path. */
  write(name: string, contents: Uint8Array): string {
    const file = join(this.directory, name);
    writeFileSync(file, contents);
    return file;
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** One printable line of a length that people read. */
const CLEAR_LINE = /^[\t\x20-\x7e\u00a0-\uffff]{5,400}$/;

type ErrorClass = new (...args: never[]) => Error;

/** Marks an input as refused. @throws the error itself, if it is not a clear one of the given classes. */
export function clearlyRefused(error: unknown, ...classes: readonly ErrorClass[]): 'refused' {
  if (error instanceof Error && classes.some((of) => error instanceof of) && CLEAR_LINE.test(error.message))
    return 'refused';
  throw error;
}
