/** Runs a host script on a chip: streamed, interruptible, with back-pressure from whatever records it. */
import { HostTimeout, type Executor } from '../host/executor.js';
import { EXIT, UserError } from '../text/errors.js';
import type { LineSource } from '../text/lines.js';
import { Breather, type RunHooks } from './breather.js';
import { FINISHED, STOPPED, type RunEnd } from './run-end.js';
import { ScriptReader } from './script-reader.js';

/** Operations between two turns of the event loop, where none of them takes long. */
const OPERATIONS_A_TURN = 64;

/**
 * Runs a script to its end, or to a wait that times out (exit code 42).
 * @throws UserError with the script's name and line where it cannot be read or holds something else than operations.
 */
export async function runScript(
  script: LineSource,
  executor: Executor,
  hooks: RunHooks = {},
): Promise<RunEnd> {
  const breather = new Breather(hooks);
  const reader = new ScriptReader(script);
  try {
    for (let n = 1; ; n++) {
      const next = reader.next();
      const operation = next instanceof Promise ? await next : next;
      if (operation === undefined) return FINISHED;
      for (let done = executor.start(operation); !done; done = executor.advance())
        if (await breather.breathe(reader.progress)) return STOPPED;
      if (n % OPERATIONS_A_TURN === 0 && (await breather.breathe(reader.progress))) return STOPPED;
    }
  } catch (error) {
    return { kind: 'failed', error: timeoutAt(error, script.name, reader.line) };
  } finally {
    await reader.close();
  }
}

/** A time-out with its line. @throws whatever else the error is. */
function timeoutAt(error: unknown, file: string, line: number): UserError {
  if (!(error instanceof HostTimeout)) throw error;
  return new UserError(`${error.message}; raise --timeout if it must wait longer`, EXIT.TIMEOUT, {
    file,
    line,
  });
}
