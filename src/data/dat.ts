/**
 * The `.dat` text formats of the reference benchmark.
 *
 * Samples: the first line is their number; then `neuron, ms` an event, `-2, label` the start of supervision,
 * `-1, ms` the end of a sample. Weights: whitespace-separated integers, pre-major.
 */
import { badInput } from '../text/errors.js';
import { readLines } from '../files/lines.js';
import { numbered } from '../text/lines.js';
import type { Sample } from './task.js';
import { quote } from '../text/quote.js';

/** Longest sample, in ticks. */
const MAX_TICKS = 1_000_000;
const MAX_SAMPLES = 1_000_000;

/**
 * Reads samples.
 * @param limits events must lie below `inputs`, labels below `outputs`.
 * @throws UserError with file and line for anything that does not fit the format, and for a wrong count.
 */
export async function readSampleFile(
  file: string,
  limits: { inputs: number; outputs: number },
): Promise<Sample[]> {
  const samples: Sample[] = [];
  let announced: number | undefined;
  let current: { events: Sample['events']; label?: number } = { events: [] };
  let last = 0;
  for await (const batch of readLines(file)) {
    for (const [text, line] of numbered(batch)) {
      last = line;
      if (text.trim() === '') continue;
      const fail = (message: string): Error => badInput(message, { file, line });
      if (announced === undefined) {
        announced = integerIn(text.trim(), 1, MAX_SAMPLES);
        if (announced === undefined)
          throw fail(`the first line is the number of samples, not ${quote(text)}`);
        continue;
      }
      const fields = text.split(',').map((f) => f.trim());
      const code = integerIn(fields[0] ?? '', -2, 1_000_000);
      const value = integerIn(fields[1] ?? '', 0, MAX_TICKS);
      if (fields.length !== 2 || code === undefined || value === undefined)
        throw fail(`'neuron, ms', '-2, label' or '-1, ms' expected, not ${quote(text)}`);
      if (samples.length === announced)
        throw fail(`more than the ${announced} samples that the first line announces`);
      const before = current.events.at(-1)?.tick ?? 0;
      if (code === -2) {
        if (value >= limits.outputs)
          throw fail(`label ${value}, but there are only ${limits.outputs} outputs`);
        if (current.label !== undefined) throw fail('a second label in one sample');
        current.label = value;
      } else if (value < before) {
        throw fail(`time ${value} after time ${before}: events must be in order`);
      } else if (code === -1) {
        if (current.label === undefined) throw fail("the sample ends without a label ('-2, label')");
        if (value < 1) throw fail('a sample of no duration');
        samples.push({ events: current.events, label: current.label, ticks: value });
        current = { events: [] };
      } else {
        if (code >= limits.inputs) throw fail(`neuron ${code}, but there are only ${limits.inputs} inputs`);
        current.events.push({ neuron: code, tick: value });
      }
    }
  }
  if (announced === undefined) throw badInput('empty: the number of samples is missing', { file, line: 1 });
  if (current.events.length > 0 || current.label !== undefined)
    throw badInput(`ends within sample ${samples.length + 1}: '-1, ms' is missing`, { file, line: last });
  if (samples.length !== announced)
    throw badInput(`${samples.length} samples, but the first line announces ${announced}`, { file, line: 1 });
  return samples;
}

/**
 * Reads weights.
 * @param count how many there must be.
 * @throws UserError with file and line for a number that is not a weight from -128 to 127, and for a wrong count.
 */
export async function readWeightFile(file: string, count: number): Promise<Int8Array> {
  const weights = new Int8Array(count);
  let n = 0;
  let last = 1;
  for await (const batch of readLines(file)) {
    for (const [text, line] of numbered(batch)) {
      for (const word of text.split(/\s+/)) {
        if (word === '') continue;
        last = line;
        const weight = integerIn(word, -128, 127);
        if (weight === undefined)
          throw badInput(`a weight from -128 to 127 expected, not ${quote(word)}`, { file, line });
        if (n === count) throw badInput(`more than the ${count} weights expected`, { file, line });
        weights[n++] = weight;
      }
    }
  }
  if (n !== count) throw badInput(`${n} weights, ${count} expected`, { file, line: last });
  return weights;
}

/** Text of samples in the same format. */
export function formatSamples(samples: readonly Sample[], supervisionTick: number): string {
  const lines = [String(samples.length)];
  for (const { events, label, ticks } of samples) {
    let marked = false;
    const mark = (): void => {
      if (!marked) lines.push(`-2, ${label}`);
      marked = true;
    };
    for (const { neuron, tick } of events) {
      if (tick >= supervisionTick) mark();
      lines.push(`${neuron}, ${tick}`);
    }
    mark();
    lines.push(`-1, ${ticks}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Text of weights, one line a pre-synaptic neuron. */
export function formatWeights(weights: Int8Array, posts: number): string {
  const lines: string[] = [];
  for (let at = 0; at < weights.length; at += posts) lines.push(weights.subarray(at, at + posts).join(' '));
  return `${lines.join('\n')}\n`;
}

function integerIn(text: string, min: number, max: number): number | undefined {
  if (!/^-?\d{1,9}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}
