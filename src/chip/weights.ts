/**
 * Direct access to the memories of a chip, for scripts and tests: it takes no cycles and counts no activity. A host loads
 * weights over SPI instead.
 */
import { wrapSigned } from '../fixed-point/index.js';
import type { Chip } from './chip.js';
import { rowLength, type WeightBank, type WeightBankName } from './sram.js';
import type { ChipState } from './state.js';

/** The weight memories: input to neuron, neuron to neuron, neuron to output. */
export type WeightMemory = WeightBankName;

/**
 * Writes a matrix of weights into a memory, from the first pre-synaptic neuron on.
 *
 *     loadWeights(chip, 'winp', [50, -50, 20, 0], 2); // two inputs to two neurons
 *
 * @param weights whole numbers that the chip's weights can hold, -128 to 127 for 8 bits; the weight from `pre` to `post` is at `pre * posts + post`.
 * @param posts neurons (of `wout`: outputs) that each pre-synaptic neuron has weights to.
 * @throws RangeError for a number that is not a weight, and for a matrix that does not fit the memory.
 */
export function loadWeights(
  chip: Chip,
  memory: WeightMemory,
  weights: ArrayLike<number>,
  posts: number,
): void {
  const { bank, stride } = bankOf(chip, memory, weights.length / posts, posts);
  const { weightLeast, weightMost } = chip.state.design;
  const values = Array.from(weights);
  const wrong = values.findIndex((w) => !Number.isInteger(w) || w < weightLeast || w > weightMost);
  if (wrong >= 0)
    throw new RangeError(
      `weight ${wrong} of ${memory} is ${values[wrong]}, not a whole number from ${weightLeast} to ${weightMost}`,
    );
  values.forEach((weight, i) => (bank.bytes[Math.floor(i / posts) * stride + (i % posts)] = weight));
  bank.writes++;
}

/**
 * The weights in a memory, as a matrix.
 * @param pres pre-synaptic neurons (of `winp`: inputs), from the first on.
 * @param posts neurons (of `wout`: outputs), from the first on.
 * @returns the weight from `pre` to `post` at `pre * posts + post`.
 * @throws RangeError for a matrix larger than the memory.
 */
export function readWeights(chip: Chip, memory: WeightMemory, pres: number, posts: number): Int8Array {
  const { bank, stride } = bankOf(chip, memory, pres, posts);
  return Int8Array.from(
    { length: pres * posts },
    (_, i) => bank.bytes[Math.floor(i / posts) * stride + (i % posts)]!,
  );
}

/**
 * Membrane potentials, in units of the least significant bit (-32768 to 32767 for 16 bits).
 * @param neurons how many, from the first on; default: all of the chip.
 */
export const membranes = ({ state }: Chip, neurons = state.design.neurons): Int16Array =>
  Int16Array.from({ length: neurons }, (_, i) => membraneOf(state, i));

/** The membrane of a neuron as its word holds it. */
export const membraneOf = ({ neur, design }: ChipState, neuron: number): number =>
  wrapSigned(neur.membrane[neuron]!, design.membraneBits);

/** The bank of a memory and the bytes from one pre-synaptic neuron to the next. */
function bankOf(
  { state }: Chip,
  memory: WeightMemory,
  pres: number,
  posts: number,
): { bank: WeightBank; stride: number } {
  const { inputs, neurons, outputs } = state.design;
  const mostPres = memory === 'winp' ? inputs : neurons;
  const mostPosts = memory === 'wout' ? outputs : neurons;
  if (!Number.isInteger(pres) || pres > mostPres || posts > mostPosts)
    throw new RangeError(
      `a matrix of ${pres} x ${posts} does not fit ${memory}, which has ${mostPres} x ${mostPosts}`,
    );
  return { bank: state[memory], stride: rowLength(state[memory]) };
}
