/** The tables a run can be recorded in, as trace formats. */
import type { RecordFormat, TraceFormat } from '../format.js';
import { tableSink, type TableKind } from './sinks.js';

const SUMMARIES: Readonly<Record<TableKind, readonly [sees: RecordFormat['sees'], summary: string]>> = {
  spikes: ['phases', 'input events and spikes, a row each'],
  membranes: ['cycles', 'membranes and thresholds, a row a neuron and tick'],
  outputs: ['phases', 'membranes and errors of the outputs, the winner; a row an output and tick'],
  weights: ['cycles', 'changes of weights by learning, a row each'],
  learning: ['cycles', 'learning signals and what they are multiplied with, a row a neuron and tick'],
  activity: ['cycles', 'activity counters by tick and controller state, from which energy follows'],
  host: ['host', 'output bytes and words read over SPI, a row each'],
};

export const tableFormats: readonly TraceFormat[] = Object.entries(SUMMARIES).map(
  ([name, [sees, summary]]) => ({
    name,
    summary: `table: ${summary}`,
    opensIn: 'Python, R',
    record: {
      endings: ['.csv', '.csv.gz', '.parquet'],
      sees,
      makeSink: ({ file, meta, write, makeTableEncoder }) =>
        tableSink(
          name as TableKind,
          file.endsWith('.parquet') ? 'parquet' : 'csv',
          meta,
          write,
          makeTableEncoder,
        ),
    },
  }),
);
