/**
 * The `.dat` text formats of the reference benchmark.
 *
 * Samples: the first line is their number; then `neuron, ms` an event, `-2, label` the start of supervision,
 * `-1, ms` the end of a sample. Weights: whitespace-separated integers, pre-major.
 */
import { REFERENCE, type Design } from '../design/design.js';
import { readLines } from '../files/lines.js';
import type { EventStream } from '../firmware/events.js';
import { badInput, type Place } from '../text/errors.js';
import { numbered } from '../text/lines.js';
import { quote } from '../text/quote.js';
import { CODES, pairsOf } from './formats/codes.js';
import { integerIn } from './formats/text.js';
import { SampleCollector, type Limits, type SampleDefaults } from './sample-collector.js';
import { streamOf } from './sample-stream.js';
import type { Sample } from './task.js';

const LARGEST = 0x7fffffff;
const MAX_SAMPLES = 1_000_000;

/**
 * Reads samples.
 * @param limits events must lie below `inputs`, labels below `outputs`; default: those of the public design.
 * @param defaults `labelTick`: where labels begin; without it, that is found from the events around them.
 * @throws UserError with file and line for anything that does not fit the format, and for a wrong count.
 */
export async function readSampleFile(
  file: string,
  limits?: Limits,
  defaults: SampleDefaults = {},
): Promise<Sample[]> {
  const samples = new SampleCollector(limits);
  let announced: number | undefined;
  let last: Place = { file, line: 1 };
  for await (const batch of readLines(file)) {
    for (const [text, line] of numbered(batch)) {
      if (text.trim() === '') continue;
      last = { file, line };
      if (announced === undefined) announced = sampleCount(text, last);
      else if (samples.count === announced && !samples.open)
        throw badInput(`more than the ${announced} samples that the first line announces`, last);
      else takeLine(samples, text, last);
    }
  }
  if (announced === undefined) throw badInput('empty: the number of samples is missing', { file, line: 1 });
  if (samples.open) throw badInput(`ends within sample ${samples.count + 1}: '-1, ms' is missing`, last);
  if (samples.count !== announced)
    throw badInput(`${samples.count} samples, but the first line announces ${announced}`, { file, line: 1 });
  return samples.finish(last, defaults);
}

function sampleCount(text: string, place: Place): number {
  const count = integerIn(text.trim(), 1, MAX_SAMPLES);
  if (count === undefined)
    throw badInput(`the first line is the number of samples, not ${quote(text)}`, place);
  return count;
}

function takeLine(samples: SampleCollector, text: string, place: Place): void {
  const fields = text.split(',').map((field) => field.trim());
  const code = integerIn(fields[0] ?? '', CODES.label, LARGEST);
  const value = integerIn(fields[1] ?? '', 0, LARGEST);
  if (fields.length !== 2 || code === undefined || value === undefined)
    throw badInput(`'neuron, ms', '-2, label' or '-1, ms' expected, not ${quote(text)}`, place);
  if (code === CODES.label) samples.label(value, place);
  else if (code === CODES.end) samples.end(value, place);
  else samples.event(code, value, place);
}

/**
 * Reads weights.
 * @param count how many there must be; undefined: any number.
 * @param limits of a weight; default: those of the public design.
 * @throws UserError with file and line for a number that is not a weight of the chip, and for a wrong count.
 */
export async function readWeightFile(
  file: string,
  count?: number,
  limits: Pick<Design, 'weightLeast' | 'weightMost'> = REFERENCE,
): Promise<Int8Array> {
  const { weightLeast, weightMost } = limits;
  const weights: number[] = [];
  let last = 1;
  for await (const batch of readLines(file)) {
    for (const [text, line] of numbered(batch)) {
      for (const word of text.split(/\s+/)) {
        if (word === '') continue;
        last = line;
        const weight = integerIn(word, weightLeast, weightMost);
        if (weight === undefined)
          throw badInput(`a weight from ${weightLeast} to ${weightMost} expected, not ${quote(word)}`, {
            file,
            line,
          });
        if (weights.length === count)
          throw badInput(`more than the ${count} weights expected`, { file, line });
        weights.push(weight);
      }
    }
  }
  if (count !== undefined && weights.length !== count)
    throw badInput(`${weights.length} weights, ${count} expected`, { file, line: last });
  return Int8Array.from(weights);
}

/** Text of samples in the same format. */
export const formatSamples = (samples: readonly Sample[]): string => formatDat(streamOf(samples));

/** Text of a stream in the same format. */
export const formatDat = (stream: EventStream): string =>
  `${stream.samples}\n${pairsOf(stream)
    .map(([code, value]) => `${code}, ${value}\n`)
    .join('')}`;

/** Text of weights, one line a pre-synaptic neuron. */
export function formatWeights(weights: Int8Array, posts: number): string {
  const lines: string[] = [];
  for (let at = 0; at < weights.length; at += posts) lines.push(weights.subarray(at, at + posts).join(' '));
  return `${lines.join('\n')}\n`;
}
