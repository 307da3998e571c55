/** A supervised task on the chip: samples of input events, labels, initial weights and settings. */
import type { RegisterName } from '../../isa/registers.js';

/** An input event: neuron address and the number of ticks before it. */
export interface InputEvent {
  neuron: number;
  tick: number;
}

/** One sample of a classification. */
export interface Sample {
  /** In the order they are sent; ticks do not fall. */
  events: InputEvent[];
  label: number;
  /** Ticks from the start of the sample to its end. */
  ticks: number;
}

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

/** For people. */
export const sizesText = ({ inputs, neurons, outputs }: TaskSizes): string =>
  `${inputs}-${neurons}-${outputs} neurons`;

/** A supervised task: samples, labels, initial weights and settings. */
export interface Task {
  name: string;
  sizes: TaskSizes;
  /** Configuration registers, in the order they are written; DO_EPROP is set by the phase. */
  settings: readonly (readonly [RegisterName, number])[];
  /** Low 12 bits of the leak factor, and threshold, of every neuron. */
  neuron: { alphaLow: number; threshold: number };
  weights: Weights;
  train: Sample[];
  test: Sample[];
  /** Tick at which target and supervision come. */
  supervisionTick: number;
}
