/** Options that say how a recording becomes inputs and ticks. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Design } from '../../design/design.js';
import type { RecordingOptions } from '../../data/recordings.js';
import { CAMERAS, type Camera } from '../../events/aedat.js';
import { POLARITIES, type Binning, type Polarity, type Rectangle } from '../../events/binning.js';
import type { SensorSize } from '../../events/events.js';
import { RECORDING_FORMATS, type RecordingFormat } from '../../events/formats.js';
import { chipOption, type ChipOption } from '../chip-option.js';
import { integer, timeStepOption } from '../options.js';

export interface BinningOptions extends ChipOption {
  readonly format?: RecordingFormat;
  readonly camera?: Camera;
  readonly sensor?: SensorSize;
  /** Absent: those of the chip. */
  readonly inputs?: number;
  /** Seconds. */
  readonly dt: number;
  readonly crop?: Rectangle;
  readonly subsample: readonly [number, number];
  readonly polarity: Polarity;
  readonly start: 'zero' | 'first';
  readonly ticks?: number;
}

const MICROSECONDS = 1e6;

/** Adds the options. @param dt default time step; absent: one must be given. */
export function addBinningOptions(command: Command, dt?: number): Command {
  const step = timeStepOption('length of a tick, such as 1ms');
  return command
    .addOption(new Option('--format <name>', 'format of the recording').choices(RECORDING_FORMATS))
    .addOption(new Option('--camera <name>', 'camera of an AEDAT 2 file').choices(CAMERAS))
    .addOption(
      new Option('--sensor <WxH>', 'size of the sensor, if the file does not give it').argParser(size),
    )
    .option('--inputs <n>', 'number of inputs (default: those of the chip)', integer(1, 1 << 16))
    .addOption(chipOption())
    .addOption(dt === undefined ? step.makeOptionMandatory() : step.default(dt))
    .addOption(
      new Option('--crop <X,Y,WxH>', 'pixels that are used; columns from X, rows from Y').argParser(
        rectangle,
      ),
    )
    .addOption(
      new Option('--subsample <CxR>', 'columns and rows of pixels that become one input (4 is 4x4)')
        .argParser(block)
        .default([1, 1], '1'),
    )
    .addOption(
      new Option(
        '--polarity <name>',
        'both: an input for each polarity; merge: one for both; on, off: only events of this one',
      )
        .choices(POLARITIES)
        .default('both'),
    )
    .addOption(
      new Option('--start <when>', 'tick 0 is at time zero of the recording, or at its first event')
        .choices(['zero', 'first'])
        .default('first'),
    )
    .option('--ticks <n>', 'ticks of a sample; later events are dropped', integer(1, 1_000_000));
}

/** The binning that the options choose for a chip; a sensor with one row has no polarity. */
export function binningOf(options: BinningOptions, design: Design, sensor: SensorSize | undefined): Binning {
  const { inputs = design.inputs, dt, crop, subsample, polarity, start, ticks } = options;
  const area = crop ?? sensor;
  return {
    inputs,
    dt: dt * MICROSECONDS,
    subsample: area?.height === 1 ? [subsample[0], 1] : subsample,
    polarity: area?.height === 1 && polarity === 'both' ? 'merge' : polarity,
    start,
    ...(crop && { crop }),
    ...(ticks === undefined ? {} : { ticks }),
  };
}

export const recordingOptionsOf = ({ format, camera }: BinningOptions): RecordingOptions => ({
  ...(format && { format }),
  ...(camera && { camera }),
});

function size(text: string): SensorSize {
  const m = /^(\d{1,5})x(\d{1,5})$/.exec(text);
  if (!m || Number(m[1]) < 1 || Number(m[2]) < 1)
    throw new InvalidArgumentError('columns and rows are needed, such as 128x128.');
  return { width: Number(m[1]), height: Number(m[2]) };
}

function rectangle(text: string): Rectangle {
  const m = /^(\d{1,5}),(\d{1,5}),(\d+x\d+)$/.exec(text);
  if (!m) throw new InvalidArgumentError('a corner and a size are needed, such as 8,8,32x32.');
  return { x: Number(m[1]), y: Number(m[2]), ...size(m[3]!) };
}

function block(text: string): [number, number] {
  const m = /^([1-9]\d{0,4})(?:x([1-9]\d{0,4}))?$/.exec(text);
  if (!m) throw new InvalidArgumentError('a number of pixels is needed, such as 4 or 4x2.');
  return [Number(m[1]), Number(m[2] ?? m[1])];
}
