/** Opens sessions that were saved, and saves them. */
import { makeStop } from '../../debug/commands/stopping.js';
import { THE_END } from '../../debug/goal.js';
import { parseSession, stateHash, unpackGzip, type SavedSession } from '../../debug/session-file.js';
import { designFromPairs } from '../../design/read-design.js';
import { finish, type Task } from '../../debug/task.js';
import type { Session } from '../../debug/session.js';
import { readWhole } from '../../files/bytes.js';
import { ImageError } from '../../firmware/image-error.js';
import { parseImage } from '../../firmware/parse.js';
import type { ProgramCode } from '../../run/program.js';
import type { LineBatch } from '../../text/lines.js';
import { badInput } from '../../text/errors.js';
import { DataError } from '../../text/members.js';
import { SelectionError } from '../../text/selection-error.js';
import { VERSION } from '../version.js';

const MAX_SESSION_BYTES = 2 ** 30;

/** @throws UserError for a file that is not a session. */
export async function readSession(file: string): Promise<SavedSession> {
  const bytes = await readWhole(file, MAX_SESSION_BYTES);
  try {
    return parseSession(bytes);
  } catch (error) {
    throw error instanceof DataError ? badInput(error.message, { file }) : error;
  }
}

/** The program of a session. @throws UserError where it is damaged. */
export function codeOf(saved: SavedSession, file: string): ProgramCode {
  if (saved.kind === 'script') {
    const text = new TextDecoder().decode(unpackedScript(saved.program, file));
    const { chip } = saved.settings;
    return {
      script: { name: saved.name, lines: () => oneBatch(text) },
      ...(chip === undefined ? {} : { design: designFromPairs(chip) }),
    };
  }
  try {
    return { image: parseImage(saved.program) };
  } catch (error) {
    throw error instanceof ImageError ? badInput(`its program: ${error.message}`, { file }) : error;
  }
}

/** @throws UserError for damaged gzip data. */
function unpackedScript(program: Uint8Array, file: string): Uint8Array {
  if (program[0] !== 0x1f || program[1] !== 0x8b) return program;
  try {
    return unpackGzip(program);
  } catch (error) {
    throw error instanceof DataError ? badInput(`its program: ${error.message}`, { file }) : error;
  }
}

async function* oneBatch(text: string): AsyncGenerator<LineBatch, void> {
  yield await Promise.resolve({ first: 1, lines: text.replace(/\r?\n$/, '').split(/\r?\n/) });
}

/**
 * Brings a session to where it was saved.
 * @throws UserError saying which hash differs.
 */
export function resume(saved: SavedSession, session: Session, file: string): void {
  try {
    for (const what of saved.interventions) {
      finish(session.goToPlace(what.place));
      finish(
        'firmware' in what
          ? session.reload({ ...what.firmware, sources: session.program.sources })
          : session.set(what.name, what.value),
      );
    }
    finish(goTo(session, saved));
    for (const command of saved.stops) makeStop(command, session);
  } catch (error) {
    throw error instanceof SelectionError ? badInput(error.message, { file }) : error;
  }
  const hash = stateHash(session.machine.chip);
  if (saved.state !== undefined && hash !== saved.state)
    throw badInput(
      `the run is another one: the SHA-256 of the chip's state is ${hash}, the session was saved with ${saved.state} by sextant ${saved.sextant} (this is ${VERSION})`,
      { file },
    );
}

function* goTo(session: Session, { at }: SavedSession): Task<void> {
  if ('place' in at) yield* session.goToPlace(at.place);
  else if ('end' in at) yield* session.goTo(THE_END);
  else {
    const { id } = session.addStop({ kind: 'warning', name: at.warning });
    yield* session.continue();
    session.removeStop(id);
  }
}
