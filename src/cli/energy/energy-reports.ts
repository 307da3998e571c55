/** The reports of a priced run as files. */
import { join } from 'node:path';
import type { Assessment } from '../../energy/assess.js';
import { calibrate } from '../../energy/calibration.js';
import type { Prices } from '../../energy/prices.js';
import type { ActivityRecord } from '../../energy/record.js';
import { reportHtml } from '../../energy/report/report-html.js';
import { loadChartScripts } from '../../node/chart-scripts.js';
import { loadCalibration } from '../../node/energy-files.js';
import { writeWhole } from '../../files/output.js';

/** energy.json and energy.html. */
export function writeReports(
  directory: string,
  record: ActivityRecord,
  prices: Prices,
  assessment: Assessment,
): void {
  const calibration = calibrate(prices.table, loadCalibration());
  writeWhole(join(directory, 'energy.json'), `${JSON.stringify({ ...assessment, calibration }, null, 2)}\n`);
  const scripts = loadChartScripts();
  writeWhole(
    join(directory, 'energy.html'),
    reportHtml({ record, prices, assessment, calibration, scripts }),
  );
}
