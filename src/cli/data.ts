/** `sextant data`: generates tasks and converts event data between formats. */
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { generateCueAccumulation } from '../data/cue-accumulation.js';
import { formatSamples, formatWeights } from '../data/dat.js';
import {
  EVENT_FORMATS,
  formatEvents,
  formatOf,
  readEvents,
  type EventFileOptions,
  type EventFormat,
} from '../data/event-files.js';
import { writeWhole } from '../files/output.js';
import { integer, print, printJson } from './shell.js';

interface ConvertOptions extends Omit<EventFileOptions, 'format'> {
  from?: EventFormat;
  to?: EventFormat;
  sample?: number;
  json?: boolean;
}

export function dataCommand(): Command {
  const convert = new Command('convert')
    .description('convert event data; formats follow from the names (.dat, .bin, .hex, .csv) or are given')
    .argument('<input>', 'file to read')
    .argument('<output>', 'file to write')
    .addOption(new Option('--from <format>', 'format of the input').choices(EVENT_FORMATS))
    .addOption(new Option('--to <format>', 'format of the output').choices(EVENT_FORMATS))
    .option(
      '--label-tick <tick>',
      'tick at which labels begin, where the input gives none',
      integer(0, 2 ** 31),
    )
    .option('--label <n>', 'label, where the input gives none', integer(0, 255))
    .option('--ticks <n>', 'ticks of a sample, where the input gives none', integer(1, 2 ** 31))
    .option('--samples <n>', 'at most so many samples', integer(1, 1_000_000))
    .option('--sample <k>', 'the one sample to write, for packed', integer(0, 1_000_000))
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', '\nExample:\n  sextant data convert dataset_test.dat events.hex --label-tick 2100')
    .action(convertAction);
  const generate = new Command('generate')
    .description('generate a task: samples to train and test on, and initial weights')
    .argument('<dir>', 'directory to write dataset_{train,test}.dat and weights_{inp,rec,out}.dat to')
    .addOption(
      new Option('--task <name>', 'what to generate')
        .choices(['cue-accumulation'])
        .default('cue-accumulation'),
    )
    .option('--samples <n>', 'samples of each set', integer(1, 100_000), 50)
    .option('--seed <text>', 'seed of every random draw', '1')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', '\nExample:\n  sextant data generate out/cues --samples 20 --seed 7')
    .action(generateAction);
  for (const command of [convert, generate]) command.exitOverride();
  return new Command('data')
    .description('generate tasks, convert event data')
    .option('--json', 'as of the subcommands')
    .addHelpText('after', '\nExample:\n  sextant data convert dataset_test.dat events.csv --label-tick 2100')
    .addCommand(convert)
    .addCommand(generate);
}

async function convertAction(input: string, output: string, options: ConvertOptions): Promise<void> {
  const { from, to, sample, json, ...rest } = options;
  const format = to ?? formatOf(output);
  const stream = await readEvents(input, { ...rest, ...(from === undefined ? {} : { format: from }) });
  writeWhole(output, formatEvents(stream, format, sample));
  const summary = {
    output,
    format,
    samples: sample === undefined ? stream.samples : 1,
    items: stream.ticks.length,
  };
  if (json === true) printJson(summary);
  else print(`${output}: ${summary.samples} samples as ${format}`);
}

function generateAction(dir: string, options: { samples: number; seed: string; json?: boolean }): void {
  const task = generateCueAccumulation(options.samples, options.seed);
  const files = {
    'dataset_train.dat': formatSamples(task.train, task.supervisionTick),
    'dataset_test.dat': formatSamples(task.test, task.supervisionTick),
    'weights_inp.dat': formatWeights(task.weights.inp, task.sizes.neurons),
    'weights_rec.dat': formatWeights(task.weights.rec, task.sizes.neurons),
    'weights_out.dat': formatWeights(task.weights.out, task.sizes.outputs),
  };
  for (const [name, text] of Object.entries(files)) writeWhole(join(dir, name), text);
  const summary = {
    directory: dir,
    task: task.name,
    seed: options.seed,
    samples: options.samples,
    files: Object.keys(files),
  };
  if (options.json === true) printJson(summary);
  else print(`${dir}: ${options.samples} samples each to train and test on, ${summary.files.join(', ')}`);
}
