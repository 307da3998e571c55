/** What a chip can hold of a network, from its design. */
import { ALPHA_ONE, KAPPA_ONE } from '../chip/neuron.js';
import type { Design } from '../design/design.js';

export interface ChipLimits {
  readonly inputs: number;
  readonly neurons: number;
  readonly outputs: number;
  /** Weights are from `-weightMost - 1` to `weightMost`. */
  readonly weightMost: number;
  /** Membranes and thresholds, likewise. */
  readonly membraneMost: number;
  /** The number that a leak of 1 is stored as. */
  readonly leakOne: number;
  readonly leaks: { readonly least: number; readonly most: number };
  /** The number that an output leak of 1 is stored as, and the largest. */
  readonly kappaOne: number;
  readonly kappaMost: number;
  /** Largest left shift of weights. */
  readonly mostShift: number;
}

/** The upper bits of a leak factor are 7 or 8, the lower ones free. */
const LEAK_LOW_BITS = 12;
const LEAST_LEAK = 7 << LEAK_LOW_BITS;
const MOST_LEAK = (8 << LEAK_LOW_BITS) | ((1 << LEAK_LOW_BITS) - 1);
const KAPPA_BITS = 8;
const SHIFT_BITS = 3;

export function limitsOf(design: Design): ChipLimits {
  const { inputs, neurons, outputs, weightMost, membraneMost } = design;
  return {
    inputs,
    neurons,
    outputs,
    weightMost,
    membraneMost,
    leakOne: ALPHA_ONE,
    leaks: { least: LEAST_LEAK / ALPHA_ONE, most: MOST_LEAK / ALPHA_ONE },
    kappaOne: KAPPA_ONE,
    kappaMost: 2 ** KAPPA_BITS - 1,
    mostShift: 2 ** SHIFT_BITS - 1,
  };
}
