/** Commands of the debugger's terminal and of batches: what one is, and what it works with. */
import { printable, quote, shorten } from '../../text/quote.js';
import { SelectionError } from '../../text/selection-error.js';
import type { Session, StopReport } from '../session.js';
import type { Firmware } from '../machine.js';
import type { Task, WaitingTask } from '../task.js';

/** The result of a command. */
export interface Result {
  /** For people. */
  readonly lines: readonly string[];
  /** For programs. */
  readonly value?: unknown;
  /** Why the run stands where it stands, of commands that move it. */
  readonly stop?: StopReport;
  /** An expectation does not hold. */
  readonly failed?: string;
}

/** A part of a waveform to show. Times are in units of the file's time scale. */
export interface WaveformView {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  /** Where the cursor goes. */
  readonly here: number;
  /** Name of the marker there. */
  readonly name: string;
}

/** What commands need of the world. */
export interface CommandWorld {
  readonly session: Session;
  /**
   * Reads firmware: an image, or a source, which is assembled. Without a file, that of the program.
   * @throws UserError, AssemblyError where it cannot be read.
   */
  readonly loadFirmware: (file?: string) => Promise<Firmware>;
  /** Writes a file whole. */
  readonly writeFile: (file: string, contents: string | Uint8Array) => void;
  /** Shows a waveform in the viewer that listens on a port of this machine. @throws UserError where there is none. */
  readonly showWaveform: (view: WaveformView, port: number) => Promise<void>;
  /** A session as a file's contents. */
  readonly saveSession: () => Uint8Array;
}

/** A command. */
export interface Command {
  readonly name: string;
  /** Shorter names. */
  readonly short?: readonly string[];
  /** Operands, as the help shows them. */
  readonly usage: string;
  readonly help: string;
  /** Whether an empty line repeats it. */
  readonly repeats?: boolean;
  run(words: string, world: CommandWorld): WaitingTask<Result>;
}

/** A command that needs nothing but the session. */
export interface SessionCommand extends Command {
  run(words: string, world: Pick<CommandWorld, 'session'>): Task<Result>;
}

/** Longest message of a refusal. */
const LONGEST_MESSAGE = 300;

/** Why a command was refused, as one line for a terminal. */
export const refusalOf = (error: Error): string => printable(shorten(error.message, LONGEST_MESSAGE));

/** A result of lines alone. */
export const says = (...lines: readonly string[]): Result => ({ lines });

/** A count given as text; default 1. @throws SelectionError */
export function countOf(text: string, otherwise = 1): number {
  if (text === '') return otherwise;
  if (!/^\d{1,12}$/.test(text)) throw new SelectionError(`a whole number is needed, not ${quote(text)}`);
  return Number(text);
}

/** A number, decimal or 0x. @throws SelectionError */
export function numberOf(text: string): number {
  const value = /^(-?\d{1,15}|0x[\da-f]{1,8})$/i.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value)) throw new SelectionError(`a whole number is needed, not ${quote(text)}`);
  return value;
}
