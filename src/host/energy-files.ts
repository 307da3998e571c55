/** Energy tables, calibration and run records as files. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCalibration, type CalibrationCounts } from '../energy/calibration.js';
import { DataError } from '../energy/members.js';
import { readRecord, type ActivityRecord } from '../energy/record.js';
import type { EnergyTable } from '../energy/table.js';
import { badInput, EXIT, fileError, UserError } from '../io/errors.js';
import { closest } from '../isa/closest.js';
import { builtInFile, builtInTables, compiledTable } from './compiled-tables.js';

export const DEFAULT_TABLE = 'fdsoi28';
/** Name of the activity record in the directory of a run. */
export const RECORD_FILE = 'activity.json';
const MAX_RECORD_BYTES = 64 << 20;

const calibrationFile = fileURLToPath(new URL('../../../isa/energy/calibration.json', import.meta.url));

function readText(file: string, limit: number): string {
  try {
    const info = statSync(file);
    if (info.isDirectory()) throw new UserError('is a directory, a file is needed', EXIT.FILE, { file });
    if (!info.isFile()) throw new UserError('is not a regular file', EXIT.FILE, { file });
    if (info.size > limit) throw badInput(`${info.size} bytes; at most ${limit} are read`, { file });
    const bytes = readFileSync(file);
    if (!isUtf8(bytes)) throw badInput('is no UTF-8 text', { file });
    return bytes.toString('utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw fileError(error, { file });
  }
}

/**
 * Loads a table by the name of a built-in one, or from a file.
 * @throws UserError with file and line for anything wrong with it.
 */
export async function loadTable(nameOrFile: string = DEFAULT_TABLE): Promise<EnergyTable> {
  const names = builtInTables();
  if (names.includes(nameOrFile))
    return compiledTable(nameOrFile) ?? (await readTableFile(builtInFile(nameOrFile)));
  if (!/[./\\]/.test(nameOrFile) && statSync(nameOrFile, { throwIfNoEntry: false }) === undefined)
    throw new UserError(
      `no energy table '${nameOrFile}'${closest(nameOrFile, names)}; built in are ${names.join(', ')}; or give a file`,
      EXIT.FILE,
    );
  return readTableFile(nameOrFile);
}

async function readTableFile(file: string): Promise<EnergyTable> {
  // Loaded when it is needed: the built-in tables are compiled.
  const { MAX_TABLE_BYTES, readTable, TableError } = await import('../energy/read-table.js');
  try {
    return readTable(readText(file, MAX_TABLE_BYTES), file);
  } catch (error) {
    throw error instanceof TableError ? new UserError(error.message, EXIT.BAD_INPUT) : error;
  }
}

/** Counts measured on the calibration programs. */
export function loadCalibration(): CalibrationCounts {
  return readCalibration(readFileSync(calibrationFile, 'utf8'));
}

/**
 * Loads the activity record of a run.
 * @param run its directory, or the record itself.
 * @throws UserError for anything wrong with it.
 */
export function loadRecord(run: string): ActivityRecord {
  const isDirectory = statSync(run, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isDirectory ? join(run, RECORD_FILE) : run;
  if (isDirectory && statSync(file, { throwIfNoEntry: false }) === undefined)
    throw new UserError(`has no ${RECORD_FILE}: is it the output directory (-o) of a run?`, EXIT.FILE, {
      file: run,
    });
  try {
    return readRecord(readText(file, MAX_RECORD_BYTES));
  } catch (error) {
    throw error instanceof DataError ? badInput(error.message, { file }) : error;
  }
}
