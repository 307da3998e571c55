/** Whole files as bytes, bounded in size. */
import { open } from 'node:fs/promises';
import { fileError } from './file-error.js';
import { badInput, EXIT, UserError } from '../text/errors.js';

/** Largest file that is read at once. */
export const MAX_WHOLE_FILE = 1 << 26;

/**
 * Reads a whole file.
 * @throws UserError when it cannot be read, is not a regular file, or has more than `most` bytes.
 */
export async function readWhole(file: string, most = MAX_WHOLE_FILE): Promise<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      const info = await handle.stat();
      if (info.isDirectory()) throw new UserError('is a directory, a file is needed', EXIT.FILE, { file });
      if (!info.isFile()) throw new UserError('is not a regular file', EXIT.FILE, { file });
      if (info.size > most) throw badInput(`has ${info.size} bytes, ${most} at most`, { file });
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, { file });
  }
}

/**
 * The first bytes of a file, fewer when it is shorter.
 * @throws UserError when it cannot be read or is not a regular file.
 */
export async function readHead(file: string, length: number): Promise<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      if ((await handle.stat()).isDirectory())
        throw new UserError('is a directory, a file is needed', EXIT.FILE, { file });
      const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, { file });
  }
}
