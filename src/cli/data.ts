/** `sextant data`: generates tasks and converts event data between formats. */
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
import { withFiles, type DeclaredFiles } from '../files/declared-files.js';
import { integer, jsonOption, type ReportOptions } from './options.js';
import { Report } from './report.js';

interface ConvertOptions extends Omit<EventFileOptions, 'format'>, ReportOptions {
  readonly from?: EventFormat;
  readonly to?: EventFormat;
  readonly sample?: number;
}

interface GenerateOptions extends ReportOptions {
  readonly samples: number;
  readonly seed: string;
}

export function dataCommand(): Command {
  return new Command('data')
    .description('generate tasks, convert event data')
    .addCommand(convertCommand())
    .addCommand(generateCommand());
}

function convertCommand(): Command {
  return new Command('convert')
    .description('convert event data; formats follow from the names (.dat, .bin, .hex, .csv) or are given')
    .argument('<input>', 'file to read; - for standard input')
    .argument('<output>', 'file to write; - for standard output')
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
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  sextant data generate out/cues --samples 20\n  sextant data convert out/cues/dataset_test.dat events.csv --label-tick 2100',
    )
    .action((input: string, output: string, options: ConvertOptions) =>
      withFiles((files) => convert(input, output, options, files)),
    );
}

function generateCommand(): Command {
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

async function convert(
  input: string,
  outputFile: string,
  options: ConvertOptions,
  files: DeclaredFiles,
): Promise<void> {
  const { from, to, sample, json: _json, quiet: _quiet, ...rest } = options;
  const format = to ?? formatOf(outputFile);
  files.reads(input, 'the input');
  const output = files.writes(outputFile, 'the output');
  const report = new Report(options, files);
  files.check();
  const stream = await readEvents(input, { ...rest, ...(from === undefined ? {} : { format: from }) });
  output.write(formatEvents(stream, format, sample));
  const samples = sample === undefined ? stream.samples : 1;
  report.json({ output: output.file, format, samples, items: stream.ticks.length });
  report.text(`${output.file}: ${samples} samples as ${format}`);
}

function generate(dir: string, options: GenerateOptions, files: DeclaredFiles): void {
  const directory = files.directory(dir, 'the directory');
  const task = generateCueAccumulation(options.samples, options.seed);
  const texts = {
    'dataset_train.dat': formatSamples(task.train, task.supervisionTick),
    'dataset_test.dat': formatSamples(task.test, task.supervisionTick),
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
