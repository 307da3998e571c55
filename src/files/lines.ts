/** Text files read as lines, plain or gzip, streamed: memory stays flat however long they are. */
import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { LineBatch, LineSource } from '../text/lines.js';
import { badInput } from '../text/errors.js';
import { fileError } from './file-error.js';
import { firstBytes, openInput } from './input.js';

/** Characters of the longest line that any format here has. */
const MAX_LINE = 1 << 20;
/** The byte-order mark of UTF-8, read as Latin-1. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';
const GZIP = [0x1f, 0x8b];
/** Bytes of a piece of a pipe's contents. */
const PIECE = 1 << 16;

/** The bytes of an input, in pieces. */
interface ByteSource {
  readonly stream: Readable;
  readonly isGzip: boolean;
  /** Share of the bytes that was read, 0..1. */
  readonly progress: () => number;
}

/**
 * The lines of a file, or of standard input (`-`). Gzip is detected by its first bytes, whatever the name; a byte-order
 * mark is skipped.
 * @throws UserError with the file, and the line reached, if it cannot be read to its end.
 */
export async function* readLines(file: string): AsyncGenerator<LineBatch, void> {
  const source = openBytes(file);
  const { isGzip, progress } = source;
  if (!isGzip && file.endsWith('.gz')) throw badInput('named .gz but not gzip data', { file, byte: 0 });
  const stream: Readable = isGzip ? pipeline(source.stream, createGunzip(), () => undefined) : source.stream;
  let line = 1;
  let rest: string | undefined;
  try {
    stream.setEncoding('latin1');
    for await (const chunk of stream) {
      const text = rest === undefined ? withoutMark(String(chunk)) : rest + String(chunk);
      const lines = text.split('\n');
      rest = lines.pop()!;
      if (rest.length > MAX_LINE)
        throw badInput('line too long: is this a text file?', { file, line: line + lines.length });
      if (lines.length > 0) yield { first: line, lines, progress: progress() };
      line += lines.length;
    }
  } catch (error) {
    throw fileError(error, { file, line });
  } finally {
    source.stream.destroy();
  }
  if (rest) yield { first: line, lines: [rest], progress: 1 };
}

/** The lines of a file, to be read as often as they are needed. */
export const linesOf = (file: string): LineSource => ({ name: file, lines: () => readLines(file) });

const withoutMark = (text: string): string =>
  text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;

const startsAsGzip = (bytes: Uint8Array): boolean => GZIP.every((byte, i) => bytes[i] === byte);

function openBytes(file: string): ByteSource {
  const input = openInput(file);
  if (input.kind === 'pipe') {
    const { contents } = input;
    let at = 0;
    function* pieces(): Generator<Uint8Array> {
      while (at < contents.length) yield contents.subarray(at, (at += PIECE));
    }
    const progress = (): number => Math.min(1, at / contents.length);
    return { stream: Readable.from(pieces()), isGzip: startsAsGzip(contents), progress };
  }
  const isGzip = startsAsGzip(firstBytes(file, GZIP.length));
  const stream = createReadStream(file);
  return { stream, isGzip, progress: () => (input.bytes > 0 ? stream.bytesRead / input.bytes : 1) };
}
