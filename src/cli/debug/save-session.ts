/** Saves sessions of the debugger: from the debugger, and where a run trapped or warned. */
import type { ProgramCode } from '../../run/program.js';
import { designOfProgram } from '../../run/program.js';
import { parameterText } from '../../design/design.js';
import {
  formatSession,
  savedState,
  type SavedSession,
  type SessionInput,
  type SessionSettings,
} from '../../debug/session-file.js';
import type { Session } from '../../debug/session.js';
import { readWhole } from '../../files/bytes.js';
import type { DeclaredFiles } from '../../files/declared-files.js';
import { STANDARD } from '../../files/destination.js';
import { hashOfFile } from '../../files/hash.js';
import { usageError } from '../../text/errors.js';
import type { LoadedProgram } from '../program.js';
import { VERSION } from '../version.js';

/** Bytes of the longest host script that is debugged. */
const MAX_SCRIPT_BYTES = 2 ** 30;

/** What a session is of: a program, and how it is run. */
export type SessionProgram = Pick<SavedSession, 'name' | 'kind' | 'program' | 'settings' | 'inputs'>;

/** How a program is run, as far as the program itself does not say so. */
export function settingsFor(code: ProgramCode, settings: SessionSettings): SessionSettings {
  const design = designOfProgram(code);
  return 'image' in code || design.isReference ? settings : { ...settings, chip: parameterText(design) };
}

/**
 * The program of a file for a session, with the hashes of all files that it was made from.
 * @throws UserError where it was read from a stream that cannot be read again.
 */
export async function sessionProgram(
  { file, code, bytes }: LoadedProgram,
  settings: SessionSettings,
  files: DeclaredFiles,
): Promise<SessionProgram> {
  if (!bytes && file === STANDARD)
    throw usageError('a session holds its program: give the host script as a file, not as standard input');
  const inputs: SessionInput[] = [];
  if (bytes)
    for (const input of files.inputFiles)
      if (input !== STANDARD) inputs.push({ file: input, sha256: await hashOfFile(input) });
  return {
    name: file,
    kind: bytes ? 'image' : 'script',
    program: bytes ?? (await readWhole(file, MAX_SCRIPT_BYTES)),
    settings: settingsFor(code, settings),
    inputs,
  };
}

/** A session at the place where it stands, as the contents of a file. */
export const packSession = (program: SessionProgram, session: Session): Uint8Array =>
  formatSession({ sextant: VERSION, ...program, ...savedState(session) });

/** A session that stands where a run came to. @param state SHA-256 of the chip's state there, if it is known. */
export const packRun = (program: SessionProgram, at: SavedSession['at'], state?: string): Uint8Array =>
  formatSession({
    sextant: VERSION,
    ...program,
    at,
    ...(state === undefined ? {} : { state }),
    interventions: [],
    stops: [],
  });
