/**
 * `packed`: `(neuron << 16) | time` words, as hosts send them by DMA. Neuron 0xfffe is a label, whose time is not said, and
 * 0xffff the end of a sample. Without ends, a file is one sample, whose ticks have to be given.
 */
import { EVENT_CODE } from '../../../isa/image.js';
import { codeOf, dataOf, sampleEnd, type EventStream } from '../../firmware/events.js';
import { badInput, usageError } from '../../text/errors.js';
import { SampleCollector } from '../sample-collector.js';
import type { Sample } from '../task.js';
import type { EventDefaults, EventFormatSpec } from './format.js';
import { binaryWords, encodeBinary, encodeHex, endOf, hexWords, type PlacedWord } from './placed-words.js';

const LABEL = 0xfffe;
const END = 0xffff;
const MAX_TIME = 0xffff;

export const packed: EventFormatSpec = {
  endings: ['.bin'],
  looksLike: (bytes) => bytes.length >= 4 && endsSample(bytes),
  read: (file, bytes, defaults) => read(file, binaryWords(file, bytes), defaults),
  write: (stream, sample) => encodeBinary(wordsOf(stream, sample)),
};

export const packedHex: EventFormatSpec = {
  endings: [],
  read: (file, bytes, defaults) => read(file, hexWords(file, bytes), defaults),
  write: (stream, sample) => encodeHex(wordsOf(stream, sample)),
};

/** Whether the last word ends a sample. A word of -1 does not: it belongs to the format `pairs`. */
function endsSample(bytes: Uint8Array): boolean {
  const at = bytes.length - 4;
  return bytes[at + 3] === 0xff && bytes[at + 2] === 0xff && !(bytes[at] === 0xff && bytes[at + 1] === 0xff);
}

function read(
  file: string,
  items: readonly PlacedWord[],
  { ticks, limits, ...defaults }: EventDefaults,
): Sample[] {
  const samples = new SampleCollector(limits);
  for (const { word, place } of items) {
    const [neuron, value] = [word >>> 16, word & 0xffff];
    if (neuron === LABEL) samples.label(value, place);
    else if (neuron === END) samples.end(value, place);
    else samples.event(neuron, value, place);
  }
  const place = endOf(file, items);
  if (samples.open && samples.count === 0) {
    if (ticks === undefined)
      throw badInput(
        'no end of sample (0xffff in the upper half of a word): say how many ticks it has (--ticks)',
        place,
      );
    samples.end(ticks, place);
  }
  return samples.finish(place, defaults);
}

function wordsOf(stream: EventStream, sample?: number): number[] {
  const k = sample ?? 0;
  if (sample === undefined && stream.samples !== 1)
    throw usageError(`this format is written with one sample, there are ${stream.samples}: say which`);
  if (k >= stream.samples) throw usageError(`there is no sample ${k}, only ${stream.samples}`);
  const list: number[] = [];
  for (let i = stream.first[k]!; i < sampleEnd(stream, k); i++) {
    const tick = stream.ticks[i]!;
    if (codeOf(stream.words[i]!) !== EVENT_CODE.spike) continue;
    if (tick > MAX_TIME) throw usageError(`tick ${tick} does not fit the 16 bits of this format`);
    list.push(((dataOf(stream.words[i]!) << 16) | tick) >>> 0);
  }
  return list;
}
