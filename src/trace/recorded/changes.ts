/** Recorded traces as a table in long form: a line for every change. */
import { labelsOf } from '../../signals/lookup.js';
import { csvLine } from '../../table/csv.js';
import type { Converter, TraceFormat } from '../format.js';
import type { RecordedSignal, TraceValue } from './model.js';

const utf8 = new TextEncoder();

const toChanges: Converter = async (trace, meta, write, drain) => {
  let text = csvLine([trace.timeUnit, 'time_us', 'signal', 'value']);
  let steps = 0;
  for await (const batch of trace.steps) {
    for (const { time, index, values } of batch) {
      steps++;
      index.forEach((n, i) => {
        const signal = trace.signals[n]!;
        text += csvLine([time, (time * meta.periodPs) / 1e6, signal.name, valueOf(signal, values[i]!)]);
      });
    }
    write(utf8.encode(text));
    text = '';
    await drain();
  }
  return { steps };
};

const valueOf = ({ name }: RecordedSignal, value: TraceValue): TraceValue =>
  typeof value === 'string' ? value : (labelsOf(name)?.[value] ?? value);

export const changesFormat: TraceFormat = {
  name: 'changes',
  summary: 'table of changes: time, signal, value',
  opensIn: 'Python, R',
  convert: { endings: ['.csv', '.csv.gz'], convert: toChanges },
};
