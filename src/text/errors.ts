/** Errors that a user can act on: one clear line and an exit code, never a stack trace. */
import { EXIT } from './exit-codes.js';

export { EXIT };

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
  const name = file === '-' ? 'standard input' : file;
  return name + (line === undefined ? '' : `:${line}`) + (byte === undefined ? '' : `: byte ${byte}`);
}

/** A file whose contents are wrong at a place. */
export const badInput = (message: string, place: Place): UserError =>
  new UserError(message, EXIT.BAD_INPUT, place);

/** A wrong command line. */
export const usageError = (message: string): UserError => new UserError(message, EXIT.USAGE);
