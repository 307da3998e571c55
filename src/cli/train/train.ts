/** `sextant train`: trains the chip on a task, on chip, and tests it epoch by epoch. */
import { Command, Option } from 'commander';
import { withFiles } from '../../files/declared-files.js';
import { EXIT } from '../../text/errors.js';
import { addEnergyOption } from '../energy/energy-run.js';
import {
  engineOption,
  integer,
  jsonOption,
  neuronsOption,
  quietOption,
  faultOption,
  setOption,
  timeoutOption,
} from '../options.js';
import { chipOption } from '../chip-option.js';
import { Report } from '../report.js';
import { unusedSettingsError } from '../run/run-summary.js';
import { catchInterrupts, endWith, type Ending } from '../shell.js';
import { allowOption, warnOf } from '../findings.js';
import { TASK_NAMES } from '../../data/tasks/load-task.js';
import { planTraining, type TrainOptions } from './train-plan.js';
import { endLines } from './train-report.js';
import type { TrainSummary } from './train-results.js';
import { executeTraining } from './train-run.js';

export function trainCommand(): Command {
  const command = new Command('train')
    .description('train the chip on a task, on chip, and test it after every epoch')
    .option('--task <name|file>', `what to learn: ${TASK_NAMES.join(', ')}, or a task of your own (.yaml)`)
    .option(
      '--data <dir>',
      'dataset_{train,test}.dat and weights_{inp,rec,out}.dat instead of generated ones',
    )
    .option('--weights <dir>', 'begin with weights_{inp,rec,out}.dat of this directory instead')
    .option('--epochs <n>', 'passes over the training set', integer(1, 10_000), 3)
    .option('--samples <n>', 'samples of each set', integer(1, 100_000), 50)
    .option('--seed <text>', 'seed of the generated data and weights', '1')
    .option(
      '-o, --output <dir>',
      'write results there: summary, samples, chart, weights, and what sextant plot shows',
    )
    .addOption(
      new Option(
        '--resume <dir>',
        'go on with the training in this directory, up to --epochs in all',
      ).conflicts([...['task', 'data', 'weights', 'samples', 'seed', 'set', 'fault', 'output']]),
    )
    .option('--save-best', 'write the weights of the best epoch, too: weights_best_{inp,rec,out}.dat')
    .option(
      '--early-stop <n>',
      'end when n epochs in a row were not better than the best one before',
      integer(1, 10_000),
    )
    .addOption(neuronsOption('recorded for sextant plot (default: 0,1,2,3)'))
    .addOption(chipOption())
    .addOption(setOption())
    .addOption(faultOption())
    .addOption(engineOption())
    .addOption(timeoutOption())
    .addOption(allowOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .action(trainAction);
  return addEnergyOption(command).addHelpText(
    'after',
    '\nExample:\n  sextant train --epochs 2 --samples 10 --energy -o out/cues\n  sextant train --epochs 1 --samples 5 --set KAPPA=0x60\n  sextant train --resume out/cues --epochs 4',
  );
}

async function trainAction(options: TrainOptions): Promise<void> {
  catchInterrupts();
  const ending = await withFiles(async (files) => {
    const plan = await planTraining(options, files);
    const report = new Report(options, files);
    const { summary, energy, unusedSettings } = await executeTraining(plan, report);
    report.json({ ...summary, ...(energy.assessment ? { energy: energy.assessment } : {}) });
    report.text(...endLines(summary, plan.options.output));
    if (energy.text !== undefined) report.text('', energy.text);
    warnOf(summary.warnings, report, options);
    return endingOf(summary, unusedSettings);
  });
  endWith(ending);
}

function endingOf({ task, interrupted }: TrainSummary, unusedSettings: readonly string[]): Ending {
  if (interrupted) return { exitCode: EXIT.INTERRUPTED };
  const error = unusedSettingsError(task, unusedSettings);
  return error ? { exitCode: error.exitCode, error } : { exitCode: EXIT.OK };
}
