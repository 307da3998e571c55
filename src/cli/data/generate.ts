/** `sextant data generate`: samples and weights of a built-in task. */
import { Command, Option } from 'commander';
import { builtInTask, BUILT_IN_TASKS } from '../../data/tasks/built-in.js';
import { GENERATOR_VERSION, generateTask, type GeneratedTask } from '../../data/tasks/generated-task.js';
import { formatSamples, formatWeights } from '../../data/dat.js';
import { taskOnDesign } from '../../data/tasks/task-on-design.js';
import { DESCRIPTION } from '../../data/tasks/load-task.js';
import { formatTargets } from '../../data/targets-file.js';
import type { Task } from '../../data/task.js';
import { parameterText } from '../../design/design.js';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { chipOr, chipOption, type ChipOption } from '../chip-option.js';
import { integer, jsonOption, type ReportOptions } from '../options.js';
import { Report } from '../report.js';

interface GenerateOptions extends ChipOption, ReportOptions {
  readonly task: string;
  readonly samples: number;
  readonly seed: string;
}

export function generateCommand(): Command {
  return new Command('generate')
    .description('generate a task: samples to train and test on, and initial weights')
    .argument(
      '<dir>',
      'directory to write task.yaml, dataset_{train,test}.dat and weights_{inp,rec,out}.dat to',
    )
    .addOption(
      new Option('--task <name>', 'what to generate')
        .choices(BUILT_IN_TASKS.map((task) => task.name))
        .default(BUILT_IN_TASKS[0]!.name),
    )
    .option('--samples <n>', 'samples of each set', integer(1, 100_000), 50)
    .option('--seed <text>', 'seed of every random draw', '1')
    .addOption(chipOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant data generate out/cues --samples 20 --seed 7')
    .action((dir: string, options: GenerateOptions) => withFiles((files) => generate(dir, options, files)));
}

async function generate(dir: string, options: GenerateOptions, files: DeclaredFiles): Promise<void> {
  const directory = files.directory(dir, 'the directory');
  const design = await chipOr(options, files);
  const like = builtInTask(options.task)!;
  const task = taskOnDesign(generateTask(like, options.samples, options.seed), design);
  const { train, test } = task;
  const texts = {
    [DESCRIPTION]: descriptionOf(task, like),
    'dataset_train.dat': formatSamples(train),
    'dataset_test.dat': formatSamples(test),
    ...weightTexts(task),
    ...(task.kind === 'regression' && {
      'targets_train.csv': formatTargets(train, task.sizes.outputs),
      'targets_test.csv': formatTargets(test, task.sizes.outputs),
    }),
  };
  const outputs = Object.entries(texts).map(([name, text]) => [directory.writes(name), text] as const);
  const report = new Report(options, files);
  files.check();
  for (const [output, text] of outputs) output.write(text);
  const { task: name, samples, seed } = options;
  report.json({
    directory: dir,
    task: name,
    samples,
    seed,
    generator: GENERATOR_VERSION,
    files: Object.keys(texts),
  });
  report.text(`${dir}: ${Object.keys(texts).join(', ')}`);
}

function weightTexts({ weights, sizes: { neurons, outputs } }: Task): Record<string, string> {
  return {
    'weights_inp.dat': formatWeights(weights.inp, neurons),
    'weights_rec.dat': formatWeights(weights.rec, neurons),
    'weights_out.dat': formatWeights(weights.out, outputs),
  };
}

/** The chip, and the settings that are fitted to it; nothing for the public design. */
function chipLines({ design, settings, neuron }: Task, like: GeneratedTask): string[] {
  if (!design) return [];
  const before = new Map(like.settings);
  const fitted = settings.filter(([name, value]) => !name.startsWith('NUM_') && before.get(name) !== value);
  const pair = 'threshold' in neuron ? neuron : neuron[0]!;
  return [
    `design: ${parameterText(design)}`,
    ...(fitted.length > 0
      ? [`settings: { ${fitted.map(([name, value]) => `${name}: ${value}`).join(', ')} }`]
      : []),
    `neurons: { alpha-low: ${pair.alphaLow}, threshold: ${pair.threshold} }`,
  ];
}

/** The task as a description of the files, so that its settings come with it. */
function descriptionOf(task: Task, like: GeneratedTask): string {
  const { name, kind = 'classification', sizes, train } = task;
  const targets =
    kind === 'regression' ? ['  targets: { train: targets_train.csv, test: targets_test.csv }'] : [];
  return [
    'format: sextant-task',
    'version: 1',
    `name: ${name}`,
    `kind: ${kind}`,
    `like: ${name}`,
    ...chipLines(task, like),
    `sizes: { inputs: ${sizes.inputs}, neurons: ${sizes.neurons}, outputs: ${sizes.outputs} }`,
    'data:',
    '  train: dataset_train.dat',
    '  test: dataset_test.dat',
    ...(kind === 'regression' ? [] : [`  label-tick: ${train[0]?.labelTick ?? 0}`]),
    ...targets,
    'weights: { inp: weights_inp.dat, rec: weights_rec.dat, out: weights_out.dat }',
    '',
  ].join('\n');
}
