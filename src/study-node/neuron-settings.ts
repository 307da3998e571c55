/** Leak factors and thresholds of a study's neurons, in place of those of the task. */
import seedrandom from 'seedrandom';
import type { NeuronParameters, Task } from '../data/task.js';
import { normal } from '../faults/normal.js';

/** What a study changes; absent: as the task has it. */
export interface NeuronSettings {
  /** Low 12 bits of the leak factor. */
  readonly alphaLow?: number | undefined;
  readonly threshold?: number | undefined;
  /** Standard deviation of the logarithm of the time constants: 0.1 is about 10 %. */
  readonly leakSpread?: number | undefined;
  /** Of the spread. */
  readonly seed: string;
}

/** What the leak takes away in a step, at most and at least, in units of 2^-15. */
const [MOST_LOSS, LEAST_LOSS] = [0x1000, 1];

/** A task with other neurons. Two neurons share a leak factor, so that time constants differ from pair to pair. */
export function withNeurons(task: Task, { alphaLow, threshold, leakSpread, seed }: NeuronSettings): Task {
  if (alphaLow === undefined && threshold === undefined && leakSpread === undefined) return task;
  const given = 'threshold' in task.neuron ? [task.neuron] : task.neuron;
  const count = leakSpread === undefined ? given.length : Math.ceil(task.sizes.neurons / 2);
  const random = seedrandom(`${seed}/leak`);
  const neuron = Array.from({ length: count }, (_, i): NeuronParameters => {
    const pair = given[Math.min(i, given.length - 1)]!;
    const low = alphaLow ?? pair.alphaLow;
    return {
      alphaLow: leakSpread === undefined ? low : spread(low, Math.exp(leakSpread * normal(random))),
      threshold: threshold ?? pair.threshold,
    };
  });
  return { ...task, neuron };
}

/** The leak factor for a time constant that is so many times longer; the time constant is one step over the loss in a step. */
const spread = (low: number, times: number): number =>
  MOST_LOSS - Math.max(LEAST_LOSS, Math.min(MOST_LOSS, Math.round((MOST_LOSS - low) / times)));
