/** Whole files as text, bounded in size. */
import { readFileSync } from 'node:fs';
import { badInput } from '../text/errors.js';
import { firstBadByte, lineOfByte } from '../text/utf8-check.js';
import { fileError } from './file-error.js';
import { openInput } from './input.js';

/**
 * Reads a whole file, or standard input (`-`), as UTF-8; a byte-order mark is skipped.
 * @param most bytes it may have.
 * @throws UserError when it cannot be read, is neither a regular file nor a pipe, is larger, or is not UTF-8.
 */
export function readText(file: string, most: number): string {
  const input = openInput(file);
  const size = input.kind === 'file' ? input.bytes : input.contents.length;
  if (size > most) throw badInput(`has ${size} bytes; at most ${most} are read`, { file });
  try {
    const bytes = input.kind === 'file' ? readFileSync(file) : input.contents;
    const byte = firstBadByte(bytes);
    if (byte !== undefined)
      throw badInput('is not UTF-8 text from here on', { file, line: lineOfByte(bytes, byte), byte });
    return new TextDecoder().decode(bytes);
  } catch (error) {
    throw fileError(error, { file });
  }
}
