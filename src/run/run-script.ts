/** Runs a host script on a chip: streamed, interruptible, with back-pressure from whatever records it. */
import { HostTimeout, type Executor } from '../host/executor.js';
import { OperationError, parseOperation, type Operation } from '../host/operations.js';
import { badInput, EXIT, UserError } from '../text/errors.js';
import type { LineSource } from '../text/lines.js';
import { Breather, type RunHooks } from './breather.js';
import { FINISHED, STOPPED, type RunEnd } from './run-end.js';

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
  let operations = 0;
  for await (const { first, lines, progress = 0 } of script.lines()) {
    for (let i = 0; i < lines.length; i++) {
      const operation = parseLine(lines[i]!, script.name, first + i);
      if (!operation) continue;
      try {
        for (const _slice of executor.execute(operation))
          if (await breather.breathe(progress)) return STOPPED;
      } catch (error) {
        return { kind: 'failed', error: timeoutAt(error, script.name, first + i) };
      }
      if (++operations % OPERATIONS_A_TURN === 0 && (await breather.breathe(progress))) return STOPPED;
    }
  }
  if (operations === 0)
    throw badInput('no operation in it: is this a host script?', { file: script.name, line: 1 });
  return FINISHED;
}

/**
 * Reads a line of a script; undefined for a blank line or a comment.
 * @throws UserError with the place.
 */
export function parseLine(text: string, file: string, line: number): Operation | undefined {
  try {
    return parseOperation(text);
  } catch (error) {
    throw error instanceof OperationError ? badInput(error.message, { file, line }) : error;
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
