/** Row files from recorded traces that hold every column of one. */
import { ALL_SIGNALS } from '../../signals/signals.js';
import { ascii } from '../../table/text-writer.js';
import type { Converter } from '../format.js';
import {
  hasUnknownBits,
  TraceFormatError,
  type RecordedSignal,
  type RecordedTrace,
  type TraceValue,
} from '../recorded/model.js';
import { PORT_PARTS, ROW_COLUMNS, ROWS_HEADER } from './writer.js';

export const toRows: Converter = async (trace, _meta, write, drain) => {
  if (trace.timeUnit !== 'cycle')
    throw new TraceFormatError('header', 'a row file counts cycles, but this trace does not tell its clock');
  const columns = new RowColumns(trace);
  let previous = '';
  let text = ROWS_HEADER;
  let steps = 0;
  for await (const batch of trace.steps) {
    for (const { time, index, values } of batch) {
      if (!columns.take(index, values)) continue;
      const row = columns.row(time);
      if (row === previous) continue;
      previous = row;
      text += `${time},${row}\n`;
      steps++;
    }
    write(ascii(text));
    text = '';
    await drain();
  }
  return { steps };
};

/** A column: its text, from the values of the signals that it is made of. */
interface RowColumn {
  readonly indices: readonly number[];
  readonly text: (...values: TraceValue[]) => string;
}

class RowColumns {
  private readonly columns: readonly RowColumn[];
  private readonly used: ReadonlySet<number>;
  private readonly values: (TraceValue | undefined)[] = [];

  /** @throws TraceFormatError for a trace that lacks a signal of a row file. */
  constructor(private readonly trace: RecordedTrace) {
    const find = (name: string): number => {
      const index = trace.signals.findIndex((s) => s.name === name && s.type === 'bits');
      if (index >= 0) return index;
      throw new TraceFormatError('header', `a row file needs the signal ${name}, which this trace lacks`);
    };
    this.columns = ROW_COLUMNS.slice(1).map((column): RowColumn => {
      const signal = ALL_SIGNALS.find((s) => s.row === column);
      if (!signal) {
        const indices = PORT_PARTS.map((part) => find(`sram.${column}.${part}`));
        const digits = trace.signals[indices[PORT_PARTS.indexOf('data')]!]!.bits / 4;
        return { indices, text: (...parts) => portText(parts, digits) };
      }
      const { name, labels } = signal;
      return { indices: [find(name)], text: (value) => (labels ? labels[Number(value)]! : String(value)) };
    });
    this.used = new Set(this.columns.flatMap(({ indices }) => indices));
  }

  /** Takes changes. @returns whether a row may have changed. */
  take(index: readonly number[], values: readonly TraceValue[]): boolean {
    let changed = false;
    index.forEach((n, i) => {
      this.values[n] = values[i]!;
      changed ||= this.used.has(n);
    });
    return changed;
  }

  /** @throws TraceFormatError for a cycle in which a signal has no value, or an unknown one. */
  row(cycle: number): string {
    return this.columns.map(({ indices, text }) => text(...indices.map((n) => this.known(n, cycle)))).join();
  }

  private known(n: number, cycle: number): TraceValue {
    const signal: RecordedSignal = this.trace.signals[n]!;
    const value = this.values[n];
    if (value !== undefined && !hasUnknownBits(signal, value)) return value;
    const what = value === undefined ? 'no value' : `the unknown value ${value}`;
    throw new TraceFormatError(
      'body',
      `${signal.name} has ${what} in cycle ${cycle}, which a row file cannot hold`,
    );
  }
}

/** @param digits of a word. */
function portText([cs, we, addr, data, mask]: readonly TraceValue[], digits: number): string {
  if (cs !== 1) return '';
  const hex = (value: TraceValue | undefined): string =>
    (typeof value === 'number' ? value.toString(16) : String(value)).padStart(digits, '0');
  return we === 1 ? `W${addr}:${hex(data)}/${hex(mask)}` : `R${addr}`;
}
