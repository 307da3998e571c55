/** Weight memories as the SPI port sees them: rows of weights in 32-bit chunks. */
import type { MemoryName } from '../../isa/memories.js';
import type { Design } from '../design/design.js';

export type WeightMemory = Extract<MemoryName, 'winp' | 'wrec' | 'wout'>;
export const WEIGHT_MEMORIES: readonly WeightMemory[] = ['winp', 'wrec', 'wout'];

/** 32-bit chunks between two words in SPI addresses, whether the words have them or not. */
const CHUNKS_PER_WORD = 4;
const CHUNK_BITS = 32;

/** How the weights of a pre-synaptic input or neuron, a row, lie in a weight memory. */
export interface WeightRows {
  /** Inputs or neurons that have a row. */
  readonly rows: number;
  /** Neurons or outputs that a row has a weight to. */
  readonly columns: number;
  /** Weights in a word. */
  readonly lanes: number;
  /** Chunk addresses from one row to the next. */
  readonly chunksPerRow: number;
}

export function weightRows(design: Design, memory: WeightMemory): WeightRows {
  const { inputs, neurons, outputs, lanes, blockBits } = design;
  return memory === 'wout'
    ? { rows: neurons, columns: outputs, lanes: outputs, chunksPerRow: CHUNKS_PER_WORD }
    : {
        rows: memory === 'winp' ? inputs : neurons,
        columns: neurons,
        lanes,
        chunksPerRow: CHUNKS_PER_WORD << blockBits,
      };
}

/** Chunks that hold the first weights of a row, counted from the address of the row. */
export function chunksOfWeights(design: Design, memory: WeightMemory, weights: number): number[] {
  const { lanes } = weightRows(design, memory);
  const chunks: number[] = [];
  for (let first = 0, word = 0; first < weights; first += lanes, word++) {
    const bits = Math.min(lanes, weights - first) * design.weightBits;
    for (let chunk = 0; chunk * CHUNK_BITS < bits; chunk++) chunks.push(CHUNKS_PER_WORD * word + chunk);
  }
  return chunks;
}

/**
 * The first weights of a row as chunks, to be written from the row's address on. Chunks that the words do not have are
 * among them, as 0.
 */
export function weightChunks(design: Design, memory: WeightMemory, weights: ArrayLike<number>): number[] {
  const { weightBits: bits } = design;
  const { lanes } = weightRows(design, memory);
  const chunks: number[] = [];
  for (let first = 0; first < weights.length; first += lanes) {
    let word = 0n;
    const count = Math.min(lanes, weights.length - first);
    for (let k = 0; k < count; k++)
      word |= BigInt.asUintN(bits, BigInt(weights[first + k]!)) << BigInt(bits * k);
    const isLast = first + lanes >= weights.length;
    const used = isLast ? Math.ceil((count * bits) / CHUNK_BITS) : CHUNKS_PER_WORD;
    for (let i = 0; i < used; i++)
      chunks.push(Number(BigInt.asUintN(CHUNK_BITS, word >> BigInt(CHUNK_BITS * i))));
  }
  return chunks;
}
