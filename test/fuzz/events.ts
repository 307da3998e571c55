/** Mutated event files of every format: each must be refused in one line, or be read rightly. */
import {
  EVENT_FORMATS,
  formatEvents,
  readEventSamples,
  type EventFormat,
} from '../../src/data/event-files.js';
import { streamOf } from '../../src/data/sample-stream.js';
import type { Sample } from '../../src/data/task.js';
import { REFERENCE } from '../../src/design/design.js';
import { UserError } from '../../src/text/errors.js';
import type { FuzzTarget } from './frame.js';
import { flipBit, mutateBytes, mutateText } from './mutations.js';
import { clearlyRefused, Scratch } from './scratch.js';

const SAMPLES: readonly Sample[] = [
  {
    events: [3, 7, 7, 12].map((neuron, i) => ({ neuron, tick: 1 + 2 * i })),
    label: 1,
    labelTick: 6,
    ticks: 12,
  },
  { events: [{ neuron: 255, tick: 2 }], label: 0, labelTick: 4, ticks: 5 },
];
/** Files that are not written by this project. */
const OF_OTHERS: Partial<Record<EventFormat, readonly string[]>> = {
  dat: [
    '2\n3, 4\n7, 5\n-2, 1\n7, 10\n-1, 12\n0, 1\n-2, 0\n9, 20\n-1, 40\n',
    '1\n255, 0\n-2, 15\n1, 1\n-1, 2\n',
  ],
  csv: [
    'neuron,time,label\n3,4,1\n-2,8,1\n7,10,1\n-1,12,1\n0,1,0\n-2,6,0\n9,20,0\n-1,40,0\n',
    'time,label,neuron\n4,1,3\n9,1,-1\n',
    '# made: by hand\n"neuron","time","label"\n"1",2,3\n-1,5,3\n',
  ],
  'packed-hex': ['00030001\n0x00070003\nfffe0001 // label\n000c0007\nffff000c\n'],
};
const WORDS: Partial<Record<EventFormat, string>> = {
  dat: '-1 -2 -3 , 255 256 15 16 0 999999999 2147483648 1e3',
  csv: 'neuron time label -1 -2 , " "" # 255 256 15 16 999999999 1e3 neuron,time',
  'words-hex': '0x 03001004 02001006 0100000c 00000000 ffffffff 04000000 // # ; g 123456789',
  'packed-hex': '0x fffe0001 ffff000c ffff0000 0100000c 00ff0002 // # ; g 123456789',
};
/** What files may leave open. */
const DEFAULTS = { label: 1, labelTick: 3, ticks: 20 };

/** @throws Error for a sample that no reader may give. */
function checkSample({ events, label, labelTick, ticks }: Sample): void {
  let last = 0;
  for (const { neuron, tick } of events) {
    if (!(neuron >= 0 && neuron < REFERENCE.inputs)) throw new Error(`input ${neuron}`);
    if (!(tick >= last && tick < ticks)) throw new Error(`tick ${tick} after ${last}, of ${ticks}`);
    last = tick;
  }
  if (label >= REFERENCE.outputs || (label >= 0 && labelTick >= ticks))
    throw new Error(`label ${label} at tick ${labelTick} of ${ticks}`);
}

/** Samples as text; `.dat` and `pairs` do not say when labels begin, only between which events. */
const comparable = (samples: readonly Sample[], format: EventFormat): string =>
  JSON.stringify(samples.map((s) => (format === 'dat' || format === 'pairs' ? { ...s, labelTick: 0 } : s)));

/** @throws Error when the samples do not come back from the formats that can hold them. */
async function checkRoundTrip(
  samples: readonly Sample[],
  format: EventFormat,
  scratch: Scratch,
): Promise<void> {
  // The packed formats are written without labels.
  const to = format.startsWith('packed') ? 'csv' : format;
  const file = scratch.write(`again.${to}`, formatEvents(streamOf(samples), to));
  if (comparable(await readEventSamples(file, { format: to }), to) !== comparable(samples, to))
    throw new Error('written and read again, it is another');
}

export const eventTargets: readonly FuzzTarget[] = EVENT_FORMATS.map((format) => ({
  name: `${format} events`,
  outcomes: ['refused', 'read'],
  prepare: () => {
    const scratch = new Scratch();
    const written = Buffer.from(formatEvents(streamOf(SAMPLES), format, 0));
    const texts = [written.toString(), ...(OF_OTHERS[format] ?? [])];
    const words = WORDS[format]?.split(' ');
    return {
      mutate: (random) => {
        if (words) return mutateText(texts, words, random);
        // Half of them differ in one bit: others hardly ever have all their events in range and in order.
        return random() < 0.5 ? flipBit(written, random) : mutateBytes([written], random);
      },
      judge: async (bytes) => {
        const file = scratch.write('input', bytes);
        let samples: Sample[];
        try {
          samples = await readEventSamples(file, {
            format,
            ...(format.startsWith('packed') ? DEFAULTS : {}),
          });
        } catch (error) {
          return clearlyRefused(error, UserError);
        }
        samples.forEach(checkSample);
        await checkRoundTrip(samples, format, scratch);
        return 'read';
      },
      close: () => scratch.close(),
    };
  },
}));
