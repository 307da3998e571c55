/** Text files read as lines, plain or gzip, streamed: memory stays flat however long they are. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fileError } from './file-error.js';
import type { LineBatch, LineSource } from '../text/lines.js';
import { badInput, EXIT, UserError } from '../text/errors.js';

/** Characters of the longest line that any format here has. */
const MAX_LINE = 1 << 20;

/**
 * The lines of a file; `.gz` contents are found by their first bytes, whatever the name.
 * @throws UserError with the file, and the line reached, for anything that keeps it from being read to the end.
 */
export async function* readLines(file: string): AsyncGenerator<LineBatch, void> {
  const size = await regularFileSize(file);
  const source = createReadStream(file);
  const gzip = await startsWithGzip(file);
  const stream: Readable = gzip ? pipeline(source, createGunzip(), () => undefined) : source;
  let line = 1;
  let rest = '';
  try {
    stream.setEncoding('latin1');
    for await (const chunk of stream) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop()!;
      if (rest.length > MAX_LINE)
        throw badInput('line too long: is this a text file?', { file, line: line + lines.length });
      if (lines.length > 0) yield { first: line, lines, progress: size > 0 ? source.bytesRead / size : 1 };
      line += lines.length;
    }
  } catch (error) {
    throw fileError(error, { file, line });
  } finally {
    source.destroy();
  }
  if (rest !== '') yield { first: line, lines: [rest], progress: 1 };
}

async function regularFileSize(file: string): Promise<number> {
  const info = await stat(file).catch((error: unknown) => {
    throw fileError(error, { file });
  });
  if (info.isDirectory()) throw new UserError('is a directory, a file is needed', EXIT.FILE, { file });
  if (!info.isFile()) throw new UserError('is not a regular file', EXIT.FILE, { file });
  return info.size;
}

async function startsWithGzip(file: string): Promise<boolean> {
  const handle = await open(file).catch((error: unknown) => {
    throw fileError(error, { file });
  });
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const gzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    if (!gzip && file.endsWith('.gz')) throw badInput('named .gz but not gzip data', { file, byte: 0 });
    return gzip;
  } finally {
    await handle.close();
  }
}

/** The lines of a file, to be read as often as they are needed. */
export const linesOf = (file: string): LineSource => ({ name: file, lines: () => readLines(file) });
