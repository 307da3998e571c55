/** Row files from recorded traces that hold every column of one. */
import { SIGNALS } from '../../signals/signals.js';
import { ascii } from '../../table/byte-writer.js';
import type { Converter } from '../format.js';
import { TraceFormatError, type RecordedTrace, type TraceValue } from '../recorded/model.js';
import { ROW_COLUMNS, ROWS_HEADER } from './writer.js';

/** Row files again, from a trace that holds every column of one. */
export const toRows: Converter = async (trace, _meta, write, drain) => {
  const { cell, indices } = rowColumns(trace);
  const values: (TraceValue | undefined)[] = [];
  let previous = '';
  let text = ROWS_HEADER;
  let steps = 0;
  for await (const batch of trace.steps) {
    for (const step of batch) {
      step.index.forEach((n, i) => (values[n] = step.values[i]!));
      if (!step.index.some((n) => indices.has(n))) continue;
      const row = cell.map((column) => column(values)).join();
      if (row === previous) continue;
      previous = row;
      text += `${step.cycle},${row}\n`;
      steps++;
    }
    write(ascii(text));
    text = '';
    await drain();
  }
  return steps;
};

type Cell = (values: readonly (TraceValue | undefined)[]) => string;

function rowColumns(trace: RecordedTrace): { cell: Cell[]; indices: Set<number> } {
  const indices = new Set<number>();
  const find = (name: string): number => {
    const index = trace.signals.findIndex((s) => s.name === name);
    if (index < 0)
      throw new TraceFormatError('header', `a row file needs the signal ${name}, which this trace lacks`);
    indices.add(index);
    return index;
  };
  const cell = ROW_COLUMNS.slice(1).map((column): Cell => {
    const signal = SIGNALS.find((s) => s.row === column);
    if (signal) {
      const index = find(signal.name);
      const { labels } = signal;
      return (values) => String(labels ? labels[Number(values[index])] : values[index]);
    }
    const [cs, we, addr, data, mask] = ['cs', 'we', 'addr', 'data', 'mask'].map((part) =>
      find(`sram.${column}.${part}`),
    );
    const hex = (value: TraceValue | undefined): string =>
      (typeof value === 'number' ? value.toString(16) : (value ?? '0')).padStart(32, '0');
    return (values) => {
      if (values[cs!] !== 1) return '';
      const at = String(values[addr!]);
      return values[we!] === 1 ? `W${at}:${hex(values[data!])}/${hex(values[mask!])}` : `R${at}`;
    };
  });
  return { cell, indices };
}
