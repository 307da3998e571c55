/** Where an input comes from: a regular file, or a pipe such as standard input (`-`), which is read once and kept. */
import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { badInput, EXIT, UserError } from '../text/errors.js';
import { STANDARD } from './destination.js';
import { fileError } from './file-error.js';

const STDIN = 0;
/** Most bytes that are kept of a pipe. */
const MOST_KEPT = 1 << 30;
const PIECE = 1 << 20;
/** Milliseconds until a pipe that was empty is tried again. */
const PAUSE = 5;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Contents of the pipes read so far, by name. */
const kept = new Map<string, Uint8Array>();

export type Input =
  | { readonly kind: 'file'; readonly bytes: number }
  /** All of a pipe. */
  | { readonly kind: 'pipe'; readonly contents: Uint8Array };

/** Opens an input; a pipe is read to its end. @throws UserError (exit code 4) if it cannot be read. */
export function openInput(file: string): Input {
  const known = kept.get(file);
  if (known) return { kind: 'pipe', contents: known };
  try {
    const info = file === STANDARD ? fstatSync(STDIN) : statSync(file);
    if (file !== STANDARD && info.isFile()) return { kind: 'file', bytes: info.size };
    requireReadable(file, info);
    const contents = readPipe(file);
    kept.set(file, contents);
    return { kind: 'pipe', contents };
  } catch (error) {
    throw fileError(error, { file });
  }
}

function requireReadable(file: string, info: Stats): void {
  if (info.isDirectory()) throw new UserError('is a directory, a file is needed', EXIT.FILE, { file });
  if (file !== STANDARD && !info.isFIFO())
    throw new UserError('is neither a regular file nor a pipe', EXIT.FILE, { file });
}

function readPipe(file: string): Uint8Array {
  const descriptor = file === STANDARD ? STDIN : openSync(file, 'r');
  try {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (let piece = next(descriptor); piece.length > 0; piece = next(descriptor)) {
      pieces.push(piece);
      length += piece.length;
      if (length > MOST_KEPT)
        throw badInput(`more than ${MOST_KEPT} bytes come from this pipe: write them to a file first`, {
          file,
        });
    }
    return Buffer.concat(pieces);
  } finally {
    if (descriptor !== STDIN) closeSync(descriptor);
  }
}

/** The next bytes of a pipe; none at its end. */
function next(descriptor: number): Uint8Array {
  const piece = Buffer.allocUnsafe(PIECE);
  for (;;) {
    try {
      return piece.subarray(0, readSync(descriptor, piece));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return piece.subarray(0, 0);
      // Another process may have made the pipe non-blocking.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(sleeper, 0, 0, PAUSE);
    }
  }
}

/** The first bytes of an input, fewer if it is shorter. @throws UserError if it cannot be read. */
export function firstBytes(file: string, count: number): Uint8Array {
  const input = openInput(file);
  if (input.kind === 'pipe') return input.contents.subarray(0, count);
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = new Uint8Array(count);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, count, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fileError(error, { file });
  }
}
