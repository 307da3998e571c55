/** Runs a host script file on a chip: streamed, interruptible, with back-pressure from whatever records it. */
import { badInput, EXIT, UserError } from '../text/errors.js';
import { readLines } from '../files/lines.js';
import { HostTimeout, type Executor } from '../host/executor.js';
import { OperationError, parseOperation, type Operation } from '../host/operations.js';

export interface RunHooks {
  /** Waited for now and then: the sinks' back-pressure. Undefined when there is nothing to wait for. */
  drain?: () => Promise<void> | undefined;
  /** Told now and then how much of the work is done, 0..1. */
  onProgress?: (done: number) => void;
  /** Asked now and then; true ends the run early. */
  stopped?: () => boolean;
}

/** Longest the event loop waits for a turn (signals, sinks, progress), in milliseconds. */
const BREATH = 50;

/** Lets the event loop have its turn when it has waited long enough. */
export class Breather {
  private last = performance.now();
  constructor(private readonly hooks: RunHooks) {}

  /** @returns true when the run is to end. */
  async breathe(done: number): Promise<boolean> {
    const waiting = this.hooks.drain?.();
    if (waiting) await waiting;
    if (performance.now() - this.last > BREATH) {
      this.hooks.onProgress?.(done);
      await new Promise((resolve) => setImmediate(resolve));
      this.last = performance.now();
    }
    return this.hooks.stopped?.() ?? false;
  }
}

/**
 * Runs a script.
 * @returns false when it was stopped before its end.
 * @throws UserError with file and line: bad input, unreadable file, or a wait that never ends (exit code 42).
 */
export async function runScript(file: string, executor: Executor, hooks: RunHooks = {}): Promise<boolean> {
  const breather = new Breather(hooks);
  let operations = 0;
  for await (const batch of readLines(file)) {
    for (let i = 0; i < batch.lines.length; i++) {
      const line = batch.first + i;
      const operation = parseLine(batch.lines[i]!, file, line);
      if (!operation) continue;
      try {
        for (const _slice of executor.execute(operation))
          if (await breather.breathe(batch.progress)) return false;
      } catch (error) {
        throw timeoutAt(error, file, line);
      }
      if ((++operations & 63) === 0 && (await breather.breathe(batch.progress))) return false;
    }
  }
  if (operations === 0) throw badInput('no operation in it: is this a host script?', { file, line: 1 });
  return true;
}

function parseLine(text: string, file: string, line: number): Operation | undefined {
  try {
    return parseOperation(text);
  } catch (error) {
    throw error instanceof OperationError ? badInput(error.message, { file, line }) : error;
  }
}

/** A time-out, with where the script stood. */
function timeoutAt(error: unknown, file: string, line: number): unknown {
  if (!(error instanceof HostTimeout)) return error;
  return new UserError(`${error.message}; raise --timeout if it must wait longer`, EXIT.TIMEOUT, {
    file,
    line,
  });
}
