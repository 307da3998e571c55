/**
 * A picture of what a run left in a directory: `summary.json`, `samples.csv` and weights of a training, and tables that
 * were recorded there (spikes.csv, outputs.csv, membranes.csv, learning.csv, energy.csv). What is missing is not shown.
 */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readWeightFile } from '../data/dat.js';
import { energyColumn } from '../energy/log/log.js';
import { EXIT, UserError } from '../text/errors.js';
import { emptyEnergyParts, emptyPicture, type PictureData } from './picture-data.js';
import type { CsvRow } from '../table/csv.js';
import { readTable } from './read-table.js';
import { readSummary, type RunSummary } from './run-summary.js';

/** A sample in the order in which the training played them. */
interface PlayedSample {
  readonly name: string;
  readonly label: number;
}

/**
 * @param onMissing called with the name of each table that is not there.
 * @throws UserError for a directory without anything to show, or with a damaged file.
 */
export async function pictureOfDirectory(
  directory: string,
  onMissing: (table: string) => void = () => undefined,
): Promise<PictureData> {
  const summary = readSummary(directory);
  const name = basename(resolve(directory));
  const data = emptyPicture(`${summary.task ?? summary.program ?? 'run'} (${name})`);
  data.epochs = [...summary.epochs];
  const about = new Map<string, string>();
  const read = async (table: string, take: (row: CsvRow) => void): Promise<void> => {
    const file = join(directory, table);
    if (!existsSync(file)) onMissing(table);
    else for (const [key, value] of await readTable(file, take)) about.set(key, value);
  };

  const played: PlayedSample[] = [];
  await read('samples.csv', answersInto(data, played));
  await read('spikes.csv', (row) => {
    const input = row.text('layer') === 'input';
    const raster = input ? data.inputs : data.spikes;
    // An input event is processed in the tick after it came.
    raster.ticks.push(row.number('tick') + (input ? 1 : 0));
    raster.neurons.push(row.number('neuron'));
  });
  await read('outputs.csv', outputsInto(data, played));
  await read('membranes.csv', membranesInto(data));
  await read('learning.csv', learningInto(data, summary.sizes?.neurons ?? 256));
  await read('energy.csv', energyInto(data));
  await readWeightFiles(directory, summary, data);

  if (data.epochs.length + data.answers.length + data.outputTicks.length + data.spikes.ticks.length === 0)
    throw new UserError('nothing to show: it has no samples.csv, spikes.csv or outputs.csv', EXIT.FILE, {
      file: directory,
    });
  const period = Number(about.get('clock_period_ps'));
  if (period > 0) data.time.clockHz = 1e12 / period;
  data.origin = originOf(directory, summary);
  return data;
}

/** Where the numbers of a directory come from, as far as it says. */
function originOf(
  directory: string,
  { sextant, task, program, data, seed, sizes }: RunSummary,
): PictureData['origin'] {
  const entries: [string, string | undefined][] = [
    ['directory', directory],
    ['task', task],
    ['program', program],
    ['data', seed === undefined ? data : `${data ?? 'generated'}, seed '${seed}'`],
    ['chip', sizes && `${sizes.inputs} inputs, ${sizes.neurons} neurons, ${sizes.outputs} outputs in use`],
    ['written by', sextant && `sextant ${sextant}`],
  ];
  return entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

const USES: Readonly<Record<string, 'training' | 'test'>> = { train: 'training', test: 'test' };

/** Rows of samples.csv. */
function answersInto({ answers }: PictureData, played: PlayedSample[]): (row: CsvRow) => void {
  let tick = 0;
  return (row) => {
    tick += row.number('ticks');
    const label = row.number('label');
    const epoch = row.number('epoch');
    const use = USES[row.text('phase')];
    answers.push({ tick, label, output: row.number('output'), epoch, ...(use ? { use } : {}) });
    played.push({
      label,
      name: `${use ?? row.text('phase')} sample ${row.number('index')} of epoch ${epoch}`,
    });
  };
}

/** Rows of outputs.csv: one for each output and tick, output 0 first. */
function outputsInto(data: PictureData, played: readonly PlayedSample[]): (row: CsvRow) => void {
  let shown = 0;
  return (row) => {
    const output = row.number('output');
    if (output === 0) {
      const tick = row.number('tick');
      const number = row.number('sample');
      const sample = played[number - 1];
      if (number !== shown) data.samples.push({ tick, name: sample?.name ?? `sample ${number}` });
      shown = number;
      data.outputTicks.push(tick);
      data.targets.push(row.number('target_valid') === 1 ? (sample?.label ?? -1) : -1);
    }
    (data.outputs[output] ??= []).push(row.number('membrane_lsb'));
  };
}

/** Rows of membranes.csv: one for each neuron and tick that outputs.csv has, too. */
function membranesInto({ membranes, outputTicks }: PictureData): (row: CsvRow) => void {
  const known = new Map<number, PictureData['membranes'][number]>();
  return (row) => {
    const neuron = row.number('neuron');
    let shown = known.get(neuron);
    if (!shown) {
      shown = { neuron, threshold: 0, values: [] };
      known.set(neuron, shown);
      membranes.push(shown);
    }
    if (row.number('tick') !== outputTicks[shown.values.length]) return;
    shown.threshold = row.number('threshold_lsb');
    shown.values.push(row.number('membrane_lsb'));
  };
}

/** Rows of learning.csv: one for each neuron and tick that learns. */
function learningInto({ learning }: PictureData, neurons: number): (row: CsvRow) => void {
  const { ticks, mean, max } = learning;
  return (row) => {
    const tick = row.number('tick');
    if (ticks.at(-1) !== tick) {
      ticks.push(tick);
      mean.push(0);
      max.push(0);
    }
    const magnitude = Math.abs(row.number('signal_lsb'));
    mean[ticks.length - 1]! += magnitude / neurons;
    max[ticks.length - 1] = Math.max(max.at(-1)!, magnitude);
  };
}

/** Rows of energy.csv: one for each tick. */
function energyInto({ energy, time, effort }: PictureData): (row: CsvRow) => void {
  energy.parts = emptyEnergyParts();
  return (row) => {
    const tick = row.number('tick');
    // What comes before the first tick, such as loading weights, belongs to none.
    if (tick === 0) return;
    time.ticks.push(tick);
    time.cycles.push(row.number('cycle'));
    effort.ticks.push(tick);
    effort.cycles.push(row.number('cycles'));
    energy.ticks.push(tick);
    for (const { component, values } of energy.parts) values.push(row.number(energyColumn(component)));
  };
}

const MEMORIES = [
  { kind: 'inp', name: 'input weights' },
  { kind: 'rec', name: 'recurrent weights' },
  { kind: 'out', name: 'output weights' },
] as const;

async function readWeightFiles(directory: string, { sizes }: RunSummary, data: PictureData): Promise<void> {
  if (!sizes) return;
  const { inputs, neurons, outputs } = sizes;
  const counts = { inp: inputs * neurons, rec: neurons ** 2, out: neurons * outputs };
  for (const { kind, name } of MEMORIES) {
    const histogram = async (file: string): Promise<number[]> => {
      if (!existsSync(file)) return [];
      const values = new Array<number>(256).fill(0);
      for (const weight of await readWeightFile(file, counts[kind])) values[weight + 128]!++;
      return values;
    };
    const after = await histogram(join(directory, `weights_${kind}.dat`));
    const before = await histogram(join(directory, `weights_before_${kind}.dat`));
    if (after.length > 0) data.weights.push({ name, before, after });
  }
}
