import { ascii } from '../../table/text-writer.js';
import type { TraceFormat } from '../format.js';
import { openEvents } from './reader.js';
import { eventLine } from './record.js';

export const eventsFormat: TraceFormat = {
  name: 'events',
  summary: 'snapshots, output bytes and words read over SPI: JSON lines of the recorded vectors',
  opensIn: '`sextant verify`, text tools',
  record: {
    sees: 'host',
    makeSink: ({ write }) => ({
      onEvent: (record) => write(ascii(eventLine(record))),
      finish: () => undefined,
    }),
  },
  read: { begins: /^\{/, open: openEvents },
};
