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
 * The lines of a file, or of standard input (`-`), ended by LF, CR LF or CR; each character is a byte of the file. Gzip is
 * detected by its first bytes, whatever the name; a byte-order mark is skipped.
 * @throws UserError with the file, and the line reached, if it cannot be read to its end.
 */
export async function* readLines(file: string): AsyncGenerator<LineBatch, void> {
  const source = openBytes(file);
  const { isGzip, progress } = source;
  if (!isGzip && file.endsWith('.gz')) throw badInput('named .gz but not gzip data', { file, byte: 0 });
  const stream: Readable = isGzip ? pipeline(source.stream, createGunzip(), () => undefined) : source.stream;
  const splitter = new LineSplitter(file);
  let line = 1;
  try {
    stream.setEncoding('latin1');
    for await (const chunk of stream) {
      const lines = splitter.take(String(chunk));
      if (splitter.rest.length > MAX_LINE)
        throw badInput('line too long: is this a text file?', { file, line: line + lines.length });
      if (lines.length > 0) yield { first: line, lines, progress: progress() };
      line += lines.length;
    }
  } catch (error) {
    throw fileError(error, { file, line });
  } finally {
    source.stream.destroy();
  }
  const lines = splitter.end();
  if (lines.length > 0) yield { first: line, lines, progress: 1 };
}

/** Splits text that comes in pieces into lines. */
class LineSplitter {
  /** The text after the last line end so far. */
  rest = '';
  private begun = false;

  constructor(private readonly file: string) {}

  /** @returns the lines that are whole. */
  take(piece: string): string[] {
    const text = this.rest + piece;
    if (!this.begun && text.length < BYTE_ORDER_MARK.length) {
      this.rest = text;
      return [];
    }
    // A CR at the end may be half of CR LF: it waits for the next piece.
    const waiting = text.endsWith('\r') ? '\r' : '';
    const lines = this.split(text.slice(0, text.length - waiting.length));
    this.rest = lines.pop()! + waiting;
    return lines;
  }

  /** @returns the lines that are left, of which the last need not have an end. */
  end(): string[] {
    const lines = this.split(this.rest);
    if (lines.at(-1) === '') lines.pop();
    return lines;
  }

  private split(text: string): string[] {
    const content = this.begun ? text : this.withoutMark(text);
    this.begun = true;
    return content.includes('\r') ? content.split(/\r\n|\n|\r/) : content.split('\n');
  }

  private withoutMark(text: string): string {
    if (/^(\xff\xfe|\xfe\xff)/.test(text))
      throw badInput('the file is UTF-16: save it as UTF-8', { file: this.file, byte: 0 });
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  }
}

/** The lines of a file, to be read as often as they are needed. */
export const linesOf = (file: string): LineSource => ({ name: file, lines: () => readLines(file) });

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
