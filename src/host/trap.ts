/** What stops a program that does something it must not. */
import type { TrapName } from '../../isa/instructions.js';

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
