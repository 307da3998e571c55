/** The energy log as CSV: whole numbers, then picojoules with up to six decimals, exactly as measured. */
import { STATE_NAMES } from '../chip/states.js';
import { LEADING, rowWidth, type Every, type RowBlock } from './log.js';
import { PER_PICOJOULE } from './meter.js';
import { COMPONENTS } from './vocabulary.js';

/** First line: leading columns, then a column a component, `_pj` being its unit. */
export const csvHeader = (every: Every): string =>
  [...LEADING[every], ...COMPONENTS.map((c) => `${c.replaceAll('-', '_')}_pj`)].join() + '\n';

const NAMES = STATE_NAMES.map((name) => new TextEncoder().encode(name));
const [COMMA, NEWLINE, POINT, ZERO] = [44, 10, 46, 48];
/** Most bytes of one value with its comma. */
const VALUE_BYTES = 26;

/** Turns blocks into bytes; one buffer, used again. */
export class CsvEncoder {
  private bytes = new Uint8Array(0);
  private length = 0;
  private readonly digits = new Uint8Array(20);

  /** @returns the lines of a block, in a buffer of its own. */
  encode(block: RowBlock): Uint8Array {
    const { values, rows, every } = block;
    const width = rowWidth(every);
    const leading = LEADING[every].length;
    if (this.bytes.length < rows * width * VALUE_BYTES)
      this.bytes = new Uint8Array(rows * width * VALUE_BYTES);
    this.length = 0;
    for (let row = 0, i = 0; row < rows; row++) {
      for (let column = 0; column < width; column++, i++) {
        if (column >= leading) this.picojoules(values[i]!);
        else if (every === 'cycle' && column === 1) this.name(NAMES[values[i]!]!);
        else this.whole(values[i]!);
        this.bytes[this.length++] = column === width - 1 ? NEWLINE : COMMA;
      }
    }
    return this.bytes.slice(0, this.length);
  }

  private name(name: Uint8Array): void {
    this.bytes.set(name, this.length);
    this.length += name.length;
  }

  private whole(value: number): void {
    let rest = value;
    let n = 0;
    do {
      const next = rest < 0x7fffffff ? (rest / 10) | 0 : Math.floor(rest / 10);
      this.digits[n++] = rest - next * 10;
      rest = next;
    } while (rest > 0);
    while (n > 0) this.bytes[this.length++] = ZERO + this.digits[--n]!;
  }

  private picojoules(attojoules: number): void {
    if (attojoules === 0) {
      this.bytes[this.length++] = ZERO!;
      return;
    }
    const units = attojoules < 0x7fffffff ? (attojoules / 1e6) | 0 : Math.floor(attojoules / PER_PICOJOULE);
    this.whole(units);
    let fraction = (attojoules - units * PER_PICOJOULE) | 0;
    if (fraction === 0) return;
    this.bytes[this.length++] = POINT!;
    for (let place = 100_000; fraction > 0; place = (place / 10) | 0) {
      const digit = (fraction / place) | 0;
      this.bytes[this.length++] = ZERO + digit;
      fraction -= digit * place;
    }
  }
}
