/** A run that is over: what pricing it again needs, and, where that was asked, what it costs. */
import { join } from 'node:path';
import { assess, type Assessment } from '../../energy/assess.js';
import { calibrate } from '../../energy/calibration.js';
import type { Prices } from '../../energy/prices.js';
import { writeRecord, type ActivityRecord } from '../../energy/record.js';
import { calibrationText, reportText } from '../../energy/report/report-text.js';
import { loadCalibration, RECORD_FILE } from '../../node/energy-files.js';
import { writeWhole } from '../../files/output.js';

/** Report and calibration table for a terminal. */
export const fullText = (assessment: Assessment, prices: Prices): string =>
  `${reportText(assessment)}\n\n${calibrationText(calibrate(prices.table, loadCalibration()), prices.table)}`;

export class PricedRun {
  readonly assessment: Assessment | undefined;

  constructor(
    private readonly record: ActivityRecord,
    private readonly prices: Prices | undefined,
    stepPeriod: number | undefined,
  ) {
    this.assessment = prices && assess(record, prices, stepPeriod);
  }

  /** What pricing it again needs, and, where priced, energy.json and energy.html. */
  async write(directory: string): Promise<void> {
    writeWhole(join(directory, RECORD_FILE), writeRecord(this.record));
    if (!this.prices || !this.assessment) return;
    const { writeReports } = await import('./energy-reports.js');
    writeReports(directory, this.record, this.prices, this.assessment);
  }

  /** The report for a terminal; undefined where nothing was priced. */
  get text(): string | undefined {
    return this.prices && this.assessment ? fullText(this.assessment, this.prices) : undefined;
  }
}
