/** A task from a YAML file and the files that it names (docs/tasks.md). */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import seedrandom from 'seedrandom';
import { MatrixError, readMatrix } from '../../asm/matrix.js';
import { REFERENCE, type Design } from '../../design/design.js';
import { readWhole } from '../../files/bytes.js';
import { badInput } from '../../text/errors.js';
import { readEventSamples } from '../event-files.js';
import { eventLimitsOf } from '../sample-collector.js';
import { withTargets } from '../targets-file.js';
import type { Sample, Task, TaskSizes, Weights } from '../task.js';
import { filesOfNetwork, readTaskNetwork, withBias, type TaskNetwork } from './network-task.js';
import { randomWeights } from './random-weights.js';
import {
  mergedSettings,
  readTaskDescription,
  SETS,
  type NetworkDescription,
  type SetName,
  type TaskDescription,
  type WeightsDescription,
} from './task-description.js';

/** How a task is loaded. */
export interface TaskFileOptions {
  /** At most so many samples of each set; of a built-in task, exactly so many. */
  readonly samples?: number;
  /** Of every random draw; default `1`. */
  readonly seed?: string;
  /** Directory whose weights_{inp,rec,out}.dat replace the weights of the task. */
  readonly weights?: string;
  /** The chip; a task from files must fit it as it is. Default: that of the task, else the public design. */
  readonly design?: Design;
  /** Is called with every file that is read. */
  readonly onRead?: (file: string) => void;
}

/** What the parts of a task are read with. */
interface Reading {
  readonly description: TaskDescription;
  readonly seed: string;
  readonly design: Design;
  /** The path of a file that the description names. */
  readonly beside: (path: string) => string;
}

/**
 * Reads a task.
 * @throws UserError with file and line of what is wrong.
 */
export async function readTaskFile(file: string, options: TaskFileOptions = {}): Promise<Task> {
  const { samples, seed = '1', onRead } = options;
  onRead?.(file);
  const description = await readTaskDescription(file, options.design, {
    declare: (path) => onRead?.(path),
    beside: (path) => (isAbsolute(path) ? path : join(dirname(file), path)),
  });
  const { name, kind, like, settings, program } = description;
  const beside = (path: string): string => {
    const found = isAbsolute(path) ? path : join(dirname(file), path);
    onRead?.(found);
    return found;
  };
  const design = options.design ?? description.design ?? REFERENCE;
  const reading = { description, seed, design, beside };
  const network = await networkOf(description.network, reading, (path) => join(dirname(file), path), onRead);
  const sets = await setsOf(reading, network);
  const take = (set: SetName): Sample[] => (sets[set] ?? []).slice(0, samples);
  const { validation } = sets;
  return {
    name,
    kind,
    ...(design.isReference ? {} : { design }),
    sizes: network.sizes,
    settings: mergedSettings(design, like.settings, network.settings, settings),
    neuron: network.neuron,
    weights: network.weights,
    train: take('train'),
    ...(validation ? { validation: take('validation') } : {}),
    test: take('test'),
    ...(program === undefined ? {} : { program: resolve(beside(program)) }),
  };
}

async function networkOf(
  network: NetworkDescription,
  { seed, design, beside }: Reading,
  directoryOf: (path: string) => string,
  onRead: TaskFileOptions['onRead'],
): Promise<TaskNetwork> {
  if ('directory' in network) {
    const directory = isAbsolute(network.directory) ? network.directory : directoryOf(network.directory);
    filesOfNetwork(directory).forEach((file) => onRead?.(file));
    return readTaskNetwork(directory, design);
  }
  const { sizes, weights, neuron } = network;
  return {
    sizes,
    neuron,
    weights: await weightsOf(weights, sizes, { seed, design, beside }),
    settings: new Map(),
  };
}

type Sets = Partial<Record<SetName, Sample[]>>;

