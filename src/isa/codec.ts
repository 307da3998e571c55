/**
 * Fields of words wider than a number: a word is a Uint32Array, least significant 32 bits first.
 */
import type { FieldSpec } from '../../isa/types.js';

/**
 * Value of a field of a word.
 * @param word 32-bit chunks, least significant first.
 * @param field position, width (1..32) and sign.
 */
export function readField(word: Uint32Array, field: FieldSpec): number {
  const chunk = field.lsb >>> 5;
  const shift = field.lsb & 31;
  let raw = word[chunk]! >>> shift;
  if (shift + field.bits > 32) raw |= word[chunk + 1]! << (32 - shift);
  const unused = 32 - field.bits;
  return field.signed ? (raw << unused) >> unused : (raw << unused) >>> unused;
}

/**
 * Replaces a field of a word by the low bits of a value.
 * @param word 32-bit chunks, least significant first; changed in place.
 */
export function writeField(word: Uint32Array, field: FieldSpec, value: number): void {
  const chunk = field.lsb >>> 5;
  const shift = field.lsb & 31;
  const mask = 0xffffffff >>> (32 - field.bits);
  word[chunk] = (word[chunk]! & ~(mask << shift)) | ((value & mask) << shift);
  if (shift + field.bits > 32) {
    const above = 32 - shift;
    word[chunk + 1] = (word[chunk + 1]! & ~(mask >>> above)) | ((value & mask) >>> above);
  }
}
