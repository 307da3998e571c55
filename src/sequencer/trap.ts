/** Traps: errors of a program, which end it. */
import type { TrapName } from '../../isa/instructions.js';
import { HostTimeout } from '../host/time-out.js';

/** A trap as data. */
export interface TrapReport {
  readonly trap: TrapName;
  /** What happened, in words. */
  readonly detail: string;
  /** Both, in one line. */
  readonly message: string;
}

/** A program that ends early, with the reason. */
export class Trap extends Error {
  override name = 'Trap';
  constructor(
    readonly trap: TrapName,
    /** What happened, in words. */
    readonly detail: string,
  ) {
    super(`${trap}: ${detail}`);
  }
}

/** The trap report of an error. @throws the error itself if the program did not cause it. */
export function trapReport(error: unknown): TrapReport {
  if (error instanceof HostTimeout) return trapReport(new Trap('time-out', error.message));
  if (!(error instanceof Trap)) throw error;
  const { trap, detail, message } = error;
  return { trap, detail, message };
}
