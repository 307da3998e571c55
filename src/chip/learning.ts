/**
 * Arithmetic of the e-prop learning unit: pure functions, shared by both engines.
 *
 * A weight changes by at most one a pass, with a probability proportional to the update p: it changes when |p|, scaled
 * by the learning rate, reaches a random number. Source: the public RTL of ReckOn (srnn.v).
 */
import { REFERENCE } from '../design/design.js';
import { saturateSigned } from '../fixed-point/index.js';
import type { Config } from './config.js';

const P_MIN = -0x80000000;

/**
 * Learning signal of a neuron from the sum of errors times output weights.
 * @param sum s28.
 * @param scale LEARN_SIG_SCALE: bits gained; 12 are dropped.
 * @returns s16, saturated.
 */
export function learningSignal(sum: number, scale: number): number {
  // The shifted sum has up to 43 bits: exact as a double, where a shift would wrap.
  return saturateSigned(Math.floor((sum * (1 << scale)) / 4096), 16);
}

/** Pseudo-derivative: the segment the membrane lies in. */
export function pseudoDerivative(u: number, c: Config): number {
  if (u < c.THR_H_0) return c.H_0;
  if (u < c.THR_H_1) return c.H_1;
  if (u < c.THR_H_2) return c.H_2;
  if (u < c.THR_H_3) return c.H_3;
  return c.H_4;
}

/** Firing above the target rate, from the recurrent trace: 0 below it. */
export function regularisationTerm(recurrentTrace: number, c: Config): number {
  const rate = recurrentTrace >> c.FP_LOC_TREC;
  const excess = (rate - c.REGUL_F0) & 0xfff;
  return excess > rate ? 0 : excess;
}

/** Additive regularisation of an update: both shifts logical, in 32 bits. */
export function additiveTerm(g: number, left: number, right: number): number {
  return (g << left) >>> right;
}

/** Factor (0..16, 16 is one) on positive updates under multiplicative regularisation. */
export function multiplicativeFactor(g: number, right: number): number {
  const m = g >> right;
  return m >= 16 ? 0 : 16 - m;
}

/**
 * Update p of an input or recurrent weight.
 * @param e eligibility times learning signal, s32.
 * @param factor 0..16, applied to positive e.
 * @param add subtracted, u32.
 * @returns s32; positive updates with bit 27 set come out as the most negative (an oddity of the reference, kept).
 */
export function weightUpdate(e: number, factor: number, add: number): number {
  const scaled = e < 0 || factor === 16 ? e : Math.floor((e * factor) / 16) | 0;
  const p = (scaled - add) | 0;
  return p >= 0 && (scaled & 0x8000000) !== 0 ? P_MIN : p;
}

/**
 * Whether an update of 32 bits changes its weight.
 * @param p s32, not 0.
 * @param left, right learning rate: shifts of |p|, saturating to the left.
 * @param random the lane's random bits, as s32.
 */
export function drawsChange(p: number, left: number, right: number, random: number): boolean {
  if (p === P_MIN) return true;
  const magnitude = p < 0 ? -p : p;
  const scaled = magnitude > 0xffffffff >>> left ? -1 : magnitude << left;
  // Unsigned comparison of 32-bit patterns.
  return ((scaled >>> right) ^ P_MIN) >= (random ^ P_MIN);
}

/** {@link drawsChange} of an output weight: 28 bits, `random` unsigned. */
export function drawsOutputChange(p: number, left: number, right: number, random: number): boolean {
  const magnitude = p < 0 ? -p : p;
  const scaled = magnitude > 0xfffffff >>> left ? 0xfffffff : magnitude << left;
  return scaled >>> right >= random;
}

/** A weight moved by the sign of its update, held at its limits. */
export function moveWeight(
  weight: number,
  p: number,
  least = REFERENCE.weightLeast,
  most = REFERENCE.weightMost,
): number {
  return p < 0 ? (weight === least ? weight : weight - 1) : weight === most ? weight : weight + 1;
}
