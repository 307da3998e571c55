/** Opens sessions that were saved, and saves them. */
import { gunzipSync } from 'fflate';
import { runLine } from '../../debug/commands/index.js';
import type { CommandWorld } from '../../debug/commands/command.js';
import { atCycle, THE_END } from '../../debug/goal.js';
import {
  formatSession,
  parseSession,
  savedState,
  stateHash,
  type SavedSession,
  type SessionSettings,
} from '../../debug/session-file.js';
import { finish } from '../../debug/task.js';
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
    const { program } = saved;
    const isGzip = program[0] === 0x1f && program[1] === 0x8b;
    const text = new TextDecoder().decode(isGzip ? gunzipSync(program) : program);
    return { script: { name: saved.name, lines: () => oneBatch(text) } };
  }
  try {
    return { image: parseImage(saved.program) };
  } catch (error) {
    throw error instanceof ImageError ? badInput(`its program: ${error.message}`, { file }) : error;
  }
}

async function* oneBatch(text: string): AsyncGenerator<LineBatch, void> {
  yield await Promise.resolve({ first: 1, lines: text.replace(/\r?\n$/, '').split(/\r?\n/) });
}

/**
 * Brings a session to where it was saved.
 * @throws UserError saying which hash differs.
 */
export function resume(saved: SavedSession, world: CommandWorld, file: string): void {
  const { session } = world;
  try {
    for (const { place, name, value } of saved.pokes) {
      finish(session.goToPlace(place));
      finish(session.set(name, value));
    }
    finish(goTo(session, saved));
    for (const command of saved.stops) finish(runLine(command, world));
  } catch (error) {
    throw error instanceof SelectionError ? badInput(error.message, { file }) : error;
  }
  const hash = stateHash(session);
  if (saved.state !== undefined && hash !== saved.state)
    throw badInput(
      `the run is another one: the SHA-256 of the chip's state is ${hash}, the session was saved with ${saved.state} by sextant ${saved.sextant} (this is ${VERSION})`,
      { file },
    );
}

function goTo(session: Session, { at }: SavedSession): ReturnType<Session['goToPlace']> {
  if ('place' in at) return session.goToPlace(at.place);
  return session.goTo('cycle' in at ? atCycle(at.cycle) : THE_END);
}

/** A session as the contents of a file. */
export function packSession(
  session: Session,
  file: string,
  program: Uint8Array,
  settings: SessionSettings,
): Uint8Array {
  if (!session.source.image && !session.machine.chip.state.design.isReference)
    throw new SelectionError(
      'a session of a host script is saved for the public design only; save its firmware image',
    );
  return formatSession({
    sextant: VERSION,
    name: file,
    kind: session.source.image ? 'image' : 'script',
    program,
    settings,
    ...savedState(session),
  });
}
