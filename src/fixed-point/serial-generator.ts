/**
 * Serial random generators: a sequence S over GF(2) with S[i] = S[i-a] ^ S[i-b], taken some bits at a time.
 *
 * Squaring the rule five times gives S[i] = S[i-32a] ^ S[i-32b]: on words W[j] of 32 consecutive bits the rule is
 * W[j] = W[j-a] ^ W[j-b], one XOR for 32 bits, once b words are known. Source: the public RTL of ReckOn (lfsr/*.v).
 */

/** Parameters of a generator whose outputs are whole 32-bit words. */
export interface WordGeneratorSpec {
  /** Taps: S[i] = S[i-near] ^ S[i-far]. */
  readonly near: number;
  readonly far: number;
  /** 32-bit words dropped by an advance. */
  readonly wordsPerAdvance: number;
}

/** Advances computed at once. A longer buffer is refilled more rarely, but misses the cache more often. */
const ADVANCES_PER_REFILL = 16;

/** Number of 32-bit words the buffer of a {@link WordGeneratorSpec} needs. */
export function wordBufferLength(spec: WordGeneratorSpec): number {
  return spec.far + spec.wordsPerAdvance * (ADVANCES_PER_REFILL + 1);
}

/**
 * Fills a buffer from a seed; the current output then starts at word `spec.far`.
 *
 * Bit b of the seed is S[b] for b < near, else S[b - far]: S[-(far-near)..near-1], `far` consecutive bits.
 * @param buffer {@link wordBufferLength} words, overwritten.
 * @returns the new position of the current output.
 */
export function seedWords(spec: WordGeneratorSpec, buffer: Int32Array, seed: number): number {
  const { near, far } = spec;
  // The history word W[-far] starts 32*far bits before S[0]; run the rule backwards to reach it.
  const origin = 32 * far;
  const bits = new Uint8Array(origin + near);
  for (let b = 0; b < far; b++) bits[b < near ? origin + b : origin + b - far] = (seed >>> b) & 1;
  for (let i = origin - (far - near) - 1; i >= 0; i--) bits[i] = bits[i + far]! ^ bits[i + far - near]!;
  for (let j = 0; j < far; j++) {
    let word = 0;
    for (let b = 0; b < 32; b++) word |= bits[32 * j + b]! << b;
    buffer[j] = word;
  }
  extend(spec, buffer);
  return far;
}

/**
 * Drops one output.
 * @param position where the current output starts in `buffer`.
 * @returns where the next one starts.
 */
export function advanceWords(spec: WordGeneratorSpec, buffer: Int32Array, position: number): number {
  const next = position + spec.wordsPerAdvance;
  if (next + spec.wordsPerAdvance <= buffer.length) return next;
  buffer.copyWithin(0, next - spec.far, next);
  extend(spec, buffer);
  return spec.far;
}

/** Computes all words after the first `far` ones. */
function extend({ near, far }: WordGeneratorSpec, buffer: Int32Array): void {
  for (let j = far; j < buffer.length; j++) buffer[j] = buffer[j - near]! ^ buffer[j - far]!;
}

/**
 * The 15-bit generators, S[i] = S[i-1] ^ S[i-15]: bit j of the state is S[j].
 * The sequence is maximal (period 32767), except from state 0, which stays.
 */

/** Drops 15 bits: each new bit is the parity of the old ones up to it, and of the last one. */
export function advance15(state: number): number {
  return parities(state) ^ ((state >>> 14) & 1 ? 0x7fff : 0);
}

/** Drops 7 bits. */
export function advance7(state: number): number {
  return (state >>> 7) | ((advance15(state) & 0x7f) << 8);
}

/** Drops one bit. */
function advance1(state: number): number {
  return (state >>> 1) | ((((state >>> 14) ^ state) & 1) << 14);
}

/** Bit k of the result is the parity of bits 0..k of the 15-bit `x`. */
function parities(x: number): number {
  let p = x ^ (x << 1);
  p ^= p << 2;
  p ^= p << 4;
  p ^= p << 8;
  return p & 0x7fff;
}

/** State from the seed of a generator taken 15 bits at a time: bit 0 is S[0], bit b is S[b - 15]. */
export function seed15(seed: number): number {
  return fromHistory(((seed >>> 1) & 0x3fff) | ((seed & 1) << 14));
}

/** State from the seed of a generator taken 7 bits at a time: 0 is S[0], odd b S[(b-1)/2 - 14], even b S[b/2 - 8]. */
export function seed7(seed: number): number {
  let history = (seed & 1) << 14;
  for (let b = 1; b < 15; b++) {
    const at = b & 1 ? (b - 1) / 2 - 14 : b / 2 - 8;
    history |= ((seed >>> b) & 1) << (at + 14);
  }
  return fromHistory(history);
}

/** From the window S[-14..0] to the state S[0..14]. */
function fromHistory(window: number): number {
  let state = window;
  for (let i = 0; i < 14; i++) state = advance1(state);
  return state;
}
