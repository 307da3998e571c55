/** Initial weights drawn from a normal distribution. */
import seedrandom from 'seedrandom';
import { REFERENCE } from '../../design/design.js';
import type { TaskSizes, Weights } from '../task.js';

/** Standard deviations of weights. */
export interface WeightSpread {
  readonly inp: number;
  readonly rec: number;
  readonly out: number;
}

/** A matrix of weights from -`most` to `most`. */
export const randomMatrix = (
  count: number,
  deviation: number,
  random: () => number,
  most = REFERENCE.weightMost,
): Int8Array =>
  Int8Array.from({ length: count }, () =>
    Math.max(-most, Math.min(most, Math.round(deviation * gaussian(random)))),
  );

/**
 * Weights of a network; no neuron connects to itself.
 * @param most largest weight; default: that of the public design.
 */
export function randomWeights(sizes: TaskSizes, spread: WeightSpread, seed: string, most?: number): Weights {
  const { inputs, neurons, outputs } = sizes;
  const random = seedrandom(`${seed}/weights`);
  const rec = randomMatrix(neurons * neurons, spread.rec, random, most);
  for (let n = 0; n < neurons; n++) rec[n * neurons + n] = 0;
  return {
    inp: randomMatrix(inputs * neurons, spread.inp, random, most),
    rec,
    out: randomMatrix(neurons * outputs, spread.out, random, most),
  };
}

/** Standard normal numbers (Box and Muller). */
export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
