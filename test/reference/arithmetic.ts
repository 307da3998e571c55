/**
 * The chip's arithmetic as the specification writes it, on BigInt: wrap everywhere, saturate where it says so. Slow on
 * purpose; the reference model and the property tests of neuron.ts and learning.ts use it.
 */
import { saturated, signed, slice, unsigned } from '../fixed-point/twin.js';

const big = BigInt;
const bit = (x: bigint, at: number): bigint => slice(x, at, 1);

/** A weight shifted into membrane units, cut to the bits of a membrane. */
export const shifted = (weight: bigint, amount: number, bits: number): bigint =>
  signed(weight << big(amount), bits);

/** Membrane after an event: saturation by the signs of u, w and the sum; noise is not part of the test. */
export function eventMembrane(u: bigint, wInp: bigint, wRec: bigint, noise: bigint, bits: number): bigint {
  const w = saturated(wRec + wInp, bits);
  const sum = signed(u + w + noise, bits);
  if (u >= 0n && w >= 0n && sum < 0n) return (1n << big(bits - 1)) - 1n;
  if (u < 0n && w < 0n && sum >= 0n) return -(1n << big(bits - 1));
  return sum;
}

/** Product with `drop` bits dropped and `keep` kept, one more when the dropped ones reach `random` (absent: never). */
export function dropped(product: bigint, drop: number, keep: number, random?: bigint): bigint {
  const kept = slice(product, drop, keep);
  const up = random !== undefined && slice(product, 0, drop) >= random && kept !== 0n;
  return unsigned(kept + (up ? 1n : 0n), keep);
}

/** Leaked membrane; `random` absent where rounding is off or alpha is 0x8000. */
export const leakedMembrane = (u: bigint, alpha: bigint, bits: number, random?: bigint): bigint =>
  signed(dropped(u * alpha, 15, bits, random), bits);

/** A trace after an increment, all ones when the sum is less than the old value. */
export function grown(t: bigint, increment: bigint, bits: number): bigint {
  const sum = unsigned(t + unsigned(increment, bits), bits);
  return sum < t ? (1n << big(bits)) - 1n : sum;
}

/** Output membrane after a wout event. */
export const outputEvent = (v: bigint, weight: bigint, shift: number): bigint =>
  saturated(v + shifted(weight, shift, 16), 16);

/** Leaked output membrane. */
export const leakedOutput = (v: bigint, kappa: bigint, random?: bigint): bigint =>
  signed(dropped(v * kappa, 7, 16, random), 16);

/** Error: target less activity. */
export function error(target: bigint, v: bigint, noActivation: boolean): bigint {
  const y = noActivation ? v : v > 2047n ? 2048n : v < -2048n ? 0n : (v + 2048n) >> 1n;
  return saturated(target - y, 16);
}

/** Learning signal from the s28 sum. */
export function learningSignal(psum: bigint, scale: number): bigint {
  const x = signed(psum << big(scale), 44);
  const top = slice(x, 27, 17);
  const sign = bit(psum, 27);
  if (top !== (sign === 1n ? 0x1ffffn : 0n)) return sign === 1n ? -0x8000n : 0x7fffn;
  return signed(slice(x, 12, 16), 16);
}

/** Regularisation term G of a recurrent trace already shifted by its fraction bits. */
export function regularisation(a: bigint, f0: bigint): bigint {
  const d = unsigned(a - f0, 12);
  return d > a ? 0n : d;
}

/** Additive term: both shifts logical, u32. */
export const additive = (g: bigint, left: number, right: number): bigint =>
  unsigned(g << big(left), 32) >> big(right);

/** Factor g of positive updates. */
export function factor(g: bigint, kMul: number): bigint {
  const m = g >> big(kMul);
  return m >= 16n ? 0n : 16n - m;
}

/** Update p of an input or recurrent weight. */
export function update(e: bigint, g: bigint, add: bigint): bigint {
  const k = signed(e * (e < 0n ? 16n : g), 37);
  const p = signed(slice(k, 4, 32) - add, 32);
  return p >= 0n && bit(k, 31) === 1n ? -0x80000000n : p;
}

/** The stochastic step of one weight, in `bits` bits: the new weight, and whether its mask byte is set. */
export function step(
  weight: bigint,
  p: bigint,
  rates: { left: number; right: number },
  random: bigint,
  bits: number,
  weightBits: number,
): { weight: bigint; changes: boolean } {
  const min = -(1n << big(bits - 1));
  const ones = (1n << big(bits)) - 1n;
  const scaled = (p < 0n ? -p : p) << big(rates.left);
  const total = (scaled > ones ? ones : scaled) >> big(rates.right);
  if (p === 0n || (p !== min && total < random)) return { weight, changes: false };
  return { weight: saturated(weight + (p < 0n ? -1n : 1n), weightBits), changes: true };
}
