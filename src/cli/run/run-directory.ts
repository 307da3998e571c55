/**
 * The directory of a run's results (`-o`). It holds the program and how it was run, so that the very run can be shown
 * again whatever happens to its sources.
 */
import { gzipSync } from 'node:zlib';
import { readWhole } from '../../files/bytes.js';
import type { DeclaredOutput, OutputDirectory } from '../../files/declared-files.js';
import { hashOf } from '../../files/hash.js';
import {
  formatRunRecord,
  RUN_RECORD_FILE,
  type RecordedFile,
  type RunSettings,
} from '../../run/run-record.js';
import type { LoadedProgram, SourceOptions } from '../program.js';
import { VERSION } from '../version.js';

/** Bytes of the longest host script that is kept in a directory. */
const LONGEST_SCRIPT = 1 << 30;

export interface RunDirectory {
  readonly events: DeclaredOutput;
  readonly summary: DeclaredOutput;
  readonly record: DeclaredOutput;
  readonly program: DeclaredOutput;
  /** Name of the program's file within the directory. */
  readonly programName: string;
}

export function declareRunDirectory(directory: OutputDirectory, { image }: LoadedProgram): RunDirectory {
  const programName = image ? 'program.sxi' : 'program.host.gz';
  return {
    events: directory.writes('events.jsonl'),
    summary: directory.writes('summary.json'),
    record: directory.writes(RUN_RECORD_FILE),
    program: directory.writes(programName),
    programName,
  };
}

/** What was run, and how. */
interface Provenance {
  readonly loaded: LoadedProgram;
  readonly settings: RunSettings;
  readonly source: SourceOptions;
  readonly inputs: readonly RecordedFile[];
}

/** How it ended. */
interface Outcome {
  readonly cycles: number;
  readonly interrupted: boolean;
  readonly exitCode: number;
}

/**
 * Writes all files but the events, which are written while the program runs.
 * @param summary becomes summary.json.
 */
export async function writeRunDirectory(
  directory: RunDirectory,
  { loaded, settings, source, inputs }: Provenance,
  summary: Outcome,
): Promise<void> {
  directory.summary.write(`${JSON.stringify(summary, null, 2)}\n`);
  const program = await programOf(directory, loaded);
  const { cycles, interrupted, exitCode } = summary;
  directory.record.write(
    formatRunRecord({
      sextant: VERSION,
      name: loaded.file,
      program,
      inputs,
      settings,
      define: Object.fromEntries(source.define ?? []),
      cycles,
      interrupted,
      exitCode,
    }),
  );
}

async function programOf(directory: RunDirectory, { file, bytes }: LoadedProgram): Promise<RecordedFile> {
  const contents = bytes ?? compressed(await readWhole(file, LONGEST_SCRIPT));
  directory.program.write(contents);
  return { file: directory.programName, sha256: hashOf(contents) };
}

const compressed = (script: Uint8Array): Uint8Array =>
  script[0] === 0x1f && script[1] === 0x8b ? script : gzipSync(script);
