/** Recorded traces as a Parquet table: a row for every cycle in which something changed, a column for every signal. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { labelsOf } from '../../signals/lookup.js';
import type { Converter, TraceFormat } from '../format.js';
import type { TraceMeta, WriteBytes } from '../sink.js';
import { tableMeta } from '../tables/table.js';
import {
  numberOf,
  TraceFormatError,
  type RecordedSignal,
  type RecordedTrace,
  type TraceStep,
  type TraceValue,
} from './model.js';

/** Rows of a row group; held as they are gathered. */
const GROUP_ROWS = 1 << 13;

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
type Cell = TraceValue | bigint | null;

/** A column: what it is in the file, and how a value becomes one of its cells. */
interface Column {
  readonly element: Schema[number];
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
  private readonly bytes = new ByteWriter();
  private readonly writer: ParquetWriter;

  constructor(
    { signals, timeUnit }: RecordedTrace,
    private readonly meta: TraceMeta,
    private readonly write: WriteBytes,
  ) {
    this.columns = signals.map(columnOf);
    this.now = signals.map(() => null);
    this.cells = signals.map(() => []);
    this.writer = new ParquetWriter({
      writer: Object.assign(this.bytes, { flush: () => this.handOn() }),
      schema: [
        { name: 'trace', num_children: signals.length + 2 },
        { name: timeUnit, type: 'INT64', repetition_type: 'REQUIRED' },
        { name: 'time_us', type: 'DOUBLE', repetition_type: 'REQUIRED' },
        ...this.columns.map((c) => c.element),
      ],
      kvMetadata: tableMeta('rows', meta).map(([key, value]) => ({ key, value })),
      createdBy: 'sextant',
    });
  }

  add({ time, index, values }: TraceStep): void {
    index.forEach((n, i) => (this.now[n] = this.columns[n]!.cell(values[i]!)));
    this.times.push(time);
    this.cells.forEach((column, n) => column.push(this.now[n]!));
    if (this.times.length === GROUP_ROWS) this.endGroup();
  }

  finish(): void {
    this.endGroup();
    void this.writer.finish();
    this.handOn();
  }

  private endGroup(): void {
    const { times, cells, columns, meta } = this;
    if (times.length === 0) return;
    const columnData = [
      { name: this.writer.schema[1]!.name, data: BigInt64Array.from(times, BigInt) },
      { name: 'time_us', data: Float64Array.from(times, (time) => (time * meta.periodPs) / 1e6) },
      ...columns.map(({ element }, i) => ({ name: element.name, data: cells[i]! })),
    ];
    void this.writer.write({ columnData, rowGroupSize: times.length });
    this.times = [];
    this.cells = columns.map(() => []);
    this.handOn();
  }

  private handOn(): void {
    const { bytes } = this;
    if (bytes.index > 0) this.write(new Uint8Array(bytes.buffer.slice(0, bytes.index)));
    bytes.index = 0;
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
