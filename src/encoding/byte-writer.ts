/** Text built as bytes: numbers and hexadecimal without making strings, for logs and traces of millions of lines. */

const HEX = new TextEncoder().encode('0123456789abcdef');
/** The three digits of 0..999, side by side. */
const THREES = new TextEncoder().encode(
  Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0')).join(''),
);
/** How many of the three are left without zeros at the end. */
const SIGNIFICANT = Uint8Array.from({ length: 1000 }, (_, n) => (n % 10 ? 3 : n % 100 ? 2 : n ? 1 : 0));
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
      const rest = (value - above * SMALL) | 0;
      const millions = (rest / 1_000_000) | 0;
      this.three(millions);
      const units = rest - millions * 1_000_000;
      const thousands = (units / 1000) | 0;
      this.three(thousands);
      this.three(units - thousands * 1000);
    }
  }

  /** Millionths below 2^53, not negative, as a decimal fraction without zeros at its end; 24 bytes reserved. */
  millionths(value: number): void {
    const units = Math.floor(value / 1e6);
    const fraction = (value - units * 1e6) | 0;
    this.number(units);
    if (fraction === 0) return;
    this.bytes[this.length++] = POINT;
    const thousandths = (fraction / 1000) | 0;
    const rest = fraction - thousandths * 1000;
    this.three(thousandths);
    if (rest === 0) this.length -= 3 - SIGNIFICANT[thousandths]!;
    else {
      this.three(rest);
      this.length -= 3 - SIGNIFICANT[rest]!;
    }
  }

  /** A whole number of at most nine digits. */
  private small(value: number): void {
    if (value < 10) this.bytes[this.length++] = ZERO + value;
    else if (value < 1000) {
      const { bytes, length } = this;
      const at = 3 * value;
      if (value < 100) {
        bytes[length] = THREES[at + 1]!;
        bytes[length + 1] = THREES[at + 2]!;
        this.length = length + 2;
      } else this.three(value);
    } else {
      const above = (value / 1000) | 0;
      this.small(above);
      this.three(value - above * 1000);
    }
  }

  /** The three last digits of a number below 1000. */
  private three(value: number): void {
    const { bytes, length } = this;
    const at = 3 * value;
    bytes[length] = THREES[at]!;
    bytes[length + 1] = THREES[at + 1]!;
    bytes[length + 2] = THREES[at + 2]!;
    this.length = length + 3;
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
