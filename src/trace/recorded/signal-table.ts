/** Recorded traces as a Parquet table: a row for every cycle in which something changed, a column for every signal. */
import { labelsOf } from '../../signals/lookup.js';
import type { Converter, TraceFormat } from '../format.js';
import { originOf } from '../../table/origin.js';
import { ParquetFile, type SchemaElement } from '../../table/parquet-file.js';
import type { TraceMeta, WriteBytes } from '../sink.js';
import {
  numberOf,
  TraceFormatError,
  type RecordedSignal,
  type RecordedTrace,
  type TraceStep,
  type TraceValue,
} from './model.js';

/** Rows of a row group, which are kept in memory until it is complete. */
const GROUP_ROWS = 1 << 13;

type Cell = TraceValue | bigint | null;

/** A column: what it is in the file, and how a value becomes one of its cells. */
interface Column {
  readonly element: SchemaElement;
  readonly cell: (value: TraceValue) => Cell;
}

/** States by their names, numbers as numbers, wider vectors as hexadecimal digits; null if bits are unknown. */
function columnOf(signal: RecordedSignal): Column {
  const { name, type, bits, signed } = signal;
  const labels = labelsOf(name);
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  if (type === 'real')
    return { element: { ...optional, type: 'DOUBLE' }, cell: (v) => numberOf(signal, v) ?? null };
  if (labels || type === 'text' || bits > 32)
    return {
      element: { ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8' },
      cell: (v) => (typeof v === 'number' ? (labels?.[v] ?? String(v)) : v),
    };
  if (bits === 32 && signed !== true)
    return {
      element: { ...optional, type: 'INT64' },
      cell: (v) => (typeof v === 'number' ? BigInt(v) : null),
    };
  return { element: { ...optional, type: 'INT32' }, cell: (v) => (typeof v === 'number' ? v : null) };
}

/** Gathers rows, and writes them as row groups. */
class SignalTable {
  private readonly columns: readonly Column[];
  private readonly now: Cell[];
  private times: number[] = [];
  private cells: Cell[][];
  private readonly file: ParquetFile;

  constructor(
    private readonly trace: RecordedTrace,
    private readonly meta: TraceMeta,
    write: WriteBytes,
  ) {
    const { signals, timeUnit } = trace;
    this.columns = signals.map(columnOf);
    this.now = signals.map(() => null);
    this.cells = signals.map(() => []);
    const elements: SchemaElement[] = [
      { name: timeUnit, type: 'INT64', repetition_type: 'REQUIRED' },
      { name: 'time_us', type: 'DOUBLE', repetition_type: 'REQUIRED' },
      ...this.columns.map((c) => c.element),
    ];
    this.file = new ParquetFile('trace', elements, originOf('rows', meta), write);
  }

  add({ time, index, values }: TraceStep): void {
    index.forEach((n, i) => (this.now[n] = this.columns[n]!.cell(values[i]!)));
    this.times.push(time);
    this.cells.forEach((column, n) => column.push(this.now[n]!));
    if (this.times.length === GROUP_ROWS) this.endGroup();
  }

  finish(): void {
    this.endGroup();
    this.file.finish();
  }

  private endGroup(): void {
    const { times, cells, columns, meta } = this;
    if (times.length === 0) return;
    const columnData = [
      { name: this.trace.timeUnit, data: BigInt64Array.from(times, BigInt) },
      { name: 'time_us', data: Float64Array.from(times, (time) => (time * meta.periodPs) / 1e6) },
      ...columns.map(({ element }, i) => ({ name: element.name, data: cells[i]! })),
    ];
    this.file.writeValues(columnData, times.length);
    this.times = [];
    this.cells = columns.map(() => []);
  }
}

/** Any trace of known signals; event files have none. */
export const toParquet: Converter = async (trace, meta, write, drain) => {
  if (trace.format === 'events')
    throw new TraceFormatError('line 1', 'event records have no signals to write as a table');
  const table = new SignalTable(trace, meta, write);
  let steps = 0;
  for await (const batch of trace.steps) {
    for (const step of batch) table.add(step);
    steps += batch.length;
    await drain();
  }
  table.finish();
  return { steps };
};

export const signalTableFormat: TraceFormat = {
  name: 'signal table',
  summary: 'table with a row for every cycle in which something changed, and a column for every signal',
  opensIn: 'Python, R',
  convert: { endings: ['.parquet'], convert: toParquet },
};
