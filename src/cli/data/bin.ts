/** `sextant data bin`: recordings of sensors as samples of inputs and ticks. */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { Command, Option } from 'commander';
import { binningHash, binRecordings, type LabelledSample } from '../../data/bin-recordings.js';
import type { BinningCounts } from '../../events/binning.js';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { badInput, usageError } from '../../text/errors.js';
import { integer, jsonOption, quietOption, type ReportOptions } from '../options.js';
import { Report } from '../report.js';
import { chipOr } from '../chip-option.js';
import { addBinningOptions, binningOf, recordingOptionsOf, type BinningOptions } from './binning-options.js';
import { plural } from '../../text/plural.js';

interface BinOptions extends BinningOptions, ReportOptions {
  readonly output: string;
  readonly label?: number;
  readonly labelFrom?: 'directory';
  readonly samples?: number;
}

/** The label in files of a sample that has none. */
const NO_LABEL = -1;

const EXAMPLE = `
The samples are written as CSV, sample after sample: neuron,time,label; neuron -1 ends the sample, label -1 means that it has none.

Example:
  sextant data bin firmware/examples/bar.npz --dt 5ms --sensor 16x8 -o bars.csv`;

export function binCommand(): Command {
  const command = new Command('bin')
    .description('turn recordings of event cameras, ears and skins into inputs and ticks of the chip')
    .argument('<recordings...>', 'N-MNIST, Prophesee DAT and EVT, AEDAT 2 to 4, NPZ, SHD and SSC files')
    .requiredOption('-o, --output <file>', 'the samples, as CSV; - for standard output')
    .option('--label <n>', 'class of the samples whose files name none', integer(0, 255))
    .addOption(
      new Option('--label-from <where>', 'directory: the class is the name of the folder of a file').choices([
        'directory',
      ]),
    )
    .option('--samples <n>', 'samples to read, at most', integer(1, 1_000_000));
  return addBinningOptions(command)
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLE)
    .action((recordings: string[], options: BinOptions) =>
      withFiles((files) => bin(recordings, options, files)),
    );
}

async function bin(recordings: readonly string[], options: BinOptions, files: DeclaredFiles): Promise<void> {
  if (options.label !== undefined && options.labelFrom !== undefined)
    throw usageError('--label and --label-from exclude each other');
  for (const file of recordings) files.reads(file, 'a recording');
  const output = files.writes(options.output, '-o');
  const design = await chipOr(options, files);
  const report = new Report(options, files);
  files.check();
  const out = output.open();
  const encoder = new TextEncoder();
  const total: BinningCounts & { skipped: number } = { ...ZERO };
  let samples = 0;
  const hash = createHash('sha256');
  const write = (text: string): void => {
    hash.update(text);
    out.write(encoder.encode(text));
  };
  write('neuron,time,label\n');
  for await (const sample of binRecordings(
    recordings,
    (sensor) => binningOf(options, design, sensor),
    (file) => labelOf(file, options),
    { ...recordingOptionsOf(options), ...(options.sensor && { sensor: options.sensor }) },
  )) {
    write(linesOf(sample));
    await files.drained();
    add(total, sample);
    if (++samples === options.samples) break;
  }
  const binning = binningOf(options, design, options.sensor);
  report.json({
    output: output.file,
    samples,
    events: total,
    binning,
    binningSha256: binningHash(binning),
    sha256: hash.digest('hex'),
  });
  report.text(
    `${output.file}: ${plural(samples, 'sample')}, ${total.kept} events of ${total.read}: ${total.merged} merged in one tick, ` +
      `${total.cropped} outside the crop, ${total.otherPolarity} of the other polarity, ${total.outsideTime} outside the ticks`,
    `binning ${binningHash(binning).slice(0, 16)}`,
  );
  if (total.skipped > 0)
    report.warning(`${total.skipped} events had no time: their streams begin in the middle`);
  if (samples > 0 && total.kept === 0) report.warning('no event is left');
}

const ZERO = { read: 0, cropped: 0, otherPolarity: 0, outsideTime: 0, merged: 0, kept: 0, skipped: 0 };

function add(
  total: BinningCounts & { skipped: number },
  { binned: { counts }, skipped }: LabelledSample,
): void {
  for (const key of Object.keys(counts) as (keyof BinningCounts)[]) total[key] += counts[key];
  total.skipped += skipped;
}

function labelOf(file: string, { label, labelFrom }: BinOptions): number {
  if (labelFrom !== 'directory') return label ?? NO_LABEL;
  const name = basename(dirname(file));
  if (/^\d{1,3}$/.test(name) && Number(name) <= 255) return Number(name);
  throw badInput(`its folder '${name}' is not a class from 0 to 255`, { file });
}

/** A sample as lines of CSV. */
function linesOf({ binned, label }: LabelledSample): string {
  const lines = Array.from(binned.inputs, (input, i) => `${input},${binned.at[i]!},${label}\n`);
  return `${lines.join('')}-1,${binned.ticks},${label}\n`;
}
