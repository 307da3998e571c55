/** A task by its name: that of a built-in task, of a file that describes one, or of a directory that holds one. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { closest } from '../../text/closest.js';
import { badInput, usageError } from '../../text/errors.js';
import { REFERENCE, type Design } from '../../design/design.js';
import { readWeightFile } from '../dat.js';
import type { Task, Weights } from '../task.js';
import { builtInTask, BUILT_IN_TASKS } from './built-in.js';
import { GENERATOR_VERSION, generateTask } from './generated-task.js';
import { readTaskDirectory, taskFiles } from './task-directory.js';
import { taskOnDesign } from './task-on-design.js';
import { readTaskFile, type TaskFileOptions } from './task-file.js';

/** Names of the built-in tasks. */
export const TASK_NAMES: readonly string[] = BUILT_IN_TASKS.map((task) => task.name);

/** Samples of each set that a built-in task has unless another number is given. */
export const DEFAULT_SAMPLES = 50;

/** Description of a task in its directory. */
export const DESCRIPTION = 'task.yaml';

const GENERATED = 'generated';

/** A task, and where it comes from. */
export interface TaskSource {
  readonly task: Task;
  /** `generated`, or the file or directory. */
  readonly data: string;
  /** Seed of the random draws, where there were any. */
  readonly seed?: string;
  /** Version of the generators, where they drew the samples. */
  readonly generator?: number;
}

/**
 * Loads a task.
 * @param name of a built-in task; or a file that ends in .yaml; or a directory with a
 *   `task.yaml`, or else with `.dat` files.
 * @throws UserError (exit code 2) where there is no such task, (3) with file and line for a description that is wrong.
 */
export async function loadTask(name: string, options: TaskFileOptions = {}): Promise<TaskSource> {
  const source = await sourceOf(name, options);
  const { weights, onRead } = options;
  const design = options.design ?? source.task.design ?? REFERENCE;
  const task = {
    ...source.task,
    ...(design.isReference ? {} : { design }),
    ...(weights === undefined ? {} : { weights: await readWeights(weights, source.task, design, onRead) }),
  };
  requireFit(task, design, weights ?? source.data);
  return { ...source, task };
}

async function sourceOf(name: string, options: TaskFileOptions): Promise<TaskSource> {
  const { samples, seed = '1', onRead, design = REFERENCE } = options;
  const builtIn = builtInTask(name);
  if (builtIn) {
    const task = taskOnDesign(generateTask(builtIn, samples ?? DEFAULT_SAMPLES, seed), design);
    return { task, data: GENERATED, seed, generator: GENERATOR_VERSION };
  }
  if (/\.ya?ml$/i.test(name)) return { task: await readTaskFile(name, options), data: name, seed };
  const isThere = statSync(name, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isThere && !name.includes('/'))
    throw usageError(
      `task ${name}: not one of ${TASK_NAMES.join(', ')}, nor a file that ends in .yaml, nor a directory${closest(name, TASK_NAMES)}`,
    );
  const description = join(name, DESCRIPTION);
  if (isThere && existsSync(description))
    return { task: await readTaskFile(description, options), data: name, seed };
  Object.values(taskFiles(name)).forEach((file) => onRead?.(file));
  return { task: await readTaskDirectory(name, samples, design), data: name };
}

/** @throws UserError for a network, or weights, that the chip has no room for. */
function requireFit({ sizes, weights }: Task, design: Design, file: string): void {
  for (const name of ['inputs', 'neurons', 'outputs'] as const)
    if (sizes[name] > design[name])
      throw badInput(`the task has ${sizes[name]} ${name}, the chip ${design[name]}`, { file });
  const { weightLeast, weightMost } = design;
  for (const bank of Object.values(weights) as Int8Array[])
    if (bank.some((weight) => weight < weightLeast || weight > weightMost))
      throw badInput(`the task has weights that are not from ${weightLeast} to ${weightMost}`, { file });
}

/** Weights of a directory, such as that of an earlier training. */
async function readWeights(
  directory: string,
  { sizes: { inputs, neurons, outputs } }: Task,
  design: Design,
  onRead: TaskFileOptions['onRead'],
): Promise<Weights> {
  const read = (bank: keyof Weights, count: number): Promise<Int8Array> => {
    const file = join(directory, `weights_${bank}.dat`);
    onRead?.(file);
    return readWeightFile(file, count, design);
  };
  return {
    inp: await read('inp', inputs * neurons),
    rec: await read('rec', neurons * neurons),
    out: await read('out', neurons * outputs),
  };
}
