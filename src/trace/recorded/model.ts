/** Recorded traces as their readers give them: named signals, and cycles in which some of them changed. */

/** A number of up to 32 bits; else text: a name, or hexadecimal digits of a wider vector without leading zeros. */
export type TraceValue = number | string;

export interface RecordedSignal {
  readonly name: string;
  /** Width in bits; 0: text. */
  readonly bits: number;
  readonly signed?: boolean;
}

/** Changes in one cycle: `values[i]` is the new value of signal number `index[i]`. */
export interface TraceStep {
  readonly cycle: number;
  readonly index: number[];
  readonly values: TraceValue[];
}

export type TraceFormat = 'vcd' | 'rows' | 'events';

/** A recorded trace, opened: its signals, and its steps in order of their cycles, read as they are asked for. */
export interface RecordedTrace {
  readonly format: TraceFormat;
  /** May grow while the steps of an event file are read; otherwise complete. */
  readonly signals: readonly RecordedSignal[];
  /** Picoseconds a cycle, where the file says so. */
  readonly periodPs?: number;
  /** Free text of the file about itself. */
  readonly comment?: string;
  readonly steps: AsyncGenerator<TraceStep[], void>;
}

/** A file that is no trace, or a damaged one: `where` is a line or a byte. */
export class TraceFormatError extends Error {
  override name = 'TraceFormatError';
  constructor(
    readonly where: string,
    readonly what: string,
  ) {
    super(`${where}: ${what}`);
  }
}
