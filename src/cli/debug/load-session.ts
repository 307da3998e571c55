/** Makes a debugging session of a program on the command line. */
import type { DebugProgram, Firmware, SourceFiles } from '../../debug/machine.js';
import { Session } from '../../debug/session.js';
import { looksLikeSession, type SavedSession } from '../../debug/session-file.js';
import { formatFaults } from '../../faults/fault-text.js';
import { DeclaredFiles } from '../../files/declared-files.js';
import { STANDARD } from '../../files/destination.js';
import { OPERATION } from '../../chip/turbo/play-list.js';
import { OperationList } from '../../host/operation-list.js';
import {
  formatRegisterSetting,
  parseRegisterSetting,
  RegisterOverride,
  type RegisterSetting,
} from '../../host/register-settings.js';
import { designOfProgram, type ProgramCode } from '../../run/program.js';
import { ScriptReader } from '../../run/script-reader.js';
import { badInput, usageError } from '../../text/errors.js';
import { SelectionError } from '../../text/selection-error.js';
import { chipGiven, requireChip } from '../chip-option.js';
import { pricesOf, type PricingOptions } from '../energy/pricing.js';
import type { FaultOptions, SetOptions } from '../options.js';
import { loadImage, loadProgram, powerUpOf, type SourceOptions } from '../program.js';
import { codeOf, readSession, resume } from './open-session.js';
import { sessionProgram, type SessionProgram } from './save-session.js';
import { changedInputs, sourceFiles } from './sources.js';

/** Options that say what is debugged. */
export interface ProgramOptions extends SourceOptions, PricingOptions, SetOptions, FaultOptions {
  readonly seed?: string;
  readonly timeout: number;
  readonly maxCycles?: number;
  /** In bytes. */
  readonly history: number;
}

/** Takes what a session says beside the results of commands. */
export interface SessionNotes {
  /** Texts of stops that log. */
  readonly log: (text: string) => void;
  /** Files that differ from those of a saved session. */
  readonly note: (text: string) => void;
}

/** A session, and how its program was loaded. */
export interface LoadedSession {
  readonly session: Session;
  /** What is saved with it. */
  readonly program: SessionProgram;
  /** Reads firmware that the session may go on with; see CommandWorld. */
  readonly loadFirmware: (file?: string) => Promise<Firmware>;
}

/**
 * @throws UserError for a program that cannot be read, and for a saved session whose run is another one here.
 */
export async function loadSession(
  file: string,
  options: ProgramOptions,
  files: DeclaredFiles,
  { log, note }: SessionNotes,
): Promise<LoadedSession> {
  const saved = looksLikeSession(file) ? await savedSession(file, options, files) : undefined;
  const { code, program } = saved
    ? { code: await savedCode(saved, file, options, files), program: saved }
    : await programOf(file, options, files);
  const prices = await pricesOf(options, files, designOfProgram(code));
  const { timeout, maxCycles } = program.settings;
  const sources = sourceFiles(program.name, code, saved && file);
  const session = new Session(await debugProgram(program, code, sources, file), {
    timeout,
    history: options.history,
    prices,
    onLog: log,
    ...(maxCycles === undefined ? {} : { maxCycles }),
  });
  if (saved) {
    resume(saved, session, file);
    for (const text of await changedInputs(saved, sources)) note(text);
  }
  return { session, program, loadFirmware: (name = file) => loadFirmware(name, options, files) };
}

/** @throws UserError, AssemblyError for anything but firmware. */
async function loadFirmware(file: string, options: ProgramOptions, files: DeclaredFiles): Promise<Firmware> {
  if (looksLikeSession(file) || file === STANDARD)
    throw usageError('the program has no file to be read again: name the firmware, as in: reload training.s');
  // What cannot be read is not an input.
  const read = new DeclaredFiles();
  const { image } = await loadImage(file, options, read);
  for (const input of read.inputFiles) files.reads(input, 'the firmware');
  return { name: file, image, sources: sourceFiles(file, { image }) };
}

/** @throws UserError (exit code 2) for options that say how to run it: the session says so itself. */
async function savedSession(
  file: string,
  options: ProgramOptions,
  files: DeclaredFiles,
): Promise<SavedSession> {
  const { set, fault, seed, maxCycles, define, data } = options;
  const given = Object.entries({ set, fault, seed, 'max-cycles': maxCycles, define, data });
  const idle = given.find(([, value]) => value !== undefined);
  if (idle) throw usageError(`--${idle[0]} has no effect here: ${file} says how its program is run`);
  files.reads(file, 'the session');
  return readSession(file);
}

/** The program of a session. @throws UserError for one of another chip than `--chip`. */
async function savedCode(
  saved: SavedSession,
  file: string,
  options: ProgramOptions,
  files: DeclaredFiles,
): Promise<ProgramCode> {
  const code = codeOf(saved, file);
  requireChip(designOfProgram(code), await chipGiven(options, files), file);
  return code;
}

async function programOf(
  file: string,
  options: ProgramOptions,
  files: DeclaredFiles,
): Promise<{ code: ProgramCode; program: SessionProgram }> {
  const { timeout, maxCycles, seed, fault, set = [] } = options;
  const loaded = await loadProgram(file, options, files);
  const design = designOfProgram(loaded.code);
  const settings = {
    timeout,
    ...(maxCycles === undefined ? {} : { maxCycles }),
    ...(seed === undefined ? {} : { seed }),
    ...(fault === undefined ? {} : { fault: formatFaults(fault) }),
    ...(set.length === 0 ? {} : { set: set.map((setting) => formatRegisterSetting(setting(design))) }),
  };
  return { code: loaded.code, program: await sessionProgram(loaded, settings, files) };
}

/** @throws UserError for settings that the chip does not have. */
async function debugProgram(
  { name, settings: { seed, fault, set = [] } }: SessionProgram,
  code: ProgramCode,
  sources: SourceFiles,
  file: string,
): Promise<DebugProgram> {
  try {
    const settings = set.map((text) => parseRegisterSetting(text, designOfProgram(code)));
    const powerUp = powerUpOf({ seed, fault });
    return { name, code: await debugCode(code, settings), powerUp, settings, sources };
  } catch (error) {
    throw error instanceof SelectionError ? badInput(error.message, { file }) : error;
  }
}

/** A host script is read whole: a debugger goes back in it. */
async function debugCode(
  code: ProgramCode,
  settings: readonly RegisterSetting[],
): Promise<DebugProgram['code']> {
  if ('image' in code) return code;
  const design = designOfProgram(code);
  const override = new RegisterOverride(settings, design);
  const reader = new ScriptReader(code.script, design);
  const list = new OperationList();
  try {
    for (let batch = await reader.nextBatch(); batch; batch = await reader.nextBatch())
      for (let i = 0; i < batch.list.length; i++) {
        const operationCode = batch.list.codes[i]!;
        const isOther = operationCode === OPERATION.OTHER || operationCode === OPERATION.GAP;
        const operation = isOther ? batch.list.at(i) : undefined;
        if (isOther) list.add(operation && override.apply(operation));
        else list.addCode(operationCode);
      }
  } finally {
    await reader.close();
  }
  return { list, design };
}
