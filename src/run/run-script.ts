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
  const reader = new ScriptReader(script, executor.chip.state.design);
  let line = 0;
  let sinceTurn = 0;
  try {
    for (let batch = await reader.nextBatch(); batch; batch = await reader.nextBatch())
      for (let i = 0; i < batch.list.length;) {
        line = batch.first + i;
        const end = executor.play(batch.list, i);
        if (end === i) {
          const operation = batch.list.at(i);
          let done = operation === undefined || executor.start(operation);
          for (; !done; done = executor.advance())
            if (await breather.breathe(reader.progress)) return STOPPED;
        }
        const next = Math.max(end, i + 1);
        sinceTurn += next - i;
        i = next;
        if (sinceTurn < OPERATIONS_A_TURN) continue;
        sinceTurn = 0;
        if (await breather.breathe(reader.progress)) return STOPPED;
      }
    return FINISHED;
  } catch (error) {
    return { kind: 'failed', error: timeoutAt(error, script.name, line) };
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
