/** `--on-trap` and `--on-warning` of a run. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { DeclaredFiles } from '../../files/declared-files.js';
import type { RunSettings } from '../../run/run-record.js';
import type { LoadedProgram } from '../program.js';
import type { TrapOptions, TrapSessions } from './trap-sessions.js';

/** Adds the options. */
export const addTrapOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--on-trap <save:file>',
        'where the program traps or a wait times out, save a session that sextant debug opens there: save:FILE.sxd',
      ).argParser(fileToSave),
    )
    .addOption(
      new Option(
        '--on-warning <save:file>',
        'save such a session at the first warning of the chip: save:FILE.sxd',
      ).argParser(fileToSave),
    );

function fileToSave(text: string): string {
  const [, file] = /^save:(.+\.sxd)$/i.exec(text) ?? [];
  if (file === undefined) throw new InvalidArgumentError('save:FILE.sxd is needed.');
  return file;
}

/** The sessions that a run may leave; undefined without the options. @throws UserError for a program that cannot be saved. */
export async function trapSessionsOf(
  options: TrapOptions,
  loaded: LoadedProgram,
  settings: RunSettings,
  files: DeclaredFiles,
): Promise<TrapSessions | undefined> {
  if (options.onTrap === undefined && options.onWarning === undefined) return undefined;
  // Most runs do without the debugger.
  const { planTrapSessions } = await import('./trap-sessions.js');
  return planTrapSessions(options, loaded, settings, files);
}
