/** A run that its directory describes, so that it can be repeated. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readWhole } from '../../files/bytes.js';
import type { DeclaredFiles } from '../../files/declared-files.js';
import { hashOf } from '../../files/hash.js';
import { readText } from '../../files/text.js';
import { parseRegisterSetting } from '../../host/register-settings.js';
import { designOfProgram, Program } from '../../run/program.js';
import type { RunEnd } from '../../run/run-end.js';
import { parseRunRecord, RUN_RECORD_FILE, type RunRecord } from '../../run/run-record.js';
import { badInput } from '../../text/errors.js';
import { DataError } from '../../text/members.js';
import { loadProgram, powerUpOf } from '../program.js';
import type { Report } from '../report.js';
import { VERSION } from '../version.js';

const MAX_RECORD_BYTES = 1 << 26;
const MAX_PROGRAM_BYTES = 1 << 30;

/** Whether a directory holds a run that can be run again. */
export const hasRunRecord = (directory: string): boolean => existsSync(join(directory, RUN_RECORD_FILE));

/**
 * Loads the program of a run and how it was run.
 * @throws UserError (exit code 3) for a damaged record, or a program that is not the one that was run.
 */
export async function loadRecordedRun(directory: string, files: DeclaredFiles): Promise<RecordedRun> {
  const recordFile = join(directory, RUN_RECORD_FILE);
  files.reads(recordFile, 'the record of the run');
  const record = readRecord(recordFile);
  const file = join(directory, record.program.file);
  const sha256 = hashOf(await readWhole(file, MAX_PROGRAM_BYTES));
  if (sha256 !== record.program.sha256)
    throw badInput(
      `this is not the program that was run: its SHA-256 is ${sha256}, ${recordFile} says ${record.program.sha256}`,
      { file },
    );
  const { set, chip } = record.settings;
  const { code } = await loadProgram(file, chip === undefined ? {} : { chip }, files);
  const program = new Program(
    record.name,
    code,
    powerUpOf(record.settings),
    set.map((text) => parseRegisterSetting(text, designOfProgram(code))),
  );
  return new RecordedRun(directory, record, program);
}

function readRecord(file: string): RunRecord {
  try {
    return parseRunRecord(readText(file, MAX_RECORD_BYTES));
  } catch (error) {
    throw error instanceof DataError ? badInput(error.message, { file }) : error;
  }
}

export class RecordedRun {
  constructor(
    private readonly directory: string,
    readonly record: RunRecord,
    readonly program: Program,
  ) {}

  /** Prints that the program runs again, and which version ran it before. */
  announce(report: Report): void {
    const { sextant, program } = this.record;
    report.note(`${join(this.directory, program.file)} is run again, as ${RUN_RECORD_FILE} says`);
    if (sextant !== VERSION) report.warning(`the run was made by sextant ${sextant}, this is ${VERSION}`);
  }

  /** Whether an interrupted run is repeated as far as it went. */
  isOver(cycle: number): boolean {
    return this.record.interrupted && cycle >= this.record.cycles;
  }

  /** @throws UserError (exit code 3) if the repetition was another run. */
  compare({ kind }: RunEnd, cycles: number): void {
    const { record, directory } = this;
    if (record.interrupted || (kind !== 'stopped' && cycles === record.cycles)) return;
    throw badInput(
      `the repetition took ${cycles} cycles, the run itself ${record.cycles}: it was made by another version of sextant`,
      { file: join(directory, RUN_RECORD_FILE) },
    );
  }
}
