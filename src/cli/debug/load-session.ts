/** Makes a debugging session of a program on the command line. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DebugProgram } from '../../debug/machine.js';
import { Session, type SessionOptions } from '../../debug/session.js';
import { MAX_WHOLE_FILE } from '../../files/bytes.js';
import type { DeclaredFiles } from '../../files/declared-files.js';
import { readText } from '../../files/text.js';
import { OPERATION } from '../../chip/turbo/play-list.js';
import { OperationList } from '../../host/operation-list.js';
import { designOfProgram, type ProgramCode } from '../../run/program.js';
import { ScriptReader } from '../../run/script-reader.js';
import { UserError } from '../../text/errors.js';
import { pricesOf, type PricingOptions } from '../energy/pricing.js';
import { loadProgram, powerUpOf, type SourceOptions } from '../program.js';

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
  /** Bytes of the program: the image, or undefined for a script. */
  readonly bytes: Uint8Array | undefined;
  readonly options: ProgramOptions;
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
  const loaded = await loadProgram(file, options, files);
  const prices = await pricesOf(options, files);
  const program: DebugProgram = {
    name: file,
    code: await debugCode(loaded.code),
    powerUp: powerUpOf(options.seed),
  };
  const { timeout, maxCycles, history } = options;
  const sessionOptions: SessionOptions = {
    timeout,
    history,
    prices,
    onLog,
    ...(maxCycles === undefined ? {} : { maxCycles }),
  };
  return {
    session: new Session(program, sessionOptions),
    file,
    bytes: loaded.bytes,
    options,
    sourceLines: sourceReader(file),
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
