/** `sextant study export`: the results of a study for other programs. */
import { Command } from 'commander';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { summarisePoints } from '../../study/outcomes/summary.js';
import { collectStudy } from '../../study-node/collect.js';
import { optunaJournal } from '../../study-node/optuna.js';
import { Report } from '../report.js';
import { addStudyOptions, openStudyOf, type StudyOptions } from './study-options.js';

interface ExportOptions extends StudyOptions {
  readonly optuna: string;
}

export function exportStudyCommand(): Command {
  return addStudyOptions(new Command('export'))
    .description('write the results of a study for other programs')
    .requiredOption('--optuna <file>', 'journal that optuna.storages.JournalStorage loads, a trial a point')
    .addHelpText(
      'after',
      '\nExample:\n  sextant study export studies/learning-rate --optuna learning-rate.log',
    )
    .action((path: string, options: ExportOptions) => withFiles((files) => write(path, options, files)));
}

async function write(path: string, options: ExportOptions, files: DeclaredFiles): Promise<void> {
  const open = await openStudyOf(path, options, files);
  const output = files.writes(options.optuna, '--optuna');
  const report = new Report(options, files);
  files.check();
  const { rows } = await collectStudy(open);
  const points = summarisePoints(open.study, rows);
  output.write(optunaJournal(open.study, points, new Date().toISOString()));
  report.json({ output: output.file, trials: points.length });
  report.text(`${output.file}: ${points.length} trials`);
}
