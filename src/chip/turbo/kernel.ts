/** The interface of the turbo engine's inner loops, implemented on plain numbers (plain-kernel.ts) and in SIMD (simd-kernel.ts). */
import type { ChipState } from '../state.js';

/** The weight memories the pre phase learns. */
export type LearningTarget = 'winp' | 'wrec';

/** What a pass over one column of a weight memory needs besides the state; lanes are the slots of the block. */
export interface WeightPass {
  /** Post block: lane n is neuron 16 * block + n. */
  block: number;
  /** Number of pre-synaptic addresses visited. */
  pres: number;
  /** False: Q is not read in this pass, and {@link held} stands for the traces. */
  supervised: boolean;
  /** No lane is regularised: addresses without a trace are passed over. */
  settled: boolean;
  /** Fraction bits of the trace. */
  fraction: number;
  /** Learning rate, shifts. */
  left: number;
  right: number;
  /** By lane: learning signal times pseudo-derivative (0 where unsupervised), term subtracted (u32), factor (0..16). */
  readonly product: Int32Array;
  readonly term: Int32Array;
  readonly factor: Int32Array;
  /** Traces on Q, by parity of the address. */
  readonly held: Int32Array;
  /** Results: write accesses (each an advance of the generator), weights with their mask set. */
  writes: number;
  changed: number;
  /** Positive updates that flipped, and the address of the first. */
  flips: number;
  firstFlip: number;
}

export function newPass(lanes: (index: number) => Int32Array, held: Int32Array): WeightPass {
  return {
    block: 0,
    pres: 0,
    supervised: false,
    settled: false,
    fraction: 0,
    left: 0,
    right: 0,
    product: lanes(0),
    term: lanes(1),
    factor: lanes(2),
    held,
    writes: 0,
    changed: 0,
    flips: 0,
    firstFlip: 0,
  };
}

export interface Kernel {
  /** Memory for the state's arrays, where this kernel can reach them. */
  readonly image: Uint8Array;
  /** Filled by the caller before {@link Kernel.learnColumn}. */
  readonly pass: WeightPass;
  /** First address from..last with an event or a spike pending; last + 1 where there is none. */
  nextEvent(s: ChipState, from: number, last: number): number;
  /**
   * Leak and fire of neuron pairs first..last-1, generators left where they are.
   * @returns number of spikes + 65536 * number of pairs whose leak factor is not 1.
   */
  leakPairs(s: ChipState, first: number, last: number): number;
  /** The weights of the event at address `pre` reach the membranes of neurons 0..end-1 (end even), without noise. */
  addRows(s: ChipState, pre: number, end: number): void;
  /**
   * Learns one column of 16 post-synaptic neurons of a weight memory, all pre-synaptic addresses, by {@link pass}; the
   * generator advances, Q is left alone. Self-connections, of wrec, are held at 0.
   */
  learnColumn(s: ChipState, target: LearningTarget): void;
}

/** Makes a kernel with memory for a state of some bytes. */
export type KernelFactory = (bytes: number) => Kernel;

/** Bytes of one pre-synaptic address in a weight memory. */
export const ROW_BYTES = 256;
