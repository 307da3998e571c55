/** What stops a program that does something it must not. */
import type { TrapName } from '../../isa/instructions.js';
import { HostTimeout } from '../host/time-out.js';

/** A trap as data. */
export interface TrapReport {
  readonly trap: TrapName;
  /** What happened, for people. */
  readonly detail: string;
  /** Both, in one line. */
  readonly message: string;
}

/** A program that ends early, with the reason. */
export class Trap extends Error {
  override name = 'Trap';
  constructor(
    readonly trap: TrapName,
    /** What happened, for people. */
    readonly detail: string,
  ) {
    super(`${trap}: ${detail}`);
  }
}

/** What a program did wrong, as data. @throws the error itself where it is not a program's fault. */
export function trapReport(error: unknown): TrapReport {
  if (error instanceof HostTimeout) return trapReport(new Trap('time-out', error.message));
  if (!(error instanceof Trap)) throw error;
  const { trap, detail, message } = error;
  return { trap, detail, message };
}
