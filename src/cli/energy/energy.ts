/** `sextant energy`: prices a run that is over, under any table and operating point; explains tables. */
import { Command } from 'commander';
import { assess } from '../../energy/assess.js';
import { calibrate } from '../../energy/calibration.js';
import { calibrationText, explainText } from '../../energy/report/report-text.js';
import { builtInTables } from '../../node/energy-tables.js';
import { loadCalibration, loadRecord } from '../../node/energy-files.js';
import { usageError } from '../../text/errors.js';
import { addPricingOptions, type PricingOptions } from './pricing-options.js';
import { fullText } from './priced-run.js';
import { pricesOf } from './pricing.js';
import { print, printJson } from '../shell.js';

interface EnergyCommandOptions extends PricingOptions {
  output?: string;
  explain?: boolean;
  json?: boolean;
}

const HELP = `
Examples:
  sextant run firmware/energy/learning.host --energy -o out/learning
  sextant energy out/learning --vdd 0.8V --clock 115MHz
  sextant energy out/learning --table literature28 -o out/literature
  sextant energy --explain --table literature28
Built-in tables: ${builtInTables().join(', ')}.`;

export function energyCommand(): Command {
  const command = new Command('energy')
    .description('price a run that is over, under any energy table and operating point')
    .argument('[rundir]', 'output directory (-o) of a run, or its activity.json')
    .option('--explain', 'print the table: every number with its kind, uncertainty and source')
    .option('-o, --output <dir>', 'write energy.json and energy.html there')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(energyAction);
  return addPricingOptions(command);
}

async function energyAction(run: string | undefined, options: EnergyCommandOptions): Promise<void> {
  const prices = await pricesOf(options);
  if (options.explain === true) {
    if (run !== undefined) throw usageError('--explain prints a table: give no run');
    const calibration = calibrate(prices.table, loadCalibration());
    if (options.json === true) printJson({ ...prices.table, calibration });
    else print(`${explainText(prices.table)}\n\n${calibrationText(calibration, prices.table)}`);
    return;
  }
  if (run === undefined) throw usageError('which run? give its output directory, or --explain');
  const record = loadRecord(run);
  const assessment = assess(record, prices, options.stepPeriod);
  if (options.output !== undefined) {
    // Loaded when it is needed: pricing itself is soon done.
    const { writeReports } = await import('./energy-reports.js');
    writeReports(options.output, record, prices, assessment);
  }
  if (options.json === true)
    printJson({ ...assessment, calibration: calibrate(prices.table, loadCalibration()) });
  else print(fullText(assessment, prices));
}
