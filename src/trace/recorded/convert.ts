/** Recorded traces written in another format, as they are read. */
import { ascii } from '../../table/byte-writer.js';
import { TraceFormatError, type RecordedSignal, type RecordedTrace, type TraceValue } from './model.js';
import { PerfettoStream } from '../perfetto/writer.js';
import { ROW_COLUMNS, ROWS_HEADER } from '../rows/writer.js';
import { SIGNALS } from '../../signals/signals.js';
import type { TraceMeta, WriteBytes } from '../sink.js';
import { identifier, timescale, vcdHeader } from '../vcd/writer.js';

/** Writes a trace; resolves with the number of steps. Reads as fast as `drain` lets it. */
export type Converter = (
  trace: RecordedTrace,
  meta: TraceMeta,
  write: WriteBytes,
  drain: () => Promise<void> | undefined,
) => Promise<number>;

const LABELS = new Map(SIGNALS.flatMap((s) => (s.labels ? [[s.name, s.labels] as const] : [])));

/** Any trace of known signals as VCD; event files have none. */
export const toVcd: Converter = async (trace, meta, write, drain) => {
  if (trace.format === 'events')
    throw new TraceFormatError('line 1', 'event records have no signals to write as VCD');
  const { signals } = trace;
  const { units } = timescale(meta.periodPs);
  let text = '';
  let steps = 0;
  let last = -1;
  for await (const batch of trace.steps) {
    for (const { cycle, index, values } of batch) {
      if (steps++ === 0) text += vcdHeader(declared(signals), meta, cycle);
      text += `#${cycle * units}\n`;
      last = cycle;
      index.forEach((n, i) => (text += vcdValue(signals[n]!, values[i]!, identifier(n))));
    }
    if (text !== '') write(ascii(text));
    text = '';
    await drain();
  }
  if (last < 0) write(ascii(vcdHeader(declared(signals), meta, 0)));
  return steps;
};

const declared = (signals: readonly RecordedSignal[]) =>
  signals.map((s) => ({ name: s.name, bits: Math.max(1, s.bits), text: s.bits === 0 }));

function vcdValue({ bits }: RecordedSignal, value: TraceValue, code: string): string {
  if (bits === 0) return `s${value} ${code}\n`;
  if (bits === 1) return `${value}${code}\n`;
  if (typeof value === 'number') return `b${(value < 0 ? value + 2 ** bits : value).toString(2)} ${code}\n`;
  if (/[xz]/.test(value)) return `b${value} ${code}\n`;
  const binary = Array.from(value, (digit) => parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  return `b${binary.replace(/^0+(?=.)/, '')} ${code}\n`;
}

/** Long form, one change a line: cycle, time, signal, value. */
export const toChangesCsv: Converter = async (trace, meta, write, drain) => {
  let text = 'cycle,time_us,signal,value\n';
  let steps = 0;
  for await (const batch of trace.steps) {
    for (const { cycle, index, values } of batch) {
      steps++;
      const time = (cycle * meta.periodPs) / 1e6;
      index.forEach((n, i) => {
        const { name } = trace.signals[n]!;
        const value = values[i]!;
        text += `${cycle},${time},${name},${typeof value === 'number' ? (LABELS.get(name)?.[value] ?? value) : csvText(value)}\n`;
      });
    }
    write(new TextEncoder().encode(text));
    text = '';
    await drain();
  }
  return steps;
};

const csvText = (text: string): string => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

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

/** A timeline: slices of the controllers' states, a counter for every other number. */
export const toPerfetto: Converter = async (trace, meta, write, drain) => {
  const stream = new PerfettoStream(write);
  const tracks: (number | undefined)[] = [];
  const open: (true | undefined)[] = [];
  const groups = new Map<string, number>();
  const trackOf = (n: number, labelled: boolean): number => {
    const { name } = trace.signals[n]!;
    const scope = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : 'trace';
    const group = groups.get(scope) ?? stream.track(scope);
    groups.set(scope, group);
    return (tracks[n] ??= stream.track(name, group, labelled ? undefined : 'lsb'));
  };
  let steps = 0;
  let time = 0;
  for await (const batch of trace.steps) {
    for (const { cycle, index, values } of batch) {
      steps++;
      time = Math.round((cycle * meta.periodPs) / 1000);
      for (const [i, n] of index.entries()) {
        const value = values[i]!;
        if (typeof value !== 'number') continue;
        const labels = LABELS.get(trace.signals[n]!.name);
        const track = trackOf(n, labels !== undefined);
        if (!labels) stream.counter(time, track, value);
        else {
          if (open[n]) stream.end(time, track);
          stream.begin(time, track, labels[value] ?? String(value), 'state');
          open[n] = true;
        }
      }
    }
    await drain();
  }
  open.forEach((is, n) => is && stream.end(time, tracks[n]!));
  stream.flush();
  return steps;
};
