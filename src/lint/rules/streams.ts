/** Rules on the event streams of an image, played or not. */
import { EVENT_CODE } from '../../../isa/image.js';
import { codeOf, dataOf, durationOf, labelOf, sampleEnd, type EventStream } from '../../firmware/events.js';
import type { FirmwareImage } from '../../firmware/image.js';
import type { FindingName } from '../catalogue.js';
import type { Report } from '../finding.js';

/** A fault of one sample. @returns what is wrong with it, undefined if nothing is. */
interface SampleRule {
  readonly name: FindingName;
  readonly check: (stream: EventStream, sample: number, outputs: number) => string | undefined;
  readonly cure: string;
}

const RULES: readonly SampleRule[] = [
  {
    name: 'sample-without-end',
    check: (s, k) => (durationOf(s, k) === undefined ? 'it has no end' : undefined),
    cure: 'end every sample with .end TICKS: play traps',
  },
  {
    name: 'sample-without-label',
    check: (s, k) => (labelOf(s, k) < 0 ? 'it has no label' : undefined),
    cure: 'give it a .label, or its marks never come',
  },
  {
    name: 'label-beyond-outputs',
    check: (s, k, outputs) =>
      labelOf(s, k) >= outputs ? `its label is ${labelOf(s, k)}, but NUM_OUT is ${outputs - 1}` : undefined,
    cure: 'raise NUM_OUT, or correct the label',
  },
  {
    name: 'event-out-of-order',
    check: outOfOrder,
    cure: 'sort the items of a sample by their ticks: play sends them in their order',
  },
  {
    name: 'item-after-end',
    check: afterEnd,
    cure: 'raise .end, or correct the item: play makes the sample longer',
  },
];

function* items(s: EventStream, sample: number): Generator<{ tick: number; text: string; isEnd: boolean }> {
  for (let i = s.first[sample]!; i < sampleEnd(s, sample); i++) {
    const code = codeOf(s.words[i]!);
    if (code === EVENT_CODE.nothing) continue;
    const kind = code === EVENT_CODE.spike ? 'the event of input' : 'the label';
    yield { tick: s.ticks[i]!, text: `${kind} ${dataOf(s.words[i]!)}`, isEnd: code === EVENT_CODE.end };
  }
}

function outOfOrder(s: EventStream, sample: number): string | undefined {
  let last = 0;
  for (const { tick, text, isEnd } of items(s, sample)) {
    if (!isEnd && tick < last) return `${text} at tick ${tick} comes after tick ${last}`;
    last = tick;
  }
  return undefined;
}

/** The last event that can matter comes before the last tick but one: that of the end has SAMPLE low. */
function afterEnd(s: EventStream, sample: number): string | undefined {
  const end = durationOf(s, sample);
  if (end === undefined) return undefined;
  for (const { tick, text, isEnd } of items(s, sample))
    if (!isEnd && tick >= end) return `${text} is at tick ${tick}, but the sample ends at ${end}`;
  return undefined;
}

/** What is wrong with an image's streams, each kind once a stream. @param outputs of the program. */
export function checkStreams(image: FirmwareImage, outputs: number): Report[] {
  return image.streams.flatMap((stream, i) =>
    RULES.flatMap(({ name, check, cure }): Report[] => {
      const bad: string[] = [];
      for (let k = 0; k < stream.samples; k++) {
        const what = check(stream, k, outputs);
        if (what !== undefined) bad.push(`sample ${k}: ${what}`);
      }
      const [first] = bad;
      if (first === undefined) return [];
      const more = bad.length > 1 ? ` (and ${bad.length - 1} more samples)` : '';
      return [{ name, message: `stream ${i}, ${first}${more}`, cure }];
    }),
  );
}
