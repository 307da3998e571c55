/** `sextant data show`: what is in a sample, in numbers and as a picture. */
import { Command } from 'commander';
import { EVENT_CODE } from '../../../isa/image.js';
import { binRecordings } from '../../data/bin-recordings.js';
import { readEvents } from '../../data/event-files.js';
import { eventLimitsOf } from '../../data/sample-collector.js';
import type { Design } from '../../design/design.js';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { dataOf, durationOf, itemsOf, labelOf } from '../../firmware/events.js';
import { rasterSvg } from '../../plot/raster.js';
import { usageError } from '../../text/errors.js';
import { chipOr } from '../chip-option.js';
import { integer, jsonOption, quietOption, type ReportOptions } from '../options.js';
import { Report } from '../report.js';
import { addBinningOptions, binningOf, recordingOptionsOf, type BinningOptions } from './binning-options.js';

interface ShowOptions extends BinningOptions, ReportOptions {
  readonly output?: string;
  readonly sample: number;
}

/** A sample to be shown. */
interface Shown {
  readonly inputs: Uint16Array | number[];
  readonly at: Uint32Array | number[];
  readonly ticks: number;
  readonly label: number;
}

const DEFAULT_DT = 1e-3;
/** Files in the chip's own formats; .dat is one of them unless its content is Prophesee's. */
const CHIP_FILES = /\.(csv|hex|mem)(\.gz)?$/i;

export function showCommand(): Command {
  const command = new Command('show')
    .description('show a sample of an event file or a recording: its counts, and a raster of it')
    .argument('<file>', 'recording, or samples as CSV or words')
    .option('-o, --output <file>', 'the raster, as SVG')
    .option('--sample <k>', 'which sample, from 0', integer(0, 1_000_000), 0);
  return addBinningOptions(command, DEFAULT_DT)
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      '\nExample:\n  sextant data random random.csv --inputs 12\n  sextant data show random.csv -o sample.svg',
    )
    .action((file: string, options: ShowOptions) => withFiles((files) => show(file, options, files)));
}

/** The name of a class, as it is printed. */
const labelText = (label: number): string => (label < 0 ? 'no class' : `class ${label}`);

async function show(file: string, options: ShowOptions, files: DeclaredFiles): Promise<void> {
  files.reads(file, 'the recording');
  const output = options.output === undefined ? undefined : files.writes(options.output, '-o');
  const design = await chipOr(options, files);
  const report = new Report(options, files);
  files.check();
  const { inputs, at, ticks, label } = CHIP_FILES.test(file)
    ? await eventSample(file, options.sample, design)
    : await recordedSample(file, options, design);
  const used = new Set(inputs);
  const busiest = Math.max(0, ...countBy(at));
  const rows = Math.max(0, ...used) + 1;
  output?.write(
    rasterSvg({
      title: `${file}, sample ${options.sample}, ${labelText(label)}: ${inputs.length} events in ${ticks} ticks`,
      rowLabel: 'input',
      rows,
      steps: ticks,
      series: [{ name: 'events', colour: '#14507a', rows: inputs, steps: at }],
    }),
  );
  const result = {
    file,
    sample: options.sample,
    label,
    ticks,
    events: inputs.length,
    inputsUsed: used.size,
    largestInput: rows - 1,
    busiestTick: busiest,
    ...(output && { output: output.file }),
  };
  report.json(result);
  report.text(
    `${file}, sample ${options.sample}: ${labelText(label)}, ${ticks} ticks, ${inputs.length} events on ${used.size} inputs ` +
      `(0 to ${rows - 1}), at most ${busiest} in a tick`,
    ...(output ? [`raster in ${output.file}`] : []),
  );
}

function countBy(values: Iterable<number>): number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()];
}

async function eventSample(file: string, sample: number, design: Design): Promise<Shown> {
  const stream = await readEvents(file, { labelTick: 0, limits: eventLimitsOf(design) });
  if (sample >= stream.samples) throw usageError(`${file} has samples 0 to ${stream.samples - 1}`);
  const items = [...itemsOf(stream, sample, EVENT_CODE.spike)];
  return {
    inputs: items.map((i) => dataOf(stream.words[i]!)),
    at: items.map((i) => stream.ticks[i]!),
    ticks: durationOf(stream, sample) ?? 0,
    label: labelOf(stream, sample),
  };
}

async function recordedSample(file: string, options: ShowOptions, design: Design): Promise<Shown> {
  const all = binRecordings(
    [file],
    (sensor) => binningOf(options, design, sensor),
    () => 0,
    {
      ...recordingOptionsOf(options),
      ...(options.sensor && { sensor: options.sensor }),
    },
  );
  let seen = 0;
  for await (const { binned, label } of all) if (seen++ === options.sample) return { ...binned, label };
  throw usageError(`${file} has samples 0 to ${seen - 1}`);
}
