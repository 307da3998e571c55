/** The energy log as CSV: whole numbers, then picojoules with up to six decimals, exact to the attojoule. */
import { STATE_NAMES } from '../../chip/states.js';
import { ascii, ByteWriter } from '../../table/byte-writer.js';
import { PER_PICOJOULE } from '../meter.js';
import { columnsOf, LEADING, rowWidth, type Every, type RowBlock } from './log.js';

const NAMES = STATE_NAMES.map(ascii);
const COMMA = 44;
const NEWLINE = 10;
const ZERO = 48;
const STATE_COLUMN = LEADING.cycle.indexOf('state');
/** Most bytes of one value with its comma. */
const VALUE_BYTES = 26;

/** Turns priced rows into lines. */
export class CsvEncoder {
  private readonly out = new ByteWriter();

  constructor(every: Every) {
    this.out.append(ascii(`${columnsOf(every).join()}\n`));
  }

  /** Adds the lines of a block. */
  encode({ values, rows, every }: RowBlock): void {
    const { out } = this;
    const width = rowWidth(every);
    const leading = LEADING[every].length;
    for (let row = 0, i = 0; row < rows; row++) {
      out.reserve(width * VALUE_BYTES);
      for (let column = 0; column < width; column++, i++) {
        if (column > 0) out.byte(COMMA);
        const value = values[i]!;
        if (column < leading) {
          if (column === STATE_COLUMN && every === 'cycle') out.append(NAMES[value]!);
          else out.number(value);
        } else if (value === 0) out.byte(ZERO);
        else if (value <= Number.MAX_SAFE_INTEGER) out.millionths(value);
        else out.append(ascii(String(value / PER_PICOJOULE)));
      }
      out.byte(NEWLINE);
    }
  }

  /** Bytes that wait to be taken. */
  get length(): number {
    return this.out.length;
  }

  /** @returns all lines since the last call, valid until the next block. */
  take(): Uint8Array {
    return this.out.flush();
  }

  /** @returns the rest of the file. */
  end(): Uint8Array {
    return this.out.flush();
  }
}
