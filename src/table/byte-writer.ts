/** Text built as bytes: numbers and hexadecimal without making strings, for logs and traces of millions of lines. */

/** The ASCII bytes of a text. */
export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

const HEX = ascii('0123456789abcdef');
/** Up to three digits as the bytes of a little-endian word, and, above them, how many they are. */
const packed = (digits: string): number =>
  ascii(digits).reduce((word, byte, i) => word | (byte << (8 * i)), digits.length << 24);
const tabulate = (digits: (n: number) => string): Int32Array =>
  Int32Array.from({ length: 1000 }, (_, n) => packed(digits(n)));
/** 0..999 as they are, with zeros in front up to three digits, and those without the zeros at their end. */
const PLAIN = tabulate((n) => String(n));
const PADDED = tabulate((n) => String(n).padStart(3, '0'));
const FRACTION = tabulate((n) => String(n).padStart(3, '0').replace(/0+$/, ''));
const POINT = 46;
/** Whole numbers below it are written with 32-bit arithmetic. */
const SMALL = 1_000_000_000;
/** Bytes written beyond the last one meant: digits go out a word at a time. */
const BEYOND = 11;
/** Values whose text is kept, by a hash of the value; a power of 2. */
const KEPT = 512;
/** Bytes of a text that can be kept. */
const KEPT_BYTES = 12;

/** A growing byte buffer; ASCII only. */
export class ByteWriter {
  bytes: Uint8Array;
  length = 0;
  private view: DataView;
  /** Millionths written lately, how long their texts are, and these: logs say the same again and again. */
  private readonly keptValues = new Float64Array(KEPT).fill(-1);
  private readonly keptLengths = new Uint8Array(KEPT);
  private readonly kept = new Int32Array((KEPT * KEPT_BYTES) / 4);

  constructor(capacity = 1 << 16) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    const needed = this.length + more + BEYOND;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, needed));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
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
    const { view, length, kept } = this;
    const place = Math.imul(value | 0, 0x9e3779b1) >>> 23;
    const word = 3 * place;
    if (this.keptValues[place] === value) {
      view.setInt32(length, kept[word]!, true);
      view.setInt32(length + 4, kept[word + 1]!, true);
      view.setInt32(length + 8, kept[word + 2]!, true);
      this.length = length + this.keptLengths[place]!;
      return;
    }
    this.newMillionths(value);
    if (this.length - length > KEPT_BYTES) return;
    this.keptValues[place] = value;
    this.keptLengths[place] = this.length - length;
    for (let i = 0; i < 3; i++) kept[word + i] = view.getInt32(length + 4 * i, true);
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
