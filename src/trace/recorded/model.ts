/** Recorded traces as their readers give them: named signals, and points in time at which some of them change. */

import type { Design } from '../../design/design.js';

/**
 * A value of a signal, by its type:
 * - bits, all known: a number if the signal has up to 32 bits, otherwise hexadecimal digits without leading zeros;
 * - bits, some unknown: one of `0`, `1`, `x` and `z` for every bit of the signal;
 * - real: a number, or `nan`, `inf` or `-inf`;
 * - text: the text.
 */
export type TraceValue = number | string;

/** A signal of a recorded trace. */
export interface RecordedSignal {
  readonly name: string;
  readonly type: 'bits' | 'real' | 'text';
  /** Width in bits; 64 for real numbers, 0 for text. */
  readonly bits: number;
  readonly signed?: boolean;
}

/** Changes at one point in time: `values[i]` is the new value of signal number `index[i]`. */
export interface TraceStep {
  /** In units of {@link RecordedTrace.timeUnit}. */
  readonly time: number;
  readonly index: number[];
  readonly values: TraceValue[];
}

/** A recorded trace, opened: its signals, and its steps in ascending order of time, read one batch at a time. */
export interface RecordedTrace {
  /** Name of the format. */
  readonly format: string;
  /** May grow while the steps of an event file are read; otherwise complete. */
  readonly signals: readonly RecordedSignal[];
  /** Unit of times: cycles of the chip's clock, or time stamps of a tool that knows no clock. */
  readonly timeUnit: 'cycle' | 'stamp';
  /** Picoseconds in a unit of time, down to 0.001, if the file says so. */
  readonly periodPs?: number;
  /** The chip, where the file or the caller names it. */
  readonly design?: Design;
  readonly steps: AsyncGenerator<TraceStep[], void>;
}

/** A file that is not a trace, or a damaged one: `where` is `line N`, or `header`. */
export class TraceFormatError extends Error {
  override name = 'TraceFormatError';
  constructor(
    readonly where: string,
    readonly what: string,
  ) {
    super(`${where}: ${what}`);
  }
}

/** Whether some bits of a signal's value are unknown. */
export const hasUnknownBits = ({ type }: RecordedSignal, value: TraceValue): boolean =>
  type === 'bits' && typeof value === 'string' && /[xz]/.test(value);

/** A value as a number of JavaScript; undefined for text, unknown bits and vectors of more than 32 bits. */
export function numberOf({ type }: RecordedSignal, value: TraceValue): number | undefined {
  if (typeof value === 'number') return value;
  if (type !== 'real') return undefined;
  return value === 'nan' ? NaN : value === 'inf' ? Infinity : -Infinity;
}
