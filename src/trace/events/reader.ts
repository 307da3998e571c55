/** Reads event files (record.ts) as recorded traces. */
import type { LineBatch } from '../../text/lines.js';
import { quote } from '../../text/quote.js';
import { utf8 } from '../../text/utf8.js';
import {
  TraceFormatError,
  type RecordedSignal,
  type RecordedTrace,
  type TraceStep,
  type TraceValue,
} from '../recorded/model.js';

/** Objects and arrays within each other; records of ours have three. */
const MOST_LEVELS = 8;

/**
 * An event file: a signal for every field of its records, such as `lfsr.u[0]`, and `record`, their number.
 * @throws TraceFormatError naming the line, as its steps do.
 */
export function openEvents(lines: AsyncIterable<LineBatch>): RecordedTrace {
  const reader = new EventReader();
  return { format: 'events', signals: reader.signals, timeUnit: 'cycle', steps: readEvents(lines, reader) };
}

async function* readEvents(
  batches: AsyncIterable<LineBatch>,
  reader: EventReader,
): AsyncGenerator<TraceStep[], void> {
  for await (const { first, lines } of batches) {
    const steps: TraceStep[] = [];
    for (let i = 0; i < lines.length; i++)
      if (lines[i]!.trim() !== '') steps.push(reader.record(lines[i]!, first + i));
    yield steps;
  }
}

class EventReader {
  readonly signals: RecordedSignal[] = [{ name: 'record', type: 'bits', bits: 32 }];
  private readonly indices = new Map<string, number>();
  private records = 0;
  private last = 0;

  record(text: string, line: number): TraceStep {
    const fail = (what: string): TraceFormatError => new TraceFormatError(`line ${line}`, what);
    const { cycle, ...fields } = parseObject(utf8(text), fail);
    if (typeof cycle !== 'number' || !Number.isSafeInteger(cycle) || cycle < 0)
      throw fail("a record needs a whole number 'cycle'");
    if (cycle < this.last) throw fail(`cycle ${cycle} comes after cycle ${this.last}: cycles must ascend`);
    this.last = cycle;
    const step: TraceStep = { time: cycle, index: [0], values: [++this.records] };
    for (const [name, value] of flatten(fields, '', MOST_LEVELS)) {
      if (value === undefined) throw fail(`field ${quote(name)} is nested too deeply`);
      step.index.push(this.indexOf(name, value));
      step.values.push(value);
    }
    return step;
  }

  /** A field that holds numbers in some records and text in others is two signals. */
  private indexOf(name: string, value: TraceValue): number {
    const type = typeof value === 'string' ? 'text' : 'real';
    const key = `${type} ${name}`;
    let index = this.indices.get(key);
    if (index === undefined) {
      index = this.signals.length;
      this.indices.set(key, index);
      const unique = name === 'record' ? 'record#2' : name;
      this.signals.push({ name: unique, type, bits: type === 'text' ? 0 : 64 });
    }
    return index;
  }
}

function parseObject(text: string, fail: (what: string) => TraceFormatError): Record<string, unknown> {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    throw fail(`${quote(text)} is not a JSON object (cut short?)`);
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw fail('a record must be a JSON object');
  return record as Record<string, unknown>;
}

/** The numbers and texts in a value by their paths; undefined for one below `levels`. Other values count as text. */
function* flatten(value: unknown, name: string, levels: number): Generator<[string, TraceValue | undefined]> {
  if (typeof value === 'number' || typeof value === 'string') yield [name, value];
  else if (typeof value !== 'object' || value === null) yield [name, String(value)];
  else if (levels === 0) yield [name, undefined];
  else if (Array.isArray(value)) {
    for (const [i, member] of (value as unknown[]).entries())
      yield* flatten(member, `${name}[${i}]`, levels - 1);
  } else {
    for (const [key, member] of Object.entries(value))
      yield* flatten(member, name === '' ? key : `${name}.${key}`, levels - 1);
  }
}
