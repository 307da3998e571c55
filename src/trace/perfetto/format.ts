import type { TraceFormat } from '../format.js';
import { toPerfetto } from './convert.js';
import { PerfettoStream } from './stream.js';
import { PerfettoWriter } from './writer.js';

/** Neurons whose membranes are shown unless others are chosen. */
const FIRST_NEURONS: readonly number[] = [0, 1, 2, 3];

export const perfettoFormat: TraceFormat = {
  name: 'perfetto',
  summary:
    'timeline of samples, ticks, states, events, weights, outputs, power, chosen membranes (`--neurons`)',
  opensIn: 'ui.perfetto.dev',
  record: {
    sees: 'cycles',
    showsPower: true,
    takes: ['neurons'],
    makeSink: async ({ neurons = FIRST_NEURONS, meta, write, power }) =>
      new PerfettoWriter(await PerfettoStream.open(write), neurons, meta, power),
  },
  convert: { endings: ['.pftrace', '.perfetto-trace'], convert: toPerfetto },
};
