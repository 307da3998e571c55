/** Errors a user can mend: one clear line, an exit code, never a stack trace. */

/** Exit codes of the command line, documented in the README. */
export const EXIT = {
  OK: 0,
  /** A comparison or an expectation failed. */
  FAILED: 1,
  /** The command line itself is wrong. */
  USAGE: 2,
  /** A file's contents are wrong. */
  BAD_INPUT: 3,
  /** A file cannot be read or written. */
  FILE: 4,
  /** A firmware program did what it must not. */
  TRAP: 5,
  /** A fault of this program. */
  INTERNAL: 70,
  /** A wait in simulated time ran out. */
  TIMEOUT: 42,
  /** Ctrl-C. */
  INTERRUPTED: 130,
} as const;

/** Where in a file something is. */
export interface Place {
  file: string;
  /** From 1. */
  line?: number;
  /** From 0. */
  byte?: number;
}

/** An error with an exit code and, where known, a place. */
export class UserError extends Error {
  override name = 'UserError';
  constructor(
    message: string,
    readonly exitCode: number,
    readonly place?: Place,
  ) {
    super(place ? `${formatPlace(place)}: ${message}` : message);
  }
}

/** `FILE:LINE` or `FILE: byte N`. */
export function formatPlace({ file, line, byte }: Place): string {
  return file + (line === undefined ? '' : `:${line}`) + (byte === undefined ? '' : `: byte ${byte}`);
}

/** A file whose contents are wrong at a place. */
export const badInput = (message: string, place: Place): UserError =>
  new UserError(message, EXIT.BAD_INPUT, place);

/** A wrong command line. */
export const usageError = (message: string): UserError => new UserError(message, EXIT.USAGE);
