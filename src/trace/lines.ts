/** Lines of a file that comes in chunks, with bounded memory. */
import { TraceFormatError } from './model.js';

/** Longer lines are no trace of ours: a binary file, most likely. */
const MAX_LINE = 1 << 20;

export interface LineBatch {
  /** Number of the first line of the batch, from 1. */
  readonly first: number;
  readonly lines: string[];
  /** The file ends without a newline after the last line of this (then last) batch. */
  readonly unterminated: boolean;
}

/** @throws TraceFormatError for a line that is longer than any trace has, or for a NUL byte. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineBatch, void> {
  const decoder = new TextDecoder();
  let rest = '';
  let first = 1;
  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    rest = lines.pop()!;
    if (rest.length > MAX_LINE)
      throw new TraceFormatError(`line ${first + lines.length}`, 'longer than any line of a trace');
    const bad = text.includes('\0') ? lines.concat(rest).findIndex((l) => l.includes('\0')) : -1;
    if (bad >= 0) throw new TraceFormatError(`line ${first + bad}`, 'holds a NUL byte: not a text trace');
    if (lines.length > 0) yield { first, lines, unterminated: false };
    first += lines.length;
  }
  rest += decoder.decode();
  if (rest !== '') yield { first, lines: [rest], unterminated: true };
}
