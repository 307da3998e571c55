/**
 * A task from a directory of `.dat` files, as the reference benchmark has them: samples to train and to test on, and initial
 * weights. The sizes of the network are those of the weights.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../../files/file-error.js';
import { REFERENCE, type Design } from '../../design/design.js';
import { badInput, usageError } from '../../text/errors.js';
import { learningSettings } from './learning-settings.js';
import { readSampleFile, readWeightFile } from '../dat.js';
import type { Sample, Task, TaskSizes } from '../task.js';

/** Names of the files: ours, and those of the reference benchmark with the name of its task. */
const NAMES = {
  train: /^dataset_(\w+_)?train\.dat(\.gz)?$/,
  test: /^dataset_(\w+_)?test\.dat(\.gz)?$/,
  inp: /^(init_rand_)?weights_inp(_\w+)?\.dat(\.gz)?$/,
  rec: /^(init_rand_)?weights_rec(_\w+)?\.dat(\.gz)?$/,
  out: /^(init_rand_)?weights_out(_\w+)?\.dat(\.gz)?$/,
} as const;
type Part = keyof typeof NAMES;

const USUAL: Readonly<Record<Part, string>> = {
  train: 'dataset_train.dat',
  test: 'dataset_test.dat',
  inp: 'weights_inp.dat',
  rec: 'weights_rec.dat',
  out: 'weights_out.dat',
};

/** The files of a task in a directory. @throws UserError where one is missing, or there are several. */
export function taskFiles(directory: string): Partial<Record<Part, string>> {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    throw fileError(error, { file: directory });
  }
  const found: Partial<Record<Part, string>> = {};
  for (const part of Object.keys(NAMES) as Part[]) {
    const [name, second] = names.filter((n) => NAMES[part].test(n)).sort();
    if (second !== undefined)
      throw usageError(`${directory}: ${name!} and ${second} are of two tasks; give a directory with one`);
    if (name !== undefined) found[part] = join(directory, name);
  }
  return found;
}

/**
 * The task of a directory, with the settings of cue accumulation for its sizes. Labels begin at the tick that the events
 * of the training set give them, in the test set too.
 * @param samples at most so many of each set.
 * @param design of the chip, which the network must fit.
 * @throws UserError naming the file and line that is missing or wrong.
 */
export async function readTaskDirectory(
  directory: string,
  samples = Infinity,
  design = REFERENCE,
): Promise<Task> {
  const files = taskFiles(directory);
  const file = (part: Part): string => {
    const path = files[part];
    if (path === undefined)
      throw usageError(`${directory}: there is no ${USUAL[part]}, nor one with the name of a task in it`);
    return path;
  };
  const weights = {
    inp: await readWeightFile(file('inp'), undefined, design),
    rec: await readWeightFile(file('rec'), undefined, design),
    out: await readWeightFile(file('out'), undefined, design),
  };
  const sizes = sizesOf(weights, file, design);
  const train = await readSampleFile(file('train'), sizes);
  const labelTick = commonTick(train);
  const defaults = labelTick === undefined ? {} : { labelTick };
  const test = files.test === undefined ? [] : await readSampleFile(files.test, sizes, defaults);
  for (const [path, set] of [
    [file('train'), train],
    [files.test ?? '', test],
  ] as const)
    requireLabels(path, set);
  return {
    name: 'cue-accumulation',
    sizes,
    ...learningSettings(sizes),
    weights,
    train: train.slice(0, samples),
    test: test.slice(0, samples),
  };
}

/** Sizes of the network from the numbers of its weights. */
function sizesOf({ inp, rec, out }: Task['weights'], file: (part: Part) => string, chip: Design): TaskSizes {
  const neurons = Math.sqrt(rec.length);
  if (!Number.isInteger(neurons) || neurons < 1 || neurons > chip.neurons)
    throw badInput(
      `${rec.length} recurrent weights are not those of 1 to ${chip.neurons} neurons, a square`,
      {
        file: file('rec'),
      },
    );
  const count = (weights: Int8Array, part: 'inp' | 'out', most: number): number => {
    const rows = weights.length / neurons;
    if (!Number.isInteger(rows) || rows < 1 || rows > most)
      throw badInput(`${weights.length} weights, which are not ${neurons} (the neurons) times 1 to ${most}`, {
        file: file(part),
      });
    return rows;
  };
  return {
    inputs: count(inp, 'inp', chip.inputs),
    neurons,
    outputs: count(out, 'out', chip.outputs),
  };
}

/** The tick at which all labels begin, if it is the same for all. */
function commonTick(samples: readonly Sample[]): number | undefined {
  const [first] = samples;
  return first && samples.every((s) => s.labelTick === first.labelTick) ? first.labelTick : undefined;
}

function requireLabels(file: string, samples: readonly Sample[]): void {
  const missing = samples.findIndex((sample) => sample.label < 0);
  if (missing >= 0) throw badInput(`sample ${missing + 1} has no label`, { file });
}
