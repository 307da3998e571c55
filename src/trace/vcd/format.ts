import type { RecordFormat, TraceFormat } from '../format.js';
import { toVcd } from './convert.js';
import { openVcd } from './reader.js';
import { VcdWriter } from './writer.js';

const record: RecordFormat = {
  sees: 'cycles',
  takes: ['signals', 'stateNames'],
  makeSink: ({ signals, stateNames, meta, write }) => new VcdWriter(signals, meta, write, stateNames),
};

export const vcdFormat: TraceFormat = {
  name: 'vcd',
  summary: 'signals, only what changes; controller states also by name',
  opensIn: 'GTKWave, Surfer',
  record,
  read: { begins: /^\$/, open: openVcd },
  convert: { endings: ['.vcd', '.vcd.gz'], convert: toVcd },
};

export const fstFormat: TraceFormat = {
  name: 'fst',
  summary: 'the same as vcd in a smaller file',
  opensIn: 'GTKWave, Surfer',
  record,
  convert: { endings: ['.fst'], convert: toVcd },
  madeBy: { program: 'vcd2fst', package: 'gtkwave' },
};
