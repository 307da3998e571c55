/**
 * Fixed-point operations by width, on plain numbers.
 *
 * Every function takes and gives integers. Widths are 1..32 bits; a signed value of width n lies in
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

/** Low `bits` bits of a raw field read as two's complement: the name of {@link wrapSigned} when nothing overflows. */
export const signExtend = wrapSigned;

/** Nearest signed value of `bits` bits (`bits` up to 32). */
export function saturateSigned(value: number, bits: number): number {
  const max = 0x7fffffff >>> (32 - bits);
  return value > max ? max : value < -max - 1 ? -max - 1 : value;
}

/** Nearest unsigned value of `bits` bits. */
export function saturateUnsigned(value: number, bits: number): number {
  const max = 0xffffffff >>> (32 - bits);
  return value > max ? max : value < 0 ? 0 : value;
}

/** `value << amount` in a signed register of `bits` bits: what is shifted out is lost. */
export function shiftLeft(value: number, amount: number, bits: number): number {
  return wrapSigned(value << amount, bits);
}

/** Arithmetic right shift: rounds towards minus infinity. */
export function shiftRightArithmetic(value: number, amount: number): number {
  return value >> amount;
}

/** Logical right shift of the 32-bit pattern of `value`. */
export function shiftRightLogical(value: number, amount: number): number {
  return value >>> amount;
}

/** Saturating addition of two signed values of `bits` bits. */
export function addSaturating(a: number, b: number, bits: number): number {
  return saturateSigned(a + b, bits);
}

/**
 * Drops `fraction` low bits of a signed product, adding one when the dropped bits reach `threshold` and what is kept
 * is not 0: the chip's stochastic rounding, with a random threshold. More dropped bits, more often up, whatever the sign.
 * @param product integer below 2^31 in magnitude.
 * @param fraction number of bits dropped.
 * @param threshold unsigned, `fraction` bits; {@link NEVER_ROUND} truncates.
 * @param bits width of what is kept.
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

/** A threshold that no dropped bits reach: plain truncation. */
export const NEVER_ROUND = 0x7fffffff;
