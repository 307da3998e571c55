/** The data of a picture of a run: numbers by tick, gathered during the run or read from its directory. */
import { CLASS_TARGET } from '../chip/neuron.js';
import { COMPONENTS, type Component } from '../energy/table/vocabulary.js';

/** Events of one layer: tick and neuron, in the order of time. */
export interface Raster {
  ticks: number[];
  neurons: number[];
}

/** One sample that is shown. */
export interface Sample {
  /** Its first tick. */
  tick: number;
  /** Its name, such as `test sample 0 of epoch 3`. */
  name: string;
}

/** One answered sample. */
export interface Answer {
  /** Tick of the answer. */
  tick: number;
  /** Undefined: no target was given. */
  label: number | undefined;
  output: number;
  /** Of a training: what the sample was used for, and in which epoch, from 1. */
  use?: 'training' | 'test';
  epoch?: number;
}

/** Outcome of the samples of one kind in an epoch. */
export interface Score {
  samples: number;
  /** Classification: right answers. */
  correct?: number;
  /** Regression: mean squared error over the variance of the targets. */
  error?: number;
}

/** Outcome of an epoch of a training. */
export interface EpochScore {
  /** From 1. */
  epoch: number;
  train: Score;
  test: Score;
}

export interface PictureData {
  title: string;
  inputs: Raster;
  spikes: Raster;
  /** By output: its membrane at the end of each tick of `outputTicks`, lsb. */
  outputs: number[][];
  outputTicks: number[];
  /** By tick of `outputTicks`: the target's output, -1 without one. */
  targets: number[];
  /** Membrane that stands for "this output" and for "another", lsb. */
  targetLevels: [number, number];
  /** Membranes of chosen neurons at the end of each tick of `outputTicks`, and their last threshold; lsb. */
  membranes: { neuron: number; threshold: number; values: number[] }[];
  /** By learning pass: tick, mean and largest magnitude of the learning signals, lsb. */
  learning: { ticks: number[]; mean: number[]; max: number[] };
  /** By tick: cycles of the chip and synaptic operations. */
  effort: { ticks: number[]; cycles: number[]; synapticOps: number[] };
  /** By tick: energy of each component, pJ; no components where no prices were given. */
  energy: { ticks: number[]; parts: { component: Component; values: number[] }[] };
  /** Cycle in which each tick came, and the clock by which cycles are seconds. */
  time: { ticks: number[]; cycles: number[]; clockHz: number };
  samples: Sample[];
  answers: Answer[];
  /** Counts of weights -128..127 by memory, before and after; no counts where they are unknown. */
  weights: { name: string; before: number[]; after: number[] }[];
  /** Outcome by epoch, where a training was recorded. */
  epochs: EpochScore[];
  notes: string[];
  /** Where the data come from: names and values. */
  origin: (readonly [name: string, value: string])[];
}

/** Clock of the chip at its low-voltage operating point (0.5 V), which converts cycles to seconds if no other clock is known. */
const NOMINAL_CLOCK_HZ = 13e6;

export const emptyPicture = (title: string): PictureData => ({
  title,
  inputs: { ticks: [], neurons: [] },
  spikes: { ticks: [], neurons: [] },
  outputs: [],
  outputTicks: [],
  targets: [],
  targetLevels: [CLASS_TARGET, 0],
  membranes: [],
  learning: { ticks: [], mean: [], max: [] },
  effort: { ticks: [], cycles: [], synapticOps: [] },
  energy: { ticks: [], parts: [] },
  time: { ticks: [], cycles: [], clockHz: NOMINAL_CLOCK_HZ },
  samples: [],
  answers: [],
  weights: [],
  epochs: [],
  notes: [],
  origin: [],
});

/** Energy of each component by tick, ready to be filled. */
export const emptyEnergyParts = (): PictureData['energy']['parts'] =>
  COMPONENTS.map((component) => ({ component, values: [] }));
