/** Whole files as bytes, bounded in size. */
import { readFile } from 'node:fs/promises';
import { badInput } from '../text/errors.js';
import { fileError } from './file-error.js';
import { openInput } from './input.js';

/** Largest file that is read at once. */
export const MAX_WHOLE_FILE = 1 << 26;

/**
 * Reads a whole file, or standard input (`-`).
 * @throws UserError when it cannot be read, is neither a regular file nor a pipe, or has more than `most` bytes.
 */
export async function readWhole(file: string, most = MAX_WHOLE_FILE): Promise<Uint8Array> {
  const input = openInput(file);
  const bytes = input.kind === 'file' ? input.bytes : input.contents.length;
  if (bytes > most) throw badInput(`has ${bytes} bytes; at most ${most} are read`, { file });
  try {
    return input.kind === 'file' ? await readFile(file) : input.contents;
  } catch (error) {
    throw fileError(error, { file });
  }
}
