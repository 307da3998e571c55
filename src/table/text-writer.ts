/** ASCII text as bytes: numbers are written without making strings, for logs and traces of millions of lines. */
import { GrowingBytes } from './growing-bytes.js';

/** The ASCII bytes of a text. */
export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

const HEX = ascii('0123456789abcdef');
/** Up to three digits as the bytes of a little-endian word, and, above them, how many they are. */
const packed = (digits: string): number =>
  ascii(digits).reduce((word, byte, i) => word | (byte << (8 * i)), digits.length << 24);
const tabulate = (digits: (n: number) => string): Int32Array =>
  Int32Array.from({ length: 1000 }, (_, n) => packed(digits(n)));
/** 0..999 without leading zeros, with leading zeros to three digits, and the latter without trailing zeros. */
const PLAIN = tabulate((n) => String(n));
const PADDED = tabulate((n) => String(n).padStart(3, '0'));
const FRACTION = tabulate((n) => String(n).padStart(3, '0').replace(/0+$/, ''));
const POINT = 46;
/** Whole numbers below it are written with 32-bit arithmetic. */
const SMALL = 1_000_000_000;
/** Millionths below it have at most 15 digits. */
const MOST_MILLIONTHS = 1e15;
/** Bytes that may be written after the last byte of the text. */
const BEYOND = 11;
/** Values whose text is cached, by a hash of the value; a power of 2. */
const CACHED = 512;
/** Most bytes of a text that is cached. */
const CACHED_BYTES = 12;

/**
 * Appends text. Digits are written three at a time, as a word whose other bytes the next word overwrites; so callers reserve
 * room for a row at once and not for each number.
 */
export class TextWriter extends GrowingBytes {
  /** Millionths written lately with their texts and the lengths of these, because logs repeat the same few values. */
  private readonly cachedValues = new Float64Array(CACHED).fill(-1);
  private readonly cachedLengths = new Uint8Array(CACHED);
  private readonly cachedTexts = new Int32Array((CACHED * CACHED_BYTES) / 4);

  constructor(capacity = 1 << 16) {
    super(capacity);
  }

  override reserve(more: number): void {
    super.reserve(more + BEYOND);
  }

  /** One byte; the caller has reserved it. */
  byte(code: number): void {
    this.bytes[this.length++] = code;
  }

  /** A whole number below 2^53, not negative; the caller has reserved 16 bytes. */
  number(value: number): void {
    if (value < SMALL) this.length = this.small(value | 0, this.length);
    else {
      const above = Math.floor(value / SMALL);
      const rest = (value - above * SMALL) | 0;
      const millions = (rest / 1_000_000) | 0;
      const units = rest - millions * 1_000_000;
      const thousands = (units / 1000) | 0;
      let at = this.small(above | 0, this.length);
      at = this.digits(PADDED[millions]!, at);
      at = this.digits(PADDED[thousands]!, at);
      this.length = this.digits(PADDED[units - thousands * 1000]!, at);
    }
  }

  /** Millionths below 2^53, not negative, as a decimal fraction without zeros at its end; 24 bytes reserved. */
  millionths(value: number): void {
    const { view, length, cachedTexts } = this;
    const place = Math.imul(value | 0, 0x9e3779b1) >>> 23;
    const word = 3 * place;
    if (this.cachedValues[place] === value) {
      view.setInt32(length, cachedTexts[word]!, true);
      view.setInt32(length + 4, cachedTexts[word + 1]!, true);
      view.setInt32(length + 8, cachedTexts[word + 2]!, true);
      this.length = length + this.cachedLengths[place]!;
      return;
    }
    this.newMillionths(value);
    if (this.length - length > CACHED_BYTES) return;
    this.cachedValues[place] = value;
    this.cachedLengths[place] = this.length - length;
    for (let i = 0; i < 3; i++) cachedTexts[word + i] = view.getInt32(length + 4 * i, true);
  }

  /**
   * A number as JavaScript writes it; 26 bytes reserved. Times and the like are whole millionths: of up to 15 digits, these
   * are the shortest text that reads as the same number.
   */
  double(value: number): void {
    const millionths = Math.round(value * 1e6);
    if (value >= 0 && millionths < MOST_MILLIONTHS && millionths / 1e6 === value)
      this.newMillionths(millionths);
    else this.append(ascii(String(value)));
  }

  private newMillionths(value: number): void {
    const units = Math.floor(value / 1e6);
    const fraction = (value - units * 1e6) | 0;
    this.number(units);
    if (fraction === 0) return;
    let at = this.length;
    this.bytes[at++] = POINT;
    const thousandths = (fraction / 1000) | 0;
    const rest = fraction - thousandths * 1000;
    if (rest === 0) this.length = this.digits(FRACTION[thousandths]!, at);
    else {
      at = this.digits(PADDED[thousandths]!, at);
      this.length = this.digits(FRACTION[rest]!, at);
    }
  }

  /** A whole number of at most nine digits. @returns where it ends. */
  private small(value: number, at: number): number {
    if (value < 1000) return this.digits(PLAIN[value]!, at);
    const thousands = (value / 1000) | 0;
    return this.digits(PADDED[value - thousands * 1000]!, this.small(thousands, at));
  }

  /** Digits from a table. @returns where they end. */
  private digits(word: number, at: number): number {
    this.view.setInt32(at, word, true);
    return at + (word >>> 24);
  }

  /** Two hexadecimal digits of a byte; reserved. */
  hexByte(value: number): void {
    this.bytes[this.length++] = HEX[(value >>> 4) & 15]!;
    this.bytes[this.length++] = HEX[value & 15]!;
  }

  /** Eight hexadecimal digits of a 32-bit pattern; reserved. */
  hexWord(value: number): void {
    for (let shift = 28; shift >= 0; shift -= 4) this.bytes[this.length++] = HEX[(value >>> shift) & 15]!;
  }
}
