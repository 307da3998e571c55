/**
 * Weight words as bits: in the state a weight takes a byte, whatever its width; at the SPI port and in traces, lane k of a
 * word lies at bits W*k + W - 1 .. W*k, in 32-bit chunks, least significant first.
 */
import { wrapSigned } from '../fixed-point/index.js';

/** Chunks that an SPI address can tell apart. */
export const CHUNKS = 4;

/** Bits of a word that each of its chunks holds, as masks; 0 for a chunk that the word does not have. */
export function chunkMasks(wordBits: number): readonly number[] {
  return Array.from({ length: CHUNKS }, (_, i) => {
    const bits = Math.min(32, Math.max(0, wordBits - 32 * i));
    return bits === 0 ? 0 : (-1 >>> (32 - bits)) | 0;
  });
}

/**
 * Packs weights, or masks of weights, into a word.
 * @param weights `lanes` of them from `from` on; only their low `bits` bits count.
 * @param into 32-bit chunks, all of which are written.
 */
export function packWeights(
  weights: Int8Array,
  from: number,
  lanes: number,
  bits: number,
  into: Uint32Array | Int32Array,
): void {
  if (bits === 8) {
    for (let i = 0; i < into.length; i++) into[i] = 4 * i < lanes ? fourBytes(weights, from + 4 * i) : 0;
    return;
  }
  const mask = (1 << bits) - 1;
  into.fill(0);
  for (let k = 0; k < lanes; k++) {
    const value = weights[from + k]! & mask;
    const lsb = k * bits;
    const chunk = lsb >> 5;
    const shift = lsb & 31;
    into[chunk] = into[chunk]! | (value << shift);
    if (shift + bits > 32) into[chunk + 1] = into[chunk + 1]! | (value >>> (32 - shift));
  }
}

const fourBytes = (b: Int8Array, i: number): number =>
  (b[i]! & 255) | ((b[i + 1]! & 255) << 8) | ((b[i + 2]! & 255) << 16) | (b[i + 3]! << 24);

/** Takes a word apart into `lanes` weights, from `from` on. */
export function unpackWeights(
  word: Uint32Array | Int32Array,
  weights: Int8Array,
  from: number,
  lanes: number,
  bits: number,
): void {
  for (let k = 0; k < lanes; k++) {
    const lsb = k * bits;
    const chunk = lsb >> 5;
    const shift = lsb & 31;
    let value = word[chunk]! >>> shift;
    if (shift + bits > 32) value |= word[chunk + 1]! << (32 - shift);
    weights[from + k] = wrapSigned(value, bits);
  }
}
