/** What writes each kind of trace, loaded where it is asked for: a run pays for the formats it writes. */
import type { ChipState } from '../../chip/state.js';
import type { Prices } from '../../energy/prices.js';
import type { OffThreadEncoder } from '../../node/workers/off-thread-encoder.js';
import type { OutputFile } from '../../files/output.js';
import type { Signal } from '../../signals/signals.js';
import type { TraceMeta, TraceSink } from '../../trace/sink.js';
import type { TableKind } from '../../trace/tables/sinks.js';

export type TraceKind = 'vcd' | 'fst' | 'saif' | 'rows' | 'events' | 'perfetto' | TableKind;

/** What a trace is made with. */
export interface SinkRequest {
  readonly output: OutputFile;
  readonly state: ChipState;
  readonly meta: TraceMeta;
  /** Of the waveforms; absent: all. */
  readonly signals?: readonly Signal[];
  /** Whose membranes a timeline shows. */
  readonly neurons: readonly number[];
  /** What a timeline tells power by. */
  readonly prices: Prices | undefined;
  /** Told of what encodes off the thread and is to be waited for. */
  readonly keep: (encoder: OffThreadEncoder) => void;
}

export type MakeSink = (request: SinkRequest) => TraceSink;

/** How bytes of a trace get into its file. */
const into =
  (output: OutputFile) =>
  (chunk: Uint8Array): void =>
    output.write(chunk);

async function vcd(): Promise<MakeSink> {
  const { SIGNALS } = await import('../../signals/signals.js');
  const { VcdWriter } = await import('../../trace/vcd/writer.js');
  return ({ output, signals = SIGNALS, meta }) => new VcdWriter(signals, meta, into(output));
}

async function saif(): Promise<MakeSink> {
  const { SIGNALS } = await import('../../signals/signals.js');
  const { SaifWriter } = await import('../../trace/saif/writer.js');
  return ({ output, signals = SIGNALS, meta }) => new SaifWriter(signals, meta, into(output));
}

async function rows(): Promise<MakeSink> {
  const { ROWS_HEADER, RowWriter } = await import('../../trace/rows/writer.js');
  return ({ output }) => {
    const writer = new RowWriter(into(output));
    output.write(ROWS_HEADER);
    return { observe: writer.observe, finish: () => writer.flush() };
  };
}

async function events(): Promise<MakeSink> {
  const { eventLine } = await import('../../trace/events.js');
  return ({ output }) => ({
    onEvent: (record) => output.write(eventLine(record)),
    finish: () => undefined,
  });
}

async function perfetto(): Promise<MakeSink> {
  const { PerfettoWriter } = await import('../../trace/perfetto/writer.js');
  const { EnergyMeter } = await import('../../energy/meter.js');
  const { COMPONENTS } = await import('../../energy/table/vocabulary.js');
  return ({ output, state, meta, neurons, prices }) => {
    const meter = prices && new EnergyMeter(state.activity, prices);
    const power = meter && {
      parts: COMPONENTS,
      read: (values: Float64Array): void => meter.read(values, 0),
    };
    return new PerfettoWriter(neurons, meta, into(output), power);
  };
}

const table = (kind: TableKind) => async (): Promise<MakeSink> => {
  const { tableSink } = await import('../../trace/tables/sinks.js');
  const { OffThreadEncoder } = await import('../../node/workers/off-thread-encoder.js');
  return ({ output, meta, keep }) => {
    const format = output.file.endsWith('.parquet') ? 'parquet' : 'csv';
    return tableSink(kind, format, meta, into(output), (layout) => {
      const encoder = new OffThreadEncoder(layout, output);
      keep(encoder);
      return encoder;
    });
  };
};

const TABLES: Readonly<Record<TableKind, () => Promise<MakeSink>>> = {
  spikes: table('spikes'),
  membranes: table('membranes'),
  outputs: table('outputs'),
  weights: table('weights'),
  learning: table('learning'),
  activity: table('activity'),
  host: table('host'),
};

/** How each kind is written; fst as vcd, which gtkwave makes it of in the end. */
export const SINKS: Readonly<Record<TraceKind, () => Promise<MakeSink>>> = {
  vcd,
  fst: vcd,
  saif,
  rows,
  events,
  perfetto,
  ...TABLES,
};

/** Whether a kind is a table: CSV or Parquet, as its file is named. */
export const isTable = (kind: TraceKind): kind is TableKind => Object.hasOwn(TABLES, kind);
