/** Makes a debugging session of a program on the command line. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DebugProgram } from '../../debug/machine.js';
import { Session, type SessionOptions } from '../../debug/session.js';
import { MAX_WHOLE_FILE, readWhole } from '../../files/bytes.js';
import type { DeclaredFiles } from '../../files/declared-files.js';
import { readText } from '../../files/text.js';
import { OPERATION } from '../../chip/turbo/play-list.js';
import { OperationList } from '../../host/operation-list.js';
import { designOfProgram, type ProgramCode } from '../../run/program.js';
import { ScriptReader } from '../../run/script-reader.js';
import { looksLikeSession, type SavedSession, type SessionSettings } from '../../debug/session-file.js';
import { codeOf, readSession } from './open-session.js';
import { UserError } from '../../text/errors.js';
import { pricesOf, type PricingOptions } from '../energy/pricing.js';
import { loadProgram, powerUpOf, refuseSourceOptions, type SourceOptions } from '../program.js';

/** Bytes of the longest host script that is debugged. */
const MAX_SCRIPT_BYTES = 2 ** 30;

/** Options that say what is debugged. */
export interface ProgramOptions extends SourceOptions, PricingOptions {
  readonly seed?: string;
  readonly timeout: number;
  readonly maxCycles?: number;
  /** In bytes. */
  readonly history: number;
}

/** A session, and how its program was loaded. */
export interface LoadedSession {
  readonly session: Session;
  readonly file: string;
  /** Bytes of the program: an image, or a script. */
  readonly bytes: Uint8Array;
  /** What was saved, where a session was opened. */
  readonly saved?: SavedSession;
  readonly settings: SessionSettings;
  /** Lines of a source file, if it can be read. */
  readonly sourceLines: (file: string) => readonly string[] | undefined;
}

/**
 * @param onLog takes the texts of stops that log.
 * @throws UserError for a program that cannot be read.
 */
export async function loadSession(
  file: string,
  options: ProgramOptions,
  files: DeclaredFiles,
  onLog: (text: string) => void,
): Promise<LoadedSession> {
  const opened = await openProgram(file, options, files);
  const prices = await pricesOf(options, files, designOfProgram(opened.code));
  const { timeout, maxCycles, seed } = opened.settings;
  const program: DebugProgram = {
    name: opened.name,
    code: await debugCode(opened.code),
    powerUp: powerUpOf(seed === undefined ? {} : { seed }),
  };
  const { history } = options;
  const sessionOptions: SessionOptions = {
    timeout,
    history,
    prices,
    onLog,
    ...(maxCycles === undefined ? {} : { maxCycles }),
  };
  return {
    session: new Session(program, sessionOptions),
    file: opened.name,
    bytes: opened.bytes,
    settings: opened.settings,
    sourceLines: sourceReader(opened.name),
    ...(opened.saved ? { saved: opened.saved } : {}),
  };
}

/** A program, and how it is run. */
interface OpenedProgram {
  readonly name: string;
  readonly code: ProgramCode;
  readonly bytes: Uint8Array;
  readonly settings: SessionSettings;
  readonly saved?: SavedSession;
}

async function openProgram(
  file: string,
  options: ProgramOptions,
  files: DeclaredFiles,
): Promise<OpenedProgram> {
  if (looksLikeSession(file)) {
    refuseSourceOptions(file, options);
    files.reads(file, 'the session');
    const saved = await readSession(file);
    return {
      name: saved.name,
      code: codeOf(saved, file),
      bytes: saved.program,
      settings: saved.settings,
      saved,
    };
  }
  const { timeout, maxCycles, seed } = options;
  const { code, bytes } = await loadProgram(file, options, files);
  return {
    name: file,
    code,
    bytes: bytes ?? (await readWhole(file, MAX_SCRIPT_BYTES)),
    settings: {
      timeout,
      ...(maxCycles === undefined ? {} : { maxCycles }),
      ...(seed === undefined ? {} : { seed }),
    },
  };
}

/** A host script is read whole: a debugger goes back in it. */
async function debugCode(code: ProgramCode): Promise<DebugProgram['code']> {
  if ('image' in code) return code;
  const design = designOfProgram(code);
  const reader = new ScriptReader(code.script, design);
  const list = new OperationList();
  try {
    for (let batch = await reader.nextBatch(); batch; batch = await reader.nextBatch())
      for (let i = 0; i < batch.list.length; i++) {
        const operationCode = batch.list.codes[i]!;
        if (operationCode === OPERATION.OTHER || operationCode === OPERATION.GAP) list.add(batch.list.at(i));
        else list.addCode(operationCode);
      }
  } finally {
    await reader.close();
  }
  return { list, design };
}

/** Reads sources beside the program, each once. */
function sourceReader(program: string): LoadedSession['sourceLines'] {
  const known = new Map<string, readonly string[] | undefined>();
  const read = (file: string): readonly string[] | undefined => {
    const path = [file, join(dirname(program), file)].find((candidate) => existsSync(candidate));
    if (path === undefined || !/\.(s|asm|inc|host)$/i.test(path)) return undefined;
    try {
      return readText(path, MAX_WHOLE_FILE).split(/\r?\n/);
    } catch (error) {
      // A source that cannot be shown is not an error of the run.
      if (error instanceof UserError) return undefined;
      throw error;
    }
  };
  return (file) => {
    if (!known.has(file)) known.set(file, read(file));
    return known.get(file);
  };
}
