/** `sextant energy`: prices a finished run, under any table and operating point; explains tables. */
import { Command } from 'commander';
import { designOfRecord } from '../../energy/record.js';
import { assess } from '../../energy/assess.js';
import { calibrationText, explainText } from '../../energy/report-text.js';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { loadRecord, recordFile } from '../../node/energy-files.js';
import { builtInTables } from '../../node/energy-tables.js';
import { usageError } from '../../text/errors.js';
import { chipGiven, chipOption, chipOr, requireChip, type ChipOption } from '../chip-option.js';
import { jsonOption, type ReportOptions } from '../options.js';
import { Report } from '../report.js';
import { calibrationOf, declareReports, energyText, writeReports } from './energy-report.js';
import { addPricingOptions, pricesOf, type PricingOptions } from './pricing.js';

interface EnergyCommandOptions extends ChipOption, PricingOptions, ReportOptions {
  readonly output?: string;
  readonly explain?: boolean;
}

const HELP = `
Examples:
  sextant run firmware/energy/learning.host --energy -o out/learning
  sextant energy out/learning --vdd 0.8V --clock 115MHz
  sextant energy out/learning --table literature28 -o out/literature
  sextant energy --explain --table literature28
  sextant energy --explain --chip n64
Built-in tables: ${builtInTables().join(', ')}.`;

export function energyCommand(): Command {
  const command = new Command('energy')
    .description('price a finished run, under any energy table and operating point')
    .argument('[rundir]', 'output directory (-o) of a run, or its activity.json')
    .option('--explain', 'print the table: every number with its kind, uncertainty and source')
    .option('-o, --output <dir>', 'write energy.json and energy.html there')
    .addOption(chipOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((run: string | undefined, options: EnergyCommandOptions) =>
      withFiles((files) =>
        options.explain === true ? explain(run, options, files) : price(run, options, files),
      ),
    );
  return addPricingOptions(command);
}

async function explain(
  run: string | undefined,
  options: EnergyCommandOptions,
  files: DeclaredFiles,
): Promise<void> {
  if (run !== undefined || options.output !== undefined)
    throw usageError('--explain prints a table: leave out the run and -o');
  const { table } = await pricesOf(options, files, await chipOr(options, files));
  const calibration = calibrationOf(table);
  const report = new Report(options);
  report.text(explainText(table), '', calibrationText(calibration, table));
  report.json({ ...table, calibration });
}

async function price(
  run: string | undefined,
  options: EnergyCommandOptions,
  files: DeclaredFiles,
): Promise<void> {
  if (run === undefined) throw usageError('missing run directory (or use --explain)');
  files.reads(recordFile(run), 'the activity record of the run');
  const record = loadRecord(run);
  const design = designOfRecord(record);
  requireChip(design, await chipGiven(options, files), recordFile(run));
  const prices = await pricesOf(options, files, design);
  const reports =
    options.output === undefined ? undefined : declareReports(files.directory(options.output, '-o'));
  files.check();
  const assessment = assess(record, prices, options.stepPeriod);
  if (reports) writeReports(reports, { record, prices, assessment });
  const report = new Report(options, files);
  report.text(energyText(assessment, prices));
  report.json({ ...assessment, calibration: calibrationOf(prices.table) });
}
