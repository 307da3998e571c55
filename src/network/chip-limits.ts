/** What a chip can hold of a network, from its design. */
import { ALPHA_ONE, KAPPA_ONE } from '../chip/neuron.js';
import type { Design } from '../design/design.js';

export interface ChipLimits {
  readonly inputs: number;
  readonly neurons: number;
  readonly outputs: number;
  /** Weights are from `-weightMost - 1` to `weightMost`. */
  readonly weightMost: number;
  /** Membranes and thresholds of neurons, and membranes of outputs, likewise. */
  readonly membraneMost: number;
  readonly outputMost: number;
  /** The number that a leak of 1 is stored as. */
  readonly leakOne: number;
  readonly leaks: { readonly least: number; readonly most: number };
  /** The number that an output leak of 1 is stored as, and the largest. */
  readonly kappaOne: number;
  readonly kappaMost: number;
  /** Largest left shift of weights into a membrane, where every weight stays one of its values; into an output membrane. */
  readonly mostShift: number;
  readonly mostOutputShift: number;
}

/** The upper bits of a leak factor are 7 or 8, the lower ones free. */
const LEAK_LOW_BITS = 12;
const LEAST_LEAK = 7 << LEAK_LOW_BITS;
const MOST_LEAK = (8 << LEAK_LOW_BITS) | ((1 << LEAK_LOW_BITS) - 1);
const KAPPA_BITS = 8;
const MOST_SHIFT = 7;
const OUTPUT_BITS = 16;

export function limitsOf(design: Design): ChipLimits {
  const { inputs, neurons, outputs, weightBits, weightMost, membraneBits, membraneMost } = design;
  return {
    inputs,
    neurons,
    outputs,
    weightMost,
    membraneMost,
    outputMost: 2 ** (OUTPUT_BITS - 1) - 1,
    leakOne: ALPHA_ONE,
    leaks: { least: LEAST_LEAK / ALPHA_ONE, most: MOST_LEAK / ALPHA_ONE },
    kappaOne: KAPPA_ONE,
    kappaMost: 2 ** KAPPA_BITS - 1,
    mostShift: Math.min(MOST_SHIFT, membraneBits - weightBits),
    mostOutputShift: MOST_SHIFT,
  };
}
