/** Recorded traces as a table in long form: a line for every change. */
import { labelsOf } from '../../signals/lookup.js';
import type { Converter, TraceFormat } from '../format.js';

/** Long form, one change a line: cycle, time, signal, value. */
const toChanges: Converter = async (trace, meta, write, drain) => {
  let text = 'cycle,time_us,signal,value\n';
  let steps = 0;
  for await (const batch of trace.steps) {
    for (const { cycle, index, values } of batch) {
      steps++;
      const time = (cycle * meta.periodPs) / 1e6;
      index.forEach((n, i) => {
        const { name } = trace.signals[n]!;
        const value = values[i]!;
        text += `${cycle},${time},${name},${typeof value === 'number' ? (labelsOf(name)?.[value] ?? value) : csvText(value)}\n`;
      });
    }
    write(new TextEncoder().encode(text));
    text = '';
    await drain();
  }
  return steps;
};

const csvText = (text: string): string => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

export const changesFormat: TraceFormat = {
  name: 'changes',
  summary: 'table of changes: cycle, time, signal, value',
  opensIn: 'Python, R',
  convert: { endings: ['.csv', '.csv.gz'], convert: toChanges },
};
