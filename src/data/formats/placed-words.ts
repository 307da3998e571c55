/** 32-bit words from files, binary (least significant byte first) or as hexadecimal text, one a line. */
import { badInput, type Place } from '../../text/errors.js';
import { quote } from '../../text/quote.js';
import { encodeText, textLines } from './text.js';

/** A word, unsigned, and where it is. */
export interface PlacedWord {
  readonly word: number;
  readonly place: Place;
}

/** @throws UserError if the last word is not complete. */
export function binaryWords(file: string, bytes: Uint8Array): PlacedWord[] {
  if (bytes.length % 4 !== 0)
    throw badInput(`${bytes.length} bytes: the last word is not complete`, {
      file,
      byte: bytes.length - (bytes.length % 4),
    });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, i) => ({
    word: view.getUint32(4 * i, true),
    place: { file, byte: 4 * i },
  }));
}

/** @throws UserError for a line that is not a word; comments begin with `//`, `#` or `;`. */
export function hexWords(file: string, bytes: Uint8Array): PlacedWord[] {
  return textLines(bytes).flatMap((line, i) => {
    const text = line.replace(/(\/\/|#|;).*/, '').trim();
    if (text === '') return [];
    const place = { file, line: i + 1 };
    if (!/^(0x)?[\da-f]{1,8}$/i.test(text))
      throw badInput(`a hexadecimal word of up to 8 digits expected, not ${quote(text)}`, place);
    return [{ word: parseInt(text, 16), place }];
  });
}

export function encodeBinary(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => view.setUint32(4 * i, word, true));
  return bytes;
}

export const encodeHex = (words: readonly number[]): Uint8Array =>
  encodeText(words.map((word) => `${(word >>> 0).toString(16).padStart(8, '0')}\n`).join(''));

/** The place at which a file ends, for messages about what is missing. */
export const endOf = (file: string, words: readonly PlacedWord[]): Place =>
  words.at(-1)?.place ?? { file, byte: 0 };
