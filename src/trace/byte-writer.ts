/** Text built as bytes: numbers and hexadecimal without making strings, for traces that write millions of lines. */

const HEX = new TextEncoder().encode('0123456789abcdef');

/** The ASCII bytes of a text. */
export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A growing byte buffer; ASCII only. */
export class ByteWriter {
  bytes: Uint8Array;
  length = 0;
  private readonly digits = new Uint8Array(20);

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

  /** A number below 2^53, not negative; the caller has reserved 16 bytes. */
  number(value: number): void {
    const { bytes } = this;
    if (value < 10) {
      bytes[this.length++] = 48 + value;
      return;
    }
    if (value < 100) {
      const tens = (value * 205) >> 11;
      bytes[this.length] = 48 + tens;
      bytes[this.length + 1] = 48 + value - 10 * tens;
      this.length += 2;
      return;
    }
    let rest = value;
    let n = 0;
    while (rest >= 1) {
      const next = rest < 0x7fffffff ? (rest / 10) | 0 : Math.floor(rest / 10);
      this.digits[n++] = 48 + (rest - next * 10);
      rest = next;
    }
    while (n > 0) this.bytes[this.length++] = this.digits[--n]!;
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

  /** Takes what is there as a copy and starts again. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}
