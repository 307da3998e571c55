/**
 * `pairs`: 32-bit signed numbers, binary, least significant byte first: how many samples, then pairs as the lines of `.dat`
 * have them: neuron and time, -2 and the label, -1 and the ticks of the sample.
 */
import { badInput } from '../../text/errors.js';
import { CODES, pairsOf } from './codes.js';
import { SampleCollector } from '../sample-collector.js';
import type { EventFormatSpec } from './format.js';
import { binaryWords, encodeBinary, endOf } from './placed-words.js';

/** -1 as 32 bits. */
const END = 0xffffffff;

export const pairs: EventFormatSpec = {
  endings: ['.bin'],
  looksLike: (bytes) =>
    bytes.length >= 12 &&
    bytes.length % 8 === 4 &&
    new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true) === END,
  read: (file, bytes, { ticks: _ticks, limits, ...defaults }) => {
    const [count, ...items] = binaryWords(file, bytes);
    if (count === undefined) throw badInput('empty: the number of samples is missing', { file, byte: 0 });
    const samples = new SampleCollector(limits);
    for (let i = 0; i < items.length; i += 2) {
      const { word, place } = items[i]!;
      const value = items[i + 1]?.word;
      if (value === undefined) throw badInput('the file ends within a pair', place);
      const code = word | 0;
      if (code === CODES.label) samples.label(value, place);
      else if (code === CODES.end) samples.end(value, place);
      else samples.event(code, value, place);
    }
    if (!samples.open && samples.count !== count.word)
      throw badInput(`${samples.count} samples, but the first number announces ${count.word}`, count.place);
    return samples.finish(endOf(file, items), defaults);
  },
  write: (stream) =>
    encodeBinary([
      stream.samples,
      ...pairsOf(stream)
        .flat()
        .map((n) => n >>> 0),
    ]),
};
