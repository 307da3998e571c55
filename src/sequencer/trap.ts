/** What stops a program that does something it must not. */
import type { TrapName } from '../../isa/instructions.js';
import { HostTimeout } from '../host/executor.js';

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

/** What a program did wrong as a trap; anything else is thrown again. */
export function asTrap(error: unknown): Trap {
  if (error instanceof Trap) return error;
  if (error instanceof HostTimeout) return new Trap('time-out', error.message);
  throw error;
}
