/**
 * All trace formats. The command line, its help and docs/traces.md read this list: a new format is a file of its own and
 * a line here.
 */
import type { Design } from '../design/design.js';
import { quote } from '../text/quote.js';
import type { LineBatch } from '../text/lines.js';
import { eventsFormat } from './events/format.js';
import type { ConvertFormat, RecordFormat, TraceFormat } from './format.js';
import { perfettoFormat } from './perfetto/format.js';
import { changesFormat } from './recorded/changes.js';
import { TraceFormatError, type RecordedTrace } from './recorded/model.js';
import { signalTableFormat } from './recorded/signal-table.js';
import { rowsFormat } from './rows/format.js';
import { saifFormat } from './saif/writer.js';
import { tableFormats } from './tables/formats.js';
import { fstFormat, vcdFormat } from './vcd/format.js';

export const TRACE_FORMATS: readonly TraceFormat[] = [
  vcdFormat,
  fstFormat,
  saifFormat,
  rowsFormat,
  eventsFormat,
  perfettoFormat,
  ...tableFormats,
  changesFormat,
  signalTableFormat,
];

/** A format in which runs can be recorded. */
export type RecordableFormat = TraceFormat & { readonly record: RecordFormat };

/** The formats in which runs can be recorded. */
export const RECORDABLE_FORMATS: readonly RecordableFormat[] = TRACE_FORMATS.flatMap((format) =>
  format.record ? [{ ...format, record: format.record }] : [],
);

/** Endings of the files that traces can be converted to. */
export const CONVERTED_ENDINGS: readonly string[] = TRACE_FORMATS.flatMap((f) => f.convert?.endings ?? []);

/** The format to which a trace is converted for a file name; undefined if the name has no known ending. */
export function formatToConvertTo(
  file: string,
): (TraceFormat & { readonly convert: ConvertFormat }) | undefined {
  const endings = CONVERTED_ENDINGS.filter((ending) => file.endsWith(ending));
  const longest = endings.sort((a, b) => b.length - a.length)[0];
  if (longest === undefined) return undefined;
  const format = TRACE_FORMATS.find((f) => f.convert?.endings.includes(longest) === true);
  return format?.convert && { ...format, convert: format.convert };
}

/** A recorded trace and the lines it is read from, which have to be closed if they are not read to their end. */
export interface OpenTrace extends RecordedTrace {
  close(): Promise<void>;
}

/**
 * Opens a recorded trace of any format that can be read; its first line tells which it is.
 * @param design of the chip, for files that do not name it; absent: any chip of the family.
 * @throws TraceFormatError if the text is not a trace; the lines are then closed.
 */
export async function openTrace(lines: AsyncIterable<LineBatch>, design?: Design): Promise<OpenTrace> {
  const source = lines[Symbol.asyncIterator]();
  const close = async (): Promise<void> => {
    await source.return?.();
  };
  try {
    return { ...(await open(source, design)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(source: AsyncIterator<LineBatch>, design?: Design): Promise<RecordedTrace> {
  const read: LineBatch[] = [];
  let first = '';
  let line = 1;
  while (first === '') {
    const next = await source.next();
    if (next.done === true) throw new TraceFormatError('line 1', 'the file is empty');
    read.push(next.value);
    const at = next.value.lines.findIndex((text) => text.trim() !== '');
    if (at < 0) continue;
    first = next.value.lines[at]!.trim();
    line = next.value.first + at;
  }
  const format = TRACE_FORMATS.find((f) => f.read?.begins.test(first) === true);
  if (format?.read) return format.read.open(replay(read, source), design);
  const names = TRACE_FORMATS.filter((f) => f.read).map((f) => f.name);
  throw new TraceFormatError(
    `line ${line}`,
    `${quote(first)} does not begin a trace that can be read (${names.join(', ')})`,
  );
}

async function* replay(read: LineBatch[], rest: AsyncIterator<LineBatch>): AsyncGenerator<LineBatch, void> {
  yield* read;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
