/** Samples as pairs of numbers, as `.dat` text, `pairs` and CSV have them. */
import { EVENT_CODE } from '../../../isa/image.js';
import { codeOf, dataOf, type EventStream } from '../../firmware/events.js';

/** Numbers in the place of a neuron's address that mark rows other than events. */
export const CODES = { label: -2, end: -1 } as const;

/** Items of a stream as pairs: neuron and time, or one of the codes and its number. */
export function pairsOf(stream: EventStream): (readonly [code: number, value: number])[] {
  const pairs: (readonly [number, number])[] = [];
  stream.words.forEach((word, i) => {
    const tick = stream.ticks[i]!;
    const code = codeOf(word);
    if (code === EVENT_CODE.label) pairs.push([CODES.label, dataOf(word)]);
    else if (code === EVENT_CODE.end) pairs.push([CODES.end, tick]);
    else if (code === EVENT_CODE.spike) pairs.push([dataOf(word), tick]);
  });
  return pairs;
}
