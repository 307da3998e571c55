/** The reports of a priced run: text for a terminal, energy.json and energy.html. */
import type { Assessment } from '../../energy/assess.js';
import { calibrate, type CalibrationRow } from '../../energy/calibration.js';
import type { Prices } from '../../energy/prices.js';
import type { ActivityRecord } from '../../energy/record.js';
import { calibrationText, reportText } from '../../energy/report-text.js';
import type { EnergyTable } from '../../energy/table/table.js';
import type { DeclaredOutput, OutputDirectory } from '../../files/declared-files.js';
import { loadCalibration } from '../../node/energy-files.js';
import { loadPageScript } from '../../node/page-script.js';
import { energyReportPage } from '../../plot/energy-report/report-page.js';
import { commandLine } from '../command-line.js';
import { VERSION } from '../version.js';

export interface ReportOutputs {
  readonly json: DeclaredOutput;
  readonly html: DeclaredOutput;
}

export const declareReports = (directory: OutputDirectory): ReportOutputs => ({
  json: directory.writes('energy.json'),
  html: directory.writes('energy.html'),
});

export interface PricedRun {
  readonly record: ActivityRecord;
  readonly prices: Prices;
  readonly assessment: Assessment;
}

/** How well a table meets published figures, which are those of the public design. */
export const calibrationOf = (table: EnergyTable): CalibrationRow[] =>
  calibrate(table.scaled?.from ?? table, loadCalibration());

/** Report and calibration for a terminal. */
export const energyText = (assessment: Assessment, { table }: Prices): string =>
  `${reportText(assessment)}\n\n${calibrationText(calibrationOf(table), table)}`;

/** Writes energy.json and energy.html. */
export function writeReports(outputs: ReportOutputs, run: PricedRun): void {
  const calibration = calibrationOf(run.prices.table);
  outputs.json.write(`${JSON.stringify({ ...run.assessment, calibration }, null, 2)}\n`);
  const origin = [
    ['priced by', `sextant ${VERSION}`],
    ['command', commandLine()],
  ] as const;
  outputs.html.write(energyReportPage({ ...run, calibration, origin }, loadPageScript()));
}
