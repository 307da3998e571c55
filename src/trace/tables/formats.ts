/** The tables a run can be recorded in, as trace formats. */
import { formatOf } from '../../table/schema.js';
import type { TraceFormat } from '../format.js';
import { TABLE_KINDS, tableOf } from './kinds.js';
import { tableSink } from './table-sink.js';

export const tableFormats: readonly TraceFormat[] = TABLE_KINDS.map((kind) => ({
  name: kind,
  summary: `table: ${tableOf(kind).summary}`,
  opensIn: 'Python, R',
  record: {
    endings: ['.csv', '.csv.gz', '.parquet'],
    sees: tableOf(kind).sees,
    ...(tableOf(kind).takesNeurons ? { takes: ['neurons'] } : {}),
    makeSink: ({ file, meta, neurons, makeTableEncoder }) =>
      tableSink({ kind, format: formatOf(file), meta, ...(neurons ? { neurons } : {}) }, makeTableEncoder),
  },
}));
