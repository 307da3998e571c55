/** Carries out long work of the debugger in pieces, so that signals and messages get their turn. */
import { setImmediate } from 'node:timers/promises';
import type { Session } from '../../debug/session.js';
import type { WaitingTask } from '../../debug/task.js';

/** Longest time without a turn of the event loop, in milliseconds. */
const LONGEST_PIECE = 25;

/** What a long task lets happen meanwhile. */
export interface DriverHooks {
  /** Called at every turn; true gives the work up. */
  readonly stopped: () => boolean;
  /** Called at every turn. */
  readonly onTurn?: () => void;
}

/** @returns the result; undefined where the work was given up. */
export async function drive<T>(
  session: Session,
  task: WaitingTask<T>,
  { stopped, onTurn }: DriverHooks,
): Promise<T | undefined> {
  let last = performance.now();
  for (;;) {
    const step = task.next();
    if (step.done === true) return step.value;
    if (step.value) await step.value;
    if (performance.now() - last < LONGEST_PIECE) continue;
    onTurn?.();
    await setImmediate();
    if (stopped()) {
      session.abandon(task);
      return undefined;
    }
    last = performance.now();
  }
}
