/** SHA-256 of contents and files: identifies the inputs of a result. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { fileError } from './file-error.js';
import { openInput } from './input.js';

/** An input with what identifies its contents. */
export interface HashedFile {
  readonly file: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** SHA-256, hexadecimal. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** SHA-256 of a file, hexadecimal. @throws UserError if it cannot be read. */
export async function hashOfFile(file: string): Promise<string> {
  const input = openInput(file);
  if (input.kind === 'pipe') return hashOf(input.contents);
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch (error) {
    throw fileError(error, { file });
  }
  return hash.digest('hex');
}
