/** Sessions of the debugger that a run leaves where it trapped or warned. */
import type { Chip } from '../../chip/chip.js';
import { stateHash } from '../../debug/session-file.js';
import type { DeclaredFiles, DeclaredOutput } from '../../files/declared-files.js';
import type { RunEnd } from '../../run/run-end.js';
import type { RunSettings } from '../../run/run-record.js';
import { packRun, sessionProgram, type SessionProgram } from '../debug/save-session.js';
import type { AllowOptions } from '../findings.js';
import type { LoadedProgram } from '../program.js';

export interface TrapOptions {
  /** File for a session where the program traps. */
  readonly onTrap?: string;
  /** File for a session where the chip warns first. */
  readonly onWarning?: string;
}

/** A session that was written. */
export interface SavedRun {
  readonly file: string;
  /** What it shows. */
  readonly reason: string;
}

/** Sessions that a run may leave; each is written only if there is a reason for it. */
export class TrapSessions {
  constructor(
    private readonly program: SessionProgram,
    private readonly onTrap: DeclaredOutput | undefined,
    private readonly onWarning: DeclaredOutput | undefined,
  ) {}

  /** Writes the sessions for which a run gives a reason. @throws UserError (exit code 4) if that fails. */
  save({ chip, end }: { readonly chip: Chip; readonly end: RunEnd }, { allow }: AllowOptions): SavedRun[] {
    const { program, onTrap, onWarning } = this;
    const saved: SavedRun[] = [];
    if (onTrap && end.kind === 'failed') {
      onTrap.write(packRun(program, { end: true }, stateHash(chip)));
      saved.push({ file: onTrap.file, reason: end.error.message });
    }
    const [first] = chip
      .warnings()
      .filter(({ name }) => allow?.has(name) !== true)
      .sort((a, b) => a.cycle - b.cycle);
    if (onWarning && first) {
      onWarning.write(packRun(program, { warning: first.name }));
      saved.push({ file: onWarning.file, reason: `warning ${first.name}` });
    }
    return saved;
  }
}

/** @throws UserError for a program that cannot be saved. */
export async function planTrapSessions(
  { onTrap, onWarning }: TrapOptions,
  loaded: LoadedProgram,
  { timeout, maxCycles, seed, fault, set }: RunSettings,
  files: DeclaredFiles,
): Promise<TrapSessions> {
  const settings = {
    timeout,
    ...(maxCycles === undefined ? {} : { maxCycles }),
    ...(seed === undefined ? {} : { seed }),
    ...(fault === undefined ? {} : { fault }),
    ...(set.length === 0 ? {} : { set }),
  };
  return new TrapSessions(
    await sessionProgram(loaded, settings, files),
    onTrap === undefined ? undefined : files.writes(onTrap, '--on-trap'),
    onWarning === undefined ? undefined : files.writes(onWarning, '--on-warning'),
  );
}
