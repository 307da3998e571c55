import { ascii } from '../../table/text-writer.js';
import type { TraceFormat } from '../format.js';
import { toRows } from './convert.js';
import { openRows } from './reader.js';
import { ROWS_HEADER, RowWriter } from './writer.js';

export const rowsFormat: TraceFormat = {
  name: 'rows',
  summary: 'every cycle that differs from the one before: CSV of the recorded vectors',
  opensIn: '`sextant verify`, text tools',
  record: {
    sees: 'cycles',
    makeSink: ({ write }) => {
      const writer = new RowWriter(write);
      write(ascii(ROWS_HEADER));
      return { observe: writer.observe, finish: () => writer.flush() };
    },
  },
  read: { begins: /^(cycle,|\d+,[A-Z_]+,)/, open: openRows },
  convert: { endings: ['.rows.csv', '.rows.csv.gz'], convert: toRows },
};
