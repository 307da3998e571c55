/** Text built as bytes: numbers and hexadecimal without making strings, for logs and traces of millions of lines. */

const HEX = new TextEncoder().encode('0123456789abcdef');
/** The two digits of 0..99, side by side. */
const PAIRS = new TextEncoder().encode(
  Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0')).join(''),
);
const ZERO = 48;
const POINT = 46;
/** Whole numbers below it are written with 32-bit arithmetic. */
const SMALL = 1_000_000_000;

/** The ASCII bytes of a text. */
export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A growing byte buffer; ASCII only. */
export class ByteWriter {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 1 << 16) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** One byte; the caller has reserved it. */
  byte(code: number): void {
    this.bytes[this.length++] = code;
  }

  /** A whole number below 2^53, not negative; the caller has reserved 16 bytes. */
  number(value: number): void {
    if (value < SMALL) this.small(value | 0);
    else {
      const above = Math.floor(value / SMALL);
      this.small(above | 0);
      this.padded((value - above * SMALL) | 0, 9);
    }
  }

  /** Millionths below 2^53, not negative, as a decimal fraction without zeros at its end; 24 bytes reserved. */
  millionths(value: number): void {
    const units = Math.floor(value / 1e6);
    const fraction = (value - units * 1e6) | 0;
    this.number(units);
    if (fraction === 0) return;
    this.bytes[this.length++] = POINT;
    this.padded(fraction, 6);
    while (this.bytes[this.length - 1] === ZERO) this.length--;
  }

  /** A whole number of at most nine digits. */
  private small(value: number): void {
    if (value < 10) this.bytes[this.length++] = ZERO + value;
    else this.padded(value, digitsOf(value));
  }

  /** So many last digits of a whole number of at most nine. */
  private padded(value: number, digits: number): void {
    const { bytes } = this;
    let at = this.length + digits;
    this.length = at;
    let rest = value;
    let left = digits;
    for (; left > 1; left -= 2) {
      const above = (rest / 100) | 0;
      const pair = (rest - above * 100) << 1;
      bytes[--at] = PAIRS[pair + 1]!;
      bytes[--at] = PAIRS[pair]!;
      rest = above;
    }
    if (left === 1) bytes[at - 1] = ZERO + rest;
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

  /** Bytes as they are; reserves them. */
  append(source: Uint8Array): void {
    this.reserve(source.length);
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  /** Looks at what is there, until more is written, and starts again. */
  flush(): Uint8Array {
    const view = this.bytes.subarray(0, this.length);
    this.length = 0;
    return view;
  }

  /** Takes what is there as a copy and starts again. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

/** Digits of 10 to 999,999,999. */
function digitsOf(value: number): number {
  if (value < 10_000) return value < 100 ? 2 : value < 1000 ? 3 : 4;
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  return value < 10_000_000 ? 7 : value < 100_000_000 ? 8 : 9;
}
