/** Tasks whose samples and weights are drawn at random. */
import seedrandom from 'seedrandom';
import type { Sample, Task, TaskSizes } from '../task.js';
import { randomWeights, type WeightSpread } from './random-weights.js';

/** Version of the generators: the same seed gives the same samples only with the same version. */
export const GENERATOR_VERSION = 2;

/** A task, and how its samples are drawn. */
export interface GeneratedTask extends Pick<Task, 'name' | 'kind' | 'settings' | 'neuron'> {
  /** What is learnt, for people. */
  readonly title: string;
  readonly sizes: TaskSizes;
  readonly spread: WeightSpread;
  /**
   * Makes what draws a sample. Functions `random` give numbers from 0 to 1.
   * @param shared draws what all samples have in common.
   */
  readonly sampler: (shared: () => number) => (random: () => number) => Sample;
}

/** The task with data. @param samples of each set. @param seed of every random draw. */
export function generateTask(task: GeneratedTask, samples: number, seed: string): Task {
  const { name, kind, sizes, settings, neuron, spread, sampler } = task;
  const drawing = (part: string): (() => number) => seedrandom(`${seed}/${part}/${GENERATOR_VERSION}`);
  const sample = sampler(drawing('shared'));
  const set = (part: string): Sample[] => {
    const random = drawing(part);
    return Array.from({ length: samples }, () => sample(random));
  };
  const weights = randomWeights(sizes, spread, seed);
  return {
    name,
    ...(kind ? { kind } : {}),
    sizes,
    settings,
    neuron,
    weights,
    train: set('train'),
    test: set('test'),
  };
}
