/** Calibration and run records as files. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readCalibration, type CalibrationCounts } from '../energy/calibration.js';
import { DataError } from '../text/members.js';
import { readRecord, type ActivityRecord } from '../energy/record.js';
import { badInput, EXIT, UserError } from '../text/errors.js';
import { packagePath } from '../files/package-root.js';
import { readText } from '../files/text.js';

/** Name of the activity record in the directory of a run. */
export const RECORD_FILE = 'activity.json';
const MAX_RECORD_BYTES = 64 << 20;

const calibrationFile = packagePath('isa', 'energy', 'calibration.json');

/** Counts measured on the calibration programs. */
export function loadCalibration(): CalibrationCounts {
  return readCalibration(readFileSync(calibrationFile, 'utf8'));
}

/** The activity record of a run. @param run its directory, or the record itself. */
export const recordFile = (run: string): string =>
  statSync(run, { throwIfNoEntry: false })?.isDirectory() === true ? join(run, RECORD_FILE) : run;

/**
 * Loads the activity record of a run.
 * @param run its directory, or the record itself.
 * @throws UserError for anything wrong with it.
 */
export function loadRecord(run: string): ActivityRecord {
  const file = recordFile(run);
  if (file !== run && statSync(file, { throwIfNoEntry: false }) === undefined)
    throw new UserError(`has no ${RECORD_FILE}: is it the output directory (-o) of a run?`, EXIT.FILE, {
      file: run,
    });
  try {
    return readRecord(readText(file, MAX_RECORD_BYTES));
  } catch (error) {
    throw error instanceof DataError ? badInput(error.message, { file }) : error;
  }
}
