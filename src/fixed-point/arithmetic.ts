/**
 * Fixed-point operations by width, on plain numbers.
 *
 * Every function takes and returns integers. Widths are 1..32 bits; a signed value of width n lies in
 * [-2^(n-1), 2^(n-1) - 1], an unsigned one in [0, 2^n - 1]. Arguments of `wrap` may be any 32-bit result
 * (of `+`, `-`, `Math.imul`, `<<`): only their low bits count.
 */

/** Keeps the low `bits` bits as two's complement. */
export function wrapSigned(value: number, bits: number): number {
  const unused = 32 - bits;
  return (value << unused) >> unused;
}

/** Keeps the low `bits` bits as an unsigned number. */
export function wrapUnsigned(value: number, bits: number): number {
  const unused = 32 - bits;
  return (value << unused) >>> unused;
}

/** Nearest signed value of `bits` bits (`bits` up to 32). */
export function saturateSigned(value: number, bits: number): number {
  const max = 0x7fffffff >>> (32 - bits);
  return value > max ? max : value < -max - 1 ? -max - 1 : value;
}

/** `value << amount` in a signed register of `bits` bits: what is shifted out is lost. */
export function shiftLeft(value: number, amount: number, bits: number): number {
  return wrapSigned(value << amount, bits);
}

/** Saturating addition of two signed values of `bits` bits. */
export function addSaturating(a: number, b: number, bits: number): number {
  return saturateSigned(a + b, bits);
}

/**
 * Drops the low `fraction` bits of a signed product, and adds one if the dropped bits reach `threshold` and the rest is
 * not 0. With a random threshold this is the chip's stochastic rounding, which rounds up whatever the sign.
 * @param product integer below 2^31 in magnitude.
 * @param fraction number of bits dropped.
 * @param threshold unsigned, `fraction` bits; {@link NEVER_ROUND} truncates.
 * @param bits width of the result.
 */
export function dropRoundingSigned(
  product: number,
  fraction: number,
  threshold: number,
  bits: number,
): number {
  const kept = wrapSigned(product >> fraction, bits);
  const dropped = product & ((1 << fraction) - 1);
  return kept !== 0 && dropped >= threshold ? wrapSigned(kept + 1, bits) : kept;
}

/** {@link dropRoundingSigned} of an unsigned product. */
export function dropRoundingUnsigned(
  product: number,
  fraction: number,
  threshold: number,
  bits: number,
): number {
  const kept = wrapUnsigned(product >>> fraction, bits);
  const dropped = product & ((1 << fraction) - 1);
  return kept !== 0 && dropped >= threshold ? wrapUnsigned(kept + 1, bits) : kept;
}

/** A threshold that no dropped bits reach, so that the result is truncated. */
export const NEVER_ROUND = 0x7fffffff;
