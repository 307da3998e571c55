/** Recorded traces as a table in long form: a line for every change. */
import { labelsOf } from '../../signals/lookup.js';
import type { Converter, TraceFormat } from '../format.js';
import type { RecordedSignal, TraceValue } from './model.js';

const utf8 = new TextEncoder();

const toChanges: Converter = async (trace, meta, write, drain) => {
  let text = `${trace.timeUnit},time_us,signal,value\n`;
  let steps = 0;
  for await (const batch of trace.steps) {
    for (const { time, index, values } of batch) {
      steps++;
      const start = `${time},${(time * meta.periodPs) / 1e6}`;
      index.forEach((n, i) => {
        const signal = trace.signals[n]!;
        text += `${start},${csvText(signal.name)},${valueText(signal, values[i]!)}\n`;
      });
    }
    write(utf8.encode(text));
    text = '';
    await drain();
  }
  return { steps };
};

function valueText({ name }: RecordedSignal, value: TraceValue): string {
  if (typeof value === 'string') return csvText(value);
  return labelsOf(name)?.[value] ?? String(value);
}

const csvText = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

export const changesFormat: TraceFormat = {
  name: 'changes',
  summary: 'table of changes: time, signal, value',
  opensIn: 'Python, R',
  convert: { endings: ['.csv', '.csv.gz'], convert: toChanges },
};
