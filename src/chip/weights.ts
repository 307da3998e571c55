/**
 * Direct access to the memories of a chip, for scripts and tests: it takes no cycles and counts no activity. A host loads
 * weights over SPI instead.
 */
import type { Chip } from './chip.js';
import type { WeightBank } from './sram.js';

/** The weight memories: input to neuron, neuron to neuron, neuron to output. */
export type WeightMemory = 'winp' | 'wrec' | 'wout';

/**
 * Writes a matrix of weights into a memory, from the first pre-synaptic neuron on.
 *
 *     loadWeights(chip, 'winp', [50, -50, 20, 0], 2); // two inputs to two neurons
 *
 * @param weights whole numbers from -128 to 127; the weight from `pre` to `post` is at `pre * posts + post`.
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
  const values = Array.from(weights);
  const wrong = values.findIndex((w) => !Number.isInteger(w) || w < -128 || w > 127);
  if (wrong >= 0)
    throw new RangeError(
      `weight ${wrong} of ${memory} is ${values[wrong]}, not a whole number from -128 to 127`,
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
 * Membrane potentials, in units of the least significant bit (-32768 to 32767).
 * @param neurons how many, from the first on; default: all of the chip.
 */
export const membranes = (chip: Chip, neurons = chip.state.geometry.neurons): Int16Array =>
  chip.state.neur.membrane.slice(0, neurons);

/** The bank of a memory and the bytes from one pre-synaptic neuron to the next. */
function bankOf(
  { state }: Chip,
  memory: WeightMemory,
  pres: number,
  posts: number,
): { bank: WeightBank; stride: number } {
  const { inputs, neurons, outputs } = state.geometry;
  const mostPres = memory === 'winp' ? inputs : neurons;
  const stride = memory === 'wout' ? outputs : neurons;
  if (!Number.isInteger(pres) || pres > mostPres || posts > stride)
    throw new RangeError(
      `a matrix of ${pres} x ${posts} does not fit ${memory}, which has ${mostPres} x ${stride}`,
    );
  return { bank: state[memory], stride };
}
