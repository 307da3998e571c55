/** Whole files as text, bounded in size. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { fileError } from './file-error.js';
import { badInput, EXIT, UserError } from '../text/errors.js';

/**
 * Reads a whole file, at once.
 * @param limit most bytes it may have.
 * @throws UserError when it cannot be read, is not a regular file, is larger, or no UTF-8.
 */
export function readText(file: string, limit: number): string {
  try {
    const info = statSync(file);
    if (info.isDirectory()) throw new UserError('is a directory, a file is needed', EXIT.FILE, { file });
    if (!info.isFile()) throw new UserError('is not a regular file', EXIT.FILE, { file });
    if (info.size > limit) throw badInput(`${info.size} bytes; at most ${limit} are read`, { file });
    const bytes = readFileSync(file);
    if (!isUtf8(bytes)) throw badInput('is no UTF-8 text', { file });
    return bytes.toString('utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw fileError(error, { file });
  }
}
