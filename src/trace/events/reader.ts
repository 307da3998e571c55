/** Reads event files (record.ts) as recorded traces. */
import { quote } from '../../text/quote.js';
import type { LineBatch } from '../../text/lines.js';
import {
  TraceFormatError,
  type RecordedSignal,
  type RecordedTrace,
  type TraceStep,
  type TraceValue,
} from '../recorded/model.js';

/** An event file: a signal for every field of its records, and `record`, their number. @throws TraceFormatError */
export function openEvents(lines: AsyncIterable<LineBatch>): RecordedTrace {
  const signals: RecordedSignal[] = [{ name: 'record', bits: 32 }];
  return { format: 'events', signals, steps: readEvents(lines, signals) };
}

async function* readEvents(
  batches: AsyncIterable<LineBatch>,
  signals: RecordedSignal[],
): AsyncGenerator<TraceStep[], void> {
  const indices = new Map<string, number>([['record', 0]]);
  const indexOf = (name: string, value: unknown): number => {
    let index = indices.get(name);
    if (index === undefined) {
      index = signals.length;
      indices.set(name, index);
      signals.push({ name, bits: typeof value === 'number' ? 32 : 0 });
    }
    return index;
  };
  let count = 0;
  let last = 0;
  for await (const { first, lines } of batches) {
    const steps: TraceStep[] = [];
    for (let i = 0; i < lines.length; i++) {
      if (lines[i] === '') continue;
      const record = parseRecord(lines[i]!, first + i);
      if (record.cycle < last)
        throw new TraceFormatError(`line ${first + i}`, `cycle ${record.cycle} after cycle ${last}`);
      last = record.cycle;
      const step: TraceStep = { cycle: record.cycle, index: [0], values: [++count] };
      for (const [name, value] of flatten(record.fields, '')) {
        step.index.push(indexOf(name, value));
        step.values.push(value);
      }
      steps.push(step);
    }
    yield steps;
  }
}

function parseRecord(text: string, line: number): { cycle: number; fields: Record<string, unknown> } {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    throw new TraceFormatError(`line ${line}`, `${quote(text)} is no JSON object (cut short?)`);
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw new TraceFormatError(`line ${line}`, 'a record must be a JSON object');
  const { cycle, ...fields } = record as Record<string, unknown>;
  if (typeof cycle !== 'number' || !Number.isSafeInteger(cycle) || cycle < 0)
    throw new TraceFormatError(`line ${line}`, "a record needs a whole number 'cycle'");
  return { cycle, fields };
}

function* flatten(value: unknown, name: string): Generator<[string, TraceValue]> {
  if (typeof value === 'number' || typeof value === 'string') yield [name, value];
  else if (Array.isArray(value)) {
    for (const [i, member] of (value as unknown[]).entries()) yield* flatten(member, `${name}[${i}]`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value))
      yield* flatten(member, name === '' ? key : `${name}.${key}`);
  }
}
