/** What the learning unit reads besides its own registers: fields on Q, errors, and the slots' regularisation. */
import { wrapSigned } from '../fixed-point/index.js';
import { learningSignal } from './learning.js';
import { errorOf } from './outputs.js';
import type { ChipState } from './state.js';
import { Q } from './sram.js';

/**
 * Field of neuron n (0, 1) of the word on Q, 0 if that neuron of the controllers' pair is not dirty.
 * @param pair the controllers' pair, which is 0 throughout EPROP.
 * @param field index by Q of neuron 0: membrane or trace. Bits of a field that the chip does not use are not seen.
 */
export function seenField(s: ChipState, pair: number, field: number, n: number): number {
  if (s.dirty[2 * pair + n] === 0) return 0;
  const { design } = s;
  const stored = s.neur.q[field + 4 * n]!;
  if (field === Q.MEMBRANE) return wrapSigned(stored, design.membraneBits);
  if (field === Q.INP) return stored & design.inputTraceMost;
  return stored & (field === Q.REC ? design.recurrentTraceMost : design.outputTraceMost);
}

/** True if no slot of the block is regularised. */
export function regularisationIsZero(s: ChipState): boolean {
  if (s.config.REGUL_MODE === 0) return true;
  const g = s.regularisation;
  for (let i = 0; i < g.length; i++) if (g[i] !== 0) return false;
  return true;
}

/** Errors of all outputs, for {@link signalOnQ}. @param into shape [outputs]. */
export function fillErrors(s: ChipState, into: Int32Array): void {
  for (let k = 0; k < s.vOut.length; k++) into[k] = errorOf(s, k);
}

/** Learning signal of the neuron whose output weights are on Q: the errors weighted by them. */
export function signalOnQ(s: ChipState, errors: Int32Array): number {
  const { config: c, wout } = s;
  if ((c.DO_EPROP & 3) === 0) return 0;
  let sum = 0;
  for (let k = 0; k <= c.NUM_OUT; k++) sum += errors[k]! * wout.q[k]!;
  return learningSignal(sum, c.LEARN_SIG_SCALE);
}
