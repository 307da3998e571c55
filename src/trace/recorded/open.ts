/** Opens a recorded trace of any format we read, told apart by its first line. */
import type { LineBatch } from '../../text/lines.js';
import { quote } from '../../text/quote.js';
import { TraceFormatError, type RecordedTrace } from './model.js';
import { openEvents, openRows } from '../rows/reader.js';
import { openVcd } from '../vcd/reader.js';

/** @throws TraceFormatError where the text is no trace. */
export async function openTrace(lines: AsyncIterable<LineBatch>): Promise<RecordedTrace> {
  const source = lines[Symbol.asyncIterator]();
  const read: LineBatch[] = [];
  let first = '';
  let line = 1;
  while (first === '') {
    const next = await source.next();
    if (next.done === true) throw new TraceFormatError('line 1', 'the file is empty');
    read.push(next.value);
    const at = next.value.lines.findIndex((text) => text.trim() !== '');
    if (at >= 0) {
      first = next.value.lines[at]!.trim();
      line = next.value.first + at;
    }
  }
  const all = replay(read, source);
  if (first.startsWith('$')) return openVcd(all);
  if (first.startsWith('{')) return openEvents(all);
  if (/^(cycle,|\d+,[A-Z_]+,)/.test(first)) return openRows(all);
  throw new TraceFormatError(
    `line ${line}`,
    `${quote(first)} begins no trace that is read here: VCD, rows (CSV) or events (JSON lines)`,
  );
}

async function* replay(read: LineBatch[], rest: AsyncIterator<LineBatch>): AsyncGenerator<LineBatch, void> {
  yield* read;
  try {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
