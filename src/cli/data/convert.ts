/** `sextant data convert`: event data from one format of the chip's to another. */
import { Command, Option } from 'commander';
import { EVENT_CODE } from '../../../isa/image.js';
import {
  EVENT_FORMATS,
  formatEvents,
  formatOf,
  readEvents,
  type EventFileOptions,
  type EventFormat,
} from '../../data/event-files.js';
import { eventLimitsOf } from '../../data/sample-collector.js';
import { codeOf, type EventStream } from '../../firmware/events.js';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { chipOr, chipOption, type ChipOption } from '../chip-option.js';
import { integer, jsonOption, type ReportOptions } from '../options.js';
import { plural } from '../../text/plural.js';
import { Report } from '../report.js';

interface ConvertOptions extends Omit<EventFileOptions, 'format' | 'limits'>, ChipOption, ReportOptions {
  readonly from?: EventFormat;
  readonly to?: EventFormat;
  readonly sample?: number;
}

export function convertCommand(): Command {
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
    .option('--samples <n>', 'samples to read, at most', integer(1, 1_000_000))
    .option('--sample <k>', 'the one sample to write, for packed', integer(0, 1_000_000))
    .addOption(chipOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  sextant data generate out/cues --samples 20\n  sextant data convert out/cues/dataset_test.dat events.csv --label-tick 2100',
    )
    .action((input: string, output: string, options: ConvertOptions) =>
      withFiles((files) => convert(input, output, options, files)),
    );
}

/** The first and last tick at which a label begins; undefined without labels. */
function labelTicksOf({ words, ticks }: EventStream): { first: number; last: number } | undefined {
  const labels = ticks.filter((_, i) => codeOf(words[i]!) === EVENT_CODE.label);
  if (labels.length === 0) return undefined;
  return {
    first: labels.reduce((a, b) => Math.min(a, b)),
    last: labels.reduce((a, b) => Math.max(a, b)),
  };
}

function labelText(ticks: ReturnType<typeof labelTicksOf>): string {
  if (!ticks) return 'no labels';
  const { first, last } = ticks;
  return `labels begin at ${first === last ? `tick ${first}` : `ticks ${first} to ${last}`}`;
}

async function convert(
  input: string,
  outputFile: string,
  options: ConvertOptions,
  files: DeclaredFiles,
): Promise<void> {
  const { from, to, sample, json: _json, quiet: _quiet, chip, ...rest } = options;
  const format = to ?? formatOf(outputFile);
  files.reads(input, 'the input');
  const output = files.writes(outputFile, 'the output');
  const design = await chipOr(chip === undefined ? {} : { chip }, files);
  const report = new Report(options, files);
  files.check();
  const stream = await readEvents(input, {
    ...rest,
    limits: eventLimitsOf(design),
    ...(from === undefined ? {} : { format: from }),
  });
  output.write(formatEvents(stream, format, sample));
  const samples = sample === undefined ? stream.samples : 1;
  const labelTicks = labelTicksOf(stream);
  report.json({ output: output.file, format, samples, items: stream.ticks.length, labelTicks });
  report.text(`${output.file}: ${plural(samples, 'sample')} as ${format}; ${labelText(labelTicks)}`);
}
