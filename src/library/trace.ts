/**
 * `sextant-emulator/trace`: what a run can be recorded as (waveforms, timelines, rows, events, tables), windows and
 * conditions, and readers of recorded traces.
 *
 * Runs in a browser.
 */
export { parsePosition, formatPosition, type Position } from '../position/position.js';
export { Window, type WindowBounds } from '../position/window.js';
export { parseCondition, type Condition } from '../signals/expression.js';
export type { MoreOperands, Operand } from '../signals/operands.js';
export type { Granularity } from '../signals/granularity.js';
export { selectSignals } from '../signals/selection.js';
export { SIGNALS, type Signal } from '../signals/signals.js';
export type { Outlook, Range, RangeOf } from '../signals/ranges.js';
export {
  eventLine,
  type EventRecord,
  type OutputRecord,
  type SnapshotRecord,
  type SpiReadRecord,
} from '../trace/events/record.js';
export { Snapshooter } from '../trace/events/snapshot.js';
export { openTrace, type OpenTrace } from '../trace/formats.js';
export { PerfettoStream } from '../trace/perfetto/stream.js';
export { PerfettoWriter } from '../trace/perfetto/writer.js';
export { diffRecorded, type RecordedDiff, type ValueDifference } from '../trace/recorded/diff.js';
export type { RecordedSignal, RecordedTrace, TraceStep, TraceValue } from '../trace/recorded/model.js';
export {
  traceStatistics,
  type SignalStatistics,
  type TraceStatistics,
} from '../trace/recorded/statistics.js';
export { ROW_COLUMNS, ROWS_HEADER, RowWriter } from '../trace/rows/writer.js';
export { SaifWriter } from '../trace/saif/writer.js';
export type { PowerSource, TraceMeta, TraceSink, WriteBytes } from '../trace/sink.js';
export { tableEncoder } from '../trace/tables/encoder.js';
export { TABLE_KINDS, type TableKind } from '../trace/tables/kinds.js';
export type { MakeTableEncoder, TraceTableLayout } from '../trace/tables/layout.js';
export { tableSink, type TableRequest } from '../trace/tables/table-sink.js';
export type { Column, ColumnType, TableEncoder, TableFormat, TableLayout } from '../table/schema.js';
export { Tracer } from '../trace/tracer.js';
export { VcdWriter } from '../trace/vcd/writer.js';
