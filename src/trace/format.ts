/**
 * The description of a trace format: its name, a line for users, and how its files are recorded, read and converted.
 */
import type { ChipState } from '../chip/state.js';
import type { Design } from '../design/design.js';
import type { Signal } from '../signals/signals.js';
import type { LineBatch } from '../text/lines.js';
import type { RecordedTrace } from './recorded/model.js';
import type { PowerSource, TraceMeta, TraceSink, WriteBytes } from './sink.js';
import type { MakeTableEncoder } from './tables/layout.js';

export interface TraceFormat {
  /** As in `--trace NAME:FILE`. */
  readonly name: string;
  /** What a file holds, in one line. */
  readonly summary: string;
  /** Programs that open a file. */
  readonly opensIn: string;
  /** Absent: runs are not recorded in this format. */
  readonly record?: RecordFormat;
  /** Absent: files are not read back. */
  readonly read?: ReadFormat;
  /** Absent: recorded traces are not converted to this format. */
  readonly convert?: ConvertFormat;
  /** The program that makes files of this format from VCD, which is written first. */
  readonly madeBy?: { readonly program: string; readonly package: string };
}

/** What may be chosen for some formats: signals, whether states have names, neurons. */
export const CHOICES = ['signals', 'stateNames', 'neurons'] as const satisfies readonly (keyof SinkRequest)[];

/** How a run is recorded. */
export interface RecordFormat {
  /** Endings a file name must have, such as `.csv`; absent: any name will do. */
  readonly endings?: readonly string[];
  /**
   * What a sink has to see: every cycle; phases, which the turbo engine can show; or only what the host sees, which needs
   * no observer.
   */
  readonly sees: 'cycles' | 'phases' | 'host';
  readonly showsPower?: true;
  /** Which choices of a request it takes; absent: none. */
  readonly takes?: readonly (typeof CHOICES)[number][];
  makeSink(request: SinkRequest): TraceSink | Promise<TraceSink>;
}

/** The data that a sink needs. */
export interface SinkRequest {
  /** Takes the bytes of the file. */
  readonly write: WriteBytes;
  /** Name of the file; of a table, the ending chooses the encoding. */
  readonly file: string;
  readonly state: ChipState;
  readonly meta: TraceMeta;
  /** Signals of waveforms, in the order of the signal table. */
  readonly signals: readonly Signal[];
  /** Whether waveforms also hold the names of the controllers' states, as text. */
  readonly stateNames: boolean;
  /** Neurons whose membranes are recorded; absent: those of the format's choice. */
  readonly neurons?: readonly number[];
  /** Energy that the chip spends, for formats with {@link RecordFormat.showsPower}. */
  readonly power?: PowerSource | undefined;
  readonly makeTableEncoder: MakeTableEncoder;
}

/** How files are read. */
export interface ReadFormat {
  /** Matches the first line that is not blank. */
  readonly begins: RegExp;
  /**
   * Opens a file.
   * @param design of the chip, for files that do not name it; absent: any chip of the family.
   * @throws TraceFormatError naming the line; so do the steps of the trace.
   */
  open(lines: AsyncIterable<LineBatch>, design?: Design): RecordedTrace | Promise<RecordedTrace>;
}

/** How recorded traces are converted. */
export interface ConvertFormat {
  /** Endings of the files, such as `.rows.csv`; the longest ending of all formats that fits a name decides. */
  readonly endings: readonly string[];
  readonly convert: Converter;
}

/**
 * Writes a trace as it is read, no faster than `drain` lets it.
 * @throws TraceFormatError if the trace cannot be written in this format.
 */
export type Converter = (
  trace: RecordedTrace,
  meta: TraceMeta,
  write: WriteBytes,
  drain: () => Promise<void> | undefined,
) => Promise<Conversion>;

export interface Conversion {
  /** Steps written. */
  readonly steps: number;
  /** Signals that the format cannot hold, and why; empty or absent: none. */
  readonly leftOut?: { readonly signals: readonly string[]; readonly reason: string };
}