/** The samples of each set, with targets in a regression. */
async function setsOf(reading: Reading, network: TaskNetwork): Promise<Sets> {
  const { data, targets } = reading.description;
  if ('file' in data) {
    const all = await samplesOf(reading, network, data.file, targets.samples);
    return dealt(all, data.shares, reading.seed);
  }
  const sets: Sets = {};
  let labelTick: number | undefined;
  for (const name of SETS) {
    const file = data.files[name];
    if (file === undefined) continue;
    const set = await samplesOf(reading, network, file, targets[name], labelTick);
    sets[name] = set;
    if (name === 'train') labelTick = commonTick(set);
  }
  return sets;
}

/** The tick at which the labels of all samples begin; undefined where they differ. */
function commonTick(samples: readonly Sample[]): number | undefined {
  const ticks = new Set(samples.map((sample) => sample.labelTick));
  return ticks.size === 1 ? samples[0]!.labelTick : undefined;
}

/** @param labelTick where labels begin that the file gives no time, as in the training set. */
async function samplesOf(
  { description, design, beside }: Reading,
  { sizes, biasInput }: TaskNetwork,
  file: string,
  targets: string | undefined,
  labelTick?: number,
): Promise<Sample[]> {
  const { events, kind } = description;
  const regression = kind === 'regression';
  const defaults = labelTick === undefined ? events : { labelTick, ...events };
  const options = regression ? { label: 0, labelTick: 0, ...defaults } : defaults;
  const inputs = sizes.inputs - (biasInput === undefined ? 0 : 1);
  const path = beside(file);
  const read = checked(await readEventSamples(path, { ...options, limits: eventLimitsOf(design) }), path, {
    ...sizes,
    inputs,
  });
  const samples = biasInput === undefined ? read : read.map((sample) => withBias(sample, biasInput));
  if (!regression) return samples;
  if (targets === undefined) throw badInput('the samples have no file of targets', { file });
  return withTargets(samples, beside(targets), sizes.outputs);
}

/** Deals samples out to sets at random, by their shares. */
function dealt(
  samples: readonly Sample[],
  shares: Readonly<Partial<Record<SetName, number>>>,
  seed: string,
): Sets {
  const random = seedrandom(`${seed}/split`);
  const order = samples.map((sample) => ({ sample, key: random() })).sort((a, b) => a.key - b.key);
  const sets: Sets = {};
  let sum = 0;
  for (const name of SETS) {
    const share = shares[name];
    if (share === undefined) continue;
    const [from, to] = [sum, sum + share].map((part) => Math.round(part * samples.length));
    sets[name] = order.slice(from, to).map(({ sample }) => sample);
    sum += share;
  }
  return sets;
}

/** @throws UserError for samples that the network has no input or output for. */
function checked(samples: Sample[], file: string, { inputs, outputs }: TaskSizes): Sample[] {
  samples.forEach(({ events, label }, k) => {
    const wrong = events.find(({ neuron }) => neuron >= inputs);
    if (wrong)
      throw badInput(`sample ${k + 1} has an event of input ${wrong.neuron}, but there are ${inputs}`, {
        file,
      });
    if (label < 0) throw badInput(`sample ${k + 1} has no label`, { file });
    if (label >= outputs)
      throw badInput(`sample ${k + 1} has label ${label}, but there are ${outputs} outputs`, { file });
  });
  return samples;
}

async function weightsOf(
  given: WeightsDescription,
  sizes: TaskSizes,
  { seed, design, beside }: Omit<Reading, 'description'>,
): Promise<Weights> {
  const { inputs, neurons, outputs } = sizes;
  const spread = (value: string | number): number => (typeof value === 'number' ? value : 0);
  const random = randomWeights(
    sizes,
    { inp: spread(given.inp), rec: spread(given.rec), out: spread(given.out) },
    seed,
    design.weightMost,
  );
  const read = async (part: keyof Weights, rows: number, columns: number): Promise<Int8Array> => {
    const path = given[part];
    if (typeof path === 'number') return random[part];
    const file = beside(path);
    const bytes = await readWhole(file);
    try {
      return readMatrix(path, bytes, { rows, columns }, design).values;
    } catch (error) {
      throw error instanceof MatrixError ? badInput(error.message, { file }) : error;
    }
  };
  return {
    inp: await read('inp', inputs, neurons),
    rec: await read('rec', neurons, neurons),
    out: await read('out', neurons, outputs),
  };
}
