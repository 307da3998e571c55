/** A supervised task on the chip: samples of input events, labels, initial weights and settings. */
import type { RegisterName } from '../../isa/registers.js';
import { REFERENCE, type Design } from '../design/design.js';

/** An input event: neuron address and the number of ticks before it. */
export interface InputEvent {
  neuron: number;
  tick: number;
}

/** One sample. */
export interface Sample {
  /** In the order they are sent; ticks do not fall. */
  events: InputEvent[];
  /** The right answer of a classification; -1 where there is none. */
  label: number;
  /** Tick at which supervision begins; in a classification the target comes then, and winners count from then on. */
  labelTick: number;
  /** Ticks from the start of the sample to its end. */
  ticks: number;
  /**
   * What the outputs have to be in a regression, in units of their membranes; shape [ticks - 1, outputs]. The step of
   * index s comes with tick s + 1 and is the first that sees the events of tick s.
   */
  targets?: Int16Array;
}

/** Whether the outputs vote for one of several answers, or follow targets. */
export type TaskKind = 'classification' | 'regression';

/** Initial weights, pre-major: the weight from `pre` to `post` is at pre * posts + post. */
export interface Weights {
  /** inputs x neurons */
  inp: Int8Array;
  /** neurons x neurons */
  rec: Int8Array;
  /** neurons x outputs */
  out: Int8Array;
}

/** Sizes of the network of a task. */
export interface TaskSizes {
  inputs: number;
  neurons: number;
  outputs: number;
}

/** The sizes as text. */
export const sizesText = ({ inputs, neurons, outputs }: TaskSizes): string =>
  `${inputs}-${neurons}-${outputs} neurons`;

/** A supervised task: samples, labels, initial weights and settings. */
export interface Task {
  name: string;
  /** Default: classification. */
  kind?: TaskKind;
  sizes: TaskSizes;
  /** Of the chip that the task is for; default: the public design. */
  design?: Design;
  /** Configuration registers, in the order they are written; DO_EPROP is set by the phase, sizes by {@link sizes}. */
  settings: readonly (readonly [RegisterName, number])[];
  /** Parameters of all neurons, or of each pair of neurons. */
  neuron: NeuronParameters | readonly NeuronParameters[];
  weights: Weights;
  /** Every sample needs a label, or targets. */
  train: Sample[];
  /** Samples by which the best epoch is chosen; without any, the test samples decide. */
  validation?: Sample[];
  /** May be empty. */
  test: Sample[];
  /** Source of the loop that trains and tests, with an absolute path; default: the one for the kind, in `firmware/`. */
  program?: string;
}

/** Samples that the chip answers without learning, in the order they are played: for validation, then for the test. */
export const testedSamples = ({ validation = [], test }: Task): Sample[] => [...validation, ...test];

/** Samples of an epoch. */
export const samplesPerEpoch = (task: Task): number => task.train.length + testedSamples(task).length;

/** What a pair of neurons has in common. */
export interface NeuronParameters {
  /** Low 12 bits of the leak factor alpha. */
  alphaLow: number;
  /** Signed 16-bit. */
  threshold: number;
}

/**
 * SPI chunks of the neuron memory: a word of four for each neuron, as the recorded scripts have it, or each pair. A step
 * visits as many neurons as there are inputs, where these are more; without a threshold they would spike in every step.
 */
export function neuronChunks({ sizes, neuron, design = REFERENCE }: Task): number[] {
  const visited = Math.ceil(Math.max(sizes.inputs, sizes.neurons, sizes.outputs) / 2);
  const words = Math.max(visited, Math.min(sizes.neurons, design.neuronWords));
  return Array.from({ length: words }, (_, pair) => {
    const { alphaLow, threshold } = parametersOf(neuron, pair);
    return [0, 0, 0, ((alphaLow << 20) | ((threshold & 0xffff) << 4)) >>> 0];
  }).flat();
}

/** Parameters of a pair; pairs beyond the last have those of the last. */
function parametersOf(neuron: Task['neuron'], pair: number): NeuronParameters {
  if ('threshold' in neuron) return neuron;
  const found = neuron[Math.min(pair, neuron.length - 1)];
  if (found === undefined) throw new RangeError('no parameters of neurons');
  return found;
}

/** Registers of a task with those that its sizes say. @throws RangeError where the settings say something else. */
export function settingsOf({ settings, sizes }: Task): (readonly [RegisterName, number])[] {
  const counts = new Map<RegisterName, number>([
    ['NUM_INP', sizes.inputs - 1],
    ['NUM_REC', sizes.neurons - 1],
    ['NUM_OUT', sizes.outputs - 1],
  ]);
  for (const [name, value] of settings)
    if ((counts.get(name) ?? value) !== value)
      throw new RangeError(`${name} is ${value}, but the task has ${sizesText(sizes)}`);
  const given = new Set(settings.map(([name]) => name));
  return [...settings, ...[...counts].filter(([name]) => !given.has(name))];
}
