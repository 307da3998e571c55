/**
 * Arithmetic of the recurrent neurons (LIF) and of the leaky output neurons: pure functions on numbers.
 *
 * Membranes and weights in membrane units are s16, input and recurrent traces u12, output traces u10, alpha u16 with 15
 * fraction bits, kappa u8 with 7. Both engines use these.
 */
import {
  addSaturating,
  dropRoundingSigned,
  dropRoundingUnsigned,
  shiftLeft,
  wrapSigned,
} from '../fixed-point/index.js';
import { WIDTH } from './geometry.js';

const MEMBRANE_MAX = 0x7fff;
const MEMBRANE_MIN = -0x8000;

/** A weight in membrane units: bits shifted out above the membrane are lost. */
export function scaleWeight(weight: number, shift: number): number {
  return shiftLeft(weight, shift, WIDTH.membrane);
}

/** Sum of the input and the recurrent weight of one event, saturating. */
export function addWeights(fromInput: number, fromRecurrent: number): number {
  return addSaturating(fromInput, fromRecurrent, WIDTH.membrane);
}

/**
 * Membrane after an event: saturates by the signs of membrane, weight and result. The noise takes no part in that
 * test, so noise alone can wrap.
 */
export function integrate(u: number, w: number, noise: number): number {
  const sum = wrapSigned(u + w + noise, WIDTH.membrane);
  if ((u | w) >= 0) return sum < 0 ? MEMBRANE_MAX : sum;
  if ((u & w) < 0) return sum >= 0 ? MEMBRANE_MIN : sum;
  return sum;
}

/** Membrane times alpha, rounded with a 15-bit threshold. */
export function leakMembrane(u: number, alpha: number, threshold: number): number {
  return dropRoundingSigned(Math.imul(u, alpha), WIDTH.alphaFraction, threshold, WIDTH.membrane);
}

/** Membrane after a spike: the leaked one less the threshold, or 0 (RST_MODE). */
export function resetMembrane(leaked: number, firingThreshold: number, toZero: number): number {
  return toZero ? 0 : wrapSigned(leaked - firingThreshold, WIDTH.membrane);
}

/** Input or recurrent trace times alpha, rounded with a 15-bit threshold. */
export function leakTrace(trace: number, alpha: number, threshold: number): number {
  return dropRoundingUnsigned(trace * alpha, WIDTH.alphaFraction, threshold, WIDTH.inputTrace);
}

/** Output trace times kappa, rounded with a 7-bit threshold. */
export function leakOutputTrace(trace: number, kappa: number, threshold: number): number {
  return dropRoundingUnsigned(trace * kappa, WIDTH.kappaFraction, threshold, WIDTH.outputTrace);
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
  return addSaturating(v, shiftLeft(weight, shift, WIDTH.membrane), WIDTH.membrane);
}

/** Output membrane times kappa, rounded with a 7-bit threshold. */
export function leakOutput(v: number, kappa: number, threshold: number): number {
  return dropRoundingSigned(Math.imul(v, kappa), WIDTH.kappaFraction, threshold, WIDTH.membrane);
}

/** Output of the hard sigmoid (1 is 2048): a slope of one half, 0 below -2048. */
export function hardSigmoid(v: number): number {
  return v > 2047 ? 2048 : v < -2048 ? 0 : (v + 2048) >> 1;
}

/** Target of the right class of a classification. */
export const CLASS_TARGET = 2048;

/** Error of an output: target less activity, saturating. */
export function outputError(target: number, v: number, noActivation: number): number {
  return addSaturating(target, -(noActivation ? v : hardSigmoid(v)), WIDTH.membrane);
}
