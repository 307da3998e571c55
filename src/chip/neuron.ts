/**
 * Arithmetic of the recurrent neurons (LIF) and of the leaky output neurons: pure functions on numbers.
 *
 * Membranes of recurrent neurons and weights in membrane units are signed, traces unsigned; their widths are those of the
 * chip (`bits`). Output membranes are s16, alpha u16 with 15 fraction bits, kappa u8 with 7. Both engines use these.
 */
import { REFERENCE } from '../design/design.js';
import {
  addSaturating,
  dropRoundingSigned,
  dropRoundingUnsigned,
  shiftLeft,
  wrapSigned,
} from '../fixed-point/index.js';

/** Fraction bits of the leak factors. */
const ALPHA_FRACTION = 15;
const KAPPA_FRACTION = 7;
/** A leak factor of exactly 1 does not leak and draws no random bits. */
export const ALPHA_ONE = 1 << ALPHA_FRACTION;
export const KAPPA_ONE = 1 << KAPPA_FRACTION;
/** Bits of the membrane of an output. */
const OUTPUT_BITS = 16;

const { membraneBits, inputTraceBits, outputTraceBits } = REFERENCE;

/** A weight in membrane units: bits shifted out above the membrane are lost. */
export function scaleWeight(weight: number, shift: number, bits = membraneBits): number {
  return shiftLeft(weight, shift, bits);
}

/** Sum of the input and the recurrent weight of one event, saturating. */
export function addWeights(fromInput: number, fromRecurrent: number, bits = membraneBits): number {
  return addSaturating(fromInput, fromRecurrent, bits);
}

/**
 * Membrane after an event: saturates by the signs of membrane, weight and result. The noise takes no part in that
 * test, so noise alone can wrap.
 */
export function integrate(u: number, w: number, noise: number, bits = membraneBits): number {
  const sum = wrapSigned(u + w + noise, bits);
  if ((u | w) >= 0) return sum < 0 ? (1 << (bits - 1)) - 1 : sum;
  if ((u & w) < 0) return sum >= 0 ? -1 << (bits - 1) : sum;
  return sum;
}

/** Membrane times alpha, rounded with a 15-bit threshold. */
export function leakMembrane(u: number, alpha: number, threshold: number, bits = membraneBits): number {
  return dropRoundingSigned(Math.imul(u, alpha), ALPHA_FRACTION, threshold, bits);
}

/** Membrane after a spike: the leaked one less the threshold, or 0 (RST_MODE). */
export function resetMembrane(
  leaked: number,
  firingThreshold: number,
  toZero: number,
  bits = membraneBits,
): number {
  return toZero ? 0 : wrapSigned(leaked - firingThreshold, bits);
}

/** Input or recurrent trace times alpha, rounded with a 15-bit threshold. */
export function leakTrace(trace: number, alpha: number, threshold: number, bits = inputTraceBits): number {
  return dropRoundingUnsigned(trace * alpha, ALPHA_FRACTION, threshold, bits);
}

/** Output trace times kappa, rounded with a 7-bit threshold. */
export function leakOutputTrace(
  trace: number,
  kappa: number,
  threshold: number,
  bits = outputTraceBits,
): number {
  return dropRoundingUnsigned(trace * kappa, KAPPA_FRACTION, threshold, bits);
}

/** A trace after an event: all ones when the sum wraps. */
export function growTrace(trace: number, increment: number, bits: number): number {
  const all = (1 << bits) - 1;
  const sum = (trace + increment) & all;
  return sum < trace ? all : sum;
}

/** Increment of input and recurrent traces: one event, 8 in units of the trace. */
export const traceIncrement = (fractionBits: number): number => 8 << fractionBits;
/** Increment of output traces. */
export const outputTraceIncrement = (fractionBits: number): number => 2 << fractionBits;

/** Output membrane after a spike of a recurrent neuron, saturating. */
export function integrateOutput(v: number, weight: number, shift: number): number {
  return addSaturating(v, shiftLeft(weight, shift, OUTPUT_BITS), OUTPUT_BITS);
}

/** Output membrane times kappa, rounded with a 7-bit threshold. */
export function leakOutput(v: number, kappa: number, threshold: number): number {
  return dropRoundingSigned(Math.imul(v, kappa), KAPPA_FRACTION, threshold, OUTPUT_BITS);
}

/** Output of the hard sigmoid (1 is 2048): a slope of one half, 0 below -2048. */
export function hardSigmoid(v: number): number {
  return v > 2047 ? 2048 : v < -2048 ? 0 : (v + 2048) >> 1;
}

/** Target of the right class of a classification. */
export const CLASS_TARGET = 2048;

/** Error of an output: target less activity, saturating. */
export function outputError(target: number, v: number, noActivation: number): number {
  return addSaturating(target, -(noActivation ? v : hardSigmoid(v)), OUTPUT_BITS);
}
