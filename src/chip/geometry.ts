/** Sizes and widths of the public design, for the phases of the turbo engine that run on no other chip. */
import { REFERENCE } from '../design/design.js';
import { FIELD_BITS, NEURON_BITS } from './sram.js';

export { ALPHA_ONE, KAPPA_ONE } from './neuron.js';
export { NEURON_BITS, REFERENCE };

/** Weights in one SRAM word, evaluated together by the learning unit. */
export const LANES = REFERENCE.lanes;

/** Bytes of an SRAM word. */
export const WORD_BYTES = REFERENCE.weightWordBits / 8;

/** Widths of the numbers, in bits. */
export const WIDTH = { ...FIELD_BITS, weight: REFERENCE.weightBits } as const;
