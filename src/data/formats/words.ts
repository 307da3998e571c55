/**
 * `words`: 32-bit words as FPGA hosts of this chip use them: [27:24] code (3 spike, 2 label, 1 end of sample, 0 nothing),
 * [23:12] data, [11:0] tick.
 */
import { EVENT_CODE } from '../../../isa/image.js';
import { codeOf, dataOf, type EventStream } from '../../firmware/events.js';
import { badInput, usageError } from '../../text/errors.js';
import { SampleCollector } from '../sample-collector.js';
import type { Sample } from '../task.js';
import type { EventDefaults, EventFormatSpec } from './format.js';
import { binaryWords, encodeBinary, encodeHex, endOf, hexWords, type PlacedWord } from './placed-words.js';

/** Largest tick of a word. */
const MAX_TICK = 0xfff;

export const words: EventFormatSpec = {
  endings: ['.bin'],
  read: (file, bytes, defaults) => read(file, binaryWords(file, bytes), defaults),
  write: (stream) => encodeBinary(wordsOf(stream)),
};

export const wordsHex: EventFormatSpec = {
  endings: ['.hex', '.mem'],
  read: (file, bytes, defaults) => read(file, hexWords(file, bytes), defaults),
  write: (stream) => encodeHex(wordsOf(stream)),
};

function read(file: string, items: readonly PlacedWord[], { label, limits }: EventDefaults): Sample[] {
  const samples = new SampleCollector(limits);
  for (const { word, place } of items) {
    const [code, data, tick] = [word >>> 24, (word >>> 12) & 0xfff, word & MAX_TICK];
    if (code === EVENT_CODE.spike) samples.event(data, tick, place);
    else if (code === EVENT_CODE.label) samples.label(data, place, tick);
    else if (code === EVENT_CODE.end) samples.end(tick, place);
    else if (code !== EVENT_CODE.nothing)
      throw badInput(
        `code ${code} is not one of 0 nothing, 1 end, 2 label, 3 spike; other words of public hosts are read with the format packed or pairs`,
        place,
      );
  }
  return samples.finish(endOf(file, items), label === undefined ? {} : { label });
}

function wordsOf(stream: EventStream): number[] {
  return Array.from(stream.words, (word, i) => {
    const tick = stream.ticks[i]!;
    if (tick > MAX_TICK) throw usageError(`tick ${tick} does not fit the 12 bits of this format`);
    return ((codeOf(word) << 24) | (dataOf(word) << 12) | tick) >>> 0;
  });
}
