/** Recorded traces as a Parquet table: a row for every cycle in which something changed, a column for every signal. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { labelsOf } from '../../signals/lookup.js';
import type { Converter, TraceFormat } from '../format.js';
import { TraceFormatError, type RecordedSignal, type TraceValue } from './model.js';
import { tableMeta } from '../tables/table.js';

/** Rows of a row group; held as they are gathered. */
const GROUP_ROWS = 1 << 13;

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
type Cell = TraceValue | bigint | null;

/** A column: what it is in the file, and how a value becomes one of its cells. */
interface Column {
  readonly element: Schema[number];
  readonly cell: (value: TraceValue) => Cell;
}

/** States by their names, numbers as numbers, wider vectors as hexadecimal digits; what is not known is null. */
function columnOf({ name, bits, signed }: RecordedSignal): Column {
  const labels = labelsOf(name);
  if (labels || bits === 0 || bits > 32) {
    const element = {
      name,
      type: 'BYTE_ARRAY',
      converted_type: 'UTF8',
      repetition_type: 'OPTIONAL',
    } as const;
    return { element, cell: (v) => (typeof v === 'number' ? (labels?.[v] ?? v.toString(16)) : v) };
  }
  if (bits === 32 && signed !== true)
    return {
      element: { name, type: 'INT64', repetition_type: 'OPTIONAL' },
      cell: (v) => (typeof v === 'number' ? BigInt(v) : null),
    };
  return {
    element: { name, type: 'INT32', repetition_type: 'OPTIONAL' },
    cell: (v) => (typeof v === 'number' ? v : null),
  };
}

/** Any trace of known signals; event files have none. */
export const toParquet: Converter = async (trace, meta, write, drain) => {
  if (trace.format === 'events')
    throw new TraceFormatError('line 1', 'event records have no signals to write as a table');
  const columns = trace.signals.map(columnOf);
  const bytes = new ByteWriter();
  const take = (): void => {
    if (bytes.index > 0) write(new Uint8Array(bytes.buffer.slice(0, bytes.index)));
    bytes.index = 0;
  };
  const writer = new ParquetWriter({
    writer: Object.assign(bytes, { flush: take }),
    schema: [
      { name: 'trace', num_children: columns.length + 2 },
      { name: 'cycle', type: 'INT64', repetition_type: 'REQUIRED' },
      { name: 'time_us', type: 'DOUBLE', repetition_type: 'REQUIRED' },
      ...columns.map((c) => c.element),
    ],
    kvMetadata: tableMeta('rows', meta).map(([key, value]) => ({ key, value })),
    createdBy: 'sextant',
  });
  const now: Cell[] = columns.map(() => null);
  let cycles: number[] = [];
  let cells: Cell[][] = columns.map(() => []);
  const endGroup = (): void => {
    if (cycles.length === 0) return;
    const columnData = [
      { name: 'cycle', data: BigInt64Array.from(cycles, BigInt) },
      { name: 'time_us', data: Float64Array.from(cycles, (cycle) => (cycle * meta.periodPs) / 1e6) },
      ...columns.map(({ element }, i) => ({ name: element.name, data: cells[i]! })),
    ];
    void writer.write({ columnData, rowGroupSize: cycles.length });
    cycles = [];
    cells = columns.map(() => []);
    take();
  };
  let steps = 0;
  for await (const batch of trace.steps) {
    for (const { cycle, index, values } of batch) {
      index.forEach((n, i) => (now[n] = columns[n]!.cell(values[i]!)));
      cycles.push(cycle);
      cells.forEach((column, n) => column.push(now[n]!));
      steps++;
      if (cycles.length === GROUP_ROWS) endGroup();
    }
    await drain();
  }
  endGroup();
  void writer.finish();
  take();
  return steps;
};

export const signalTableFormat: TraceFormat = {
  name: 'signal table',
  summary: 'table with a row for every cycle in which something changed, and a column for every signal',
  opensIn: 'Python, R',
  convert: { endings: ['.parquet'], convert: toParquet },
};
