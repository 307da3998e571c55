/** The section of a firmware image that names its chip. */
import type { Design } from '../design/design.js';
import { designFromJson } from '../design/read-design.js';
import { ImageError } from './image-error.js';

/** Bytes of a SHA-256. */
const HASH_BYTES = 32;

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * The chip that a section names.
 * @param at first byte of the section in the image.
 * @throws ImageError for a chip that cannot be, and for parameters that the hash is not of.
 */
export function parseDesign(bytes: Uint8Array, at: number): Design {
  if (bytes.length < HASH_BYTES) throw new ImageError('the section chip ends inside its hash', at);
  const design = readDesign(bytes.subarray(HASH_BYTES), at + HASH_BYTES);
  if (design.hash !== hex(bytes.subarray(0, HASH_BYTES)))
    throw new ImageError('the hash in the section chip is not that of its parameters', at);
  if (design.isReference)
    throw new ImageError('the section chip names the public design, which needs none', at);
  return design;
}

function readDesign(bytes: Uint8Array, at: number): Design {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const design = designFromJson(text);
    if (design.canonical !== text) throw new RangeError('its parameters are not in canonical form');
    return design;
  } catch (error) {
    throw new ImageError(`the section chip: ${(error as Error).message}`, at);
  }
}
