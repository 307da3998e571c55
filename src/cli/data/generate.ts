/** `sextant data generate`: samples and weights of a built-in task. */
import { Command, Option } from 'commander';
import { generateCueAccumulation } from '../../data/cue-accumulation.js';
import { formatSamples, formatWeights } from '../../data/dat.js';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { integer, jsonOption, type ReportOptions } from '../options.js';
import { Report } from '../report.js';

interface GenerateOptions extends ReportOptions {
  readonly samples: number;
  readonly seed: string;
}

export function generateCommand(): Command {
  return new Command('generate')
    .description('generate a task: samples to train and test on, and initial weights')
    .argument('<dir>', 'directory to write dataset_{train,test}.dat and weights_{inp,rec,out}.dat to')
    .addOption(
      new Option('--task <name>', 'what to generate')
        .choices(['cue-accumulation'])
        .default('cue-accumulation'),
    )
    .option('--samples <n>', 'samples of each set', integer(1, 100_000), 50)
    .option('--seed <text>', 'seed of every random draw', '1')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant data generate out/cues --samples 20 --seed 7')
    .action((dir: string, options: GenerateOptions) => withFiles((files) => generate(dir, options, files)));
}

function generate(dir: string, options: GenerateOptions, files: DeclaredFiles): void {
  const directory = files.directory(dir, 'the directory');
  const task = generateCueAccumulation(options.samples, options.seed);
  const texts = {
    'dataset_train.dat': formatSamples(task.train),
    'dataset_test.dat': formatSamples(task.test),
    'weights_inp.dat': formatWeights(task.weights.inp, task.sizes.neurons),
    'weights_rec.dat': formatWeights(task.weights.rec, task.sizes.neurons),
    'weights_out.dat': formatWeights(task.weights.out, task.sizes.outputs),
  };
  const outputs = Object.entries(texts).map(([name, text]) => ({ output: directory.writes(name), text }));
  files.check();
  for (const { output, text } of outputs) output.write(text);
  const names = Object.keys(texts);
  const report = new Report(options);
  report.json({
    directory: dir,
    task: task.name,
    seed: options.seed,
    samples: options.samples,
    files: names,
  });
  report.text(`${dir}: ${options.samples} samples each to train and test on, ${names.join(', ')}`);
}
