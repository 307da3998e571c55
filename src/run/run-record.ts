/** The file `run.json` in the directory of a run: what is needed to run the same program in the same way again. */
import type { Engine } from '../chip/chip.js';
import { ENGINES } from '../chip/engines.js';
import { chipText } from '../design/read-design.js';
import { readJson, type Members } from '../text/members.js';

export const RUN_RECORD_FILE = 'run.json';
const FORMAT = 'sextant-run';
const FORMAT_VERSION = 1;

/** How a program is run: what has to be repeated for the run to be the same. */
export interface RunSettings {
  readonly engine: Engine;
  /** Longest single wait, in cycles. */
  readonly timeout: number;
  /** Firmware: longest run, in cycles. */
  readonly maxCycles?: number;
  /** Seed of the contents of the SRAMs at power-up; absent: they hold 0. */
  readonly seed?: string;
  /** Faults of the memories (src/faults/fault-text.ts); absent: none. */
  readonly fault?: string;
  /** Registers set from outside the program, as REGISTER=VALUE. */
  readonly set: readonly string[];
  /** The parameters of the chip that differ from the public design, as `--chip` takes them; absent: none. */
  readonly chip?: string;
}

/** A file and the SHA-256 of its contents. */
export interface RecordedFile {
  readonly file: string;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

export interface RunRecord {
  /** Version of sextant that ran it. */
  readonly sextant: string;
  /** The program as the command line named it. */
  readonly name: string;
  /** The program in the directory: a firmware image or a host script. */
  readonly program: RecordedFile;
  /** All files that were read. */
  readonly inputs: readonly RecordedFile[];
  readonly settings: RunSettings;
  /** How the source was assembled, if there was one. */
  readonly define: Readonly<Record<string, number>>;
  /** Cycles that were run. */
  readonly cycles: number;
  readonly interrupted: boolean;
  readonly exitCode: number;
}

export const formatRunRecord = (record: RunRecord): string =>
  `${JSON.stringify({ format: FORMAT, version: FORMAT_VERSION, ...record }, null, 2)}\n`;

/** @throws DataError for a text that is not such a record. */
export const parseRunRecord = (text: string): RunRecord => readJson(text, recordOf);

function recordOf(record: Members): RunRecord {
  record.exactly('format', FORMAT);
  record.exactly('version', FORMAT_VERSION, '; it was written by another version of sextant');
  return {
    sextant: record.text('sextant'),
    name: record.text('name'),
    program: record.object('program', recordedFile),
    inputs: record.objects('inputs', recordedFile),
    settings: record.object('settings', settingsOf),
    define: record.object('define', numbersOf),
    cycles: record.count('cycles'),
    interrupted: record.flag('interrupted'),
    exitCode: record.count('exitCode'),
  };
}

const recordedFile = (file: Members): RecordedFile => ({
  file: file.line('file'),
  sha256: file.line('sha256'),
});

const settingsOf = (settings: Members): RunSettings => ({
  engine: settings.oneOf('engine', ENGINES),
  timeout: settings.count('timeout', 1),
  ...(settings.has('maxCycles') ? { maxCycles: settings.count('maxCycles', 1) } : {}),
  ...(settings.has('seed') ? { seed: settings.text('seed') } : {}),
  ...(settings.has('fault') ? { fault: settings.text('fault') } : {}),
  set: settings.texts('set'),
  ...(settings.has('chip') ? { chip: settings.parsed('chip', chipText) } : {}),
});

const numbersOf = (numbers: Members): Record<string, number> =>
  Object.fromEntries(numbers.names.map((name) => [name, numbers.number(name, -(2 ** 32), 2 ** 32)]));
