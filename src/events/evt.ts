/**
 * Prophesee raw streams: text lines that begin with `%`, then words, least significant byte first.
 *
 * EVT2, 32 bits: [31:28] kind; a change of light has [27:22] the low time bits, [21:11] x, [10:0] y, kind 8 the high
 * ones. EVT3, 16 bits: [15:12] kind; rows, columns, runs of columns and two parts of the time come as words of their
 * own. The time in EVT3 has 24 bits and wraps around every 16.8 s.
 *
 * The low part of the time may fall by some units without a wrap of the upper one; cameras send such words. The reader
 * expelliarmus (1.1.12) adds 4096 us to all later events at every such fall, and once more at true wraps, so that its
 * times run ahead of the camera's. {@link decodeEvt3} can do the same, for data sets that were made with it.
 */
import { badInput } from '../text/errors.js';
import { headerLines, viewOf, type Decoding } from './byte-feed.js';
import type { EventBuffer } from './events.js';

const COORDINATE = 0x7ff;

/** Kinds of words in EVT2. */
const EVT2 = { OFF: 0x0, ON: 0x1, TIME_HIGH: 0x8 } as const;
/** Time units from one value of the upper part to the next. */
const EVT2_HIGH_UNIT = 64;
/** The upper part has 28 bits. */
const EVT2_WRAP = 2 ** 28;

/** Kinds of words in EVT3. */
const EVT3 = {
  ROW: 0x0,
  COLUMN: 0x2,
  RUN_START: 0x3,
  RUN_12: 0x4,
  RUN_8: 0x5,
  TIME_LOW: 0x6,
  TIME_HIGH: 0x8,
} as const;
const EVT3_HIGH_UNIT = 1 << 12;
const EVT3_WRAP = 1 << 12;

/** Reads the header; the sensor's size stands in `geometry WxH` or in the format line. */
function* header(to: EventBuffer, file: string, version: 2 | 3): Decoding {
  const lines = yield* headerLines('%');
  const named = lines.map((l) => /^% (?:evt (\d)|format EVT(\d))/i.exec(l)).find((m) => m !== null);
  const found = Number(named?.[1] ?? named?.[2] ?? version);
  if (found !== version)
    throw badInput(`the header says EVT ${found}, not EVT ${version}: give --format evt${found}`, {
      file,
      byte: 0,
    });
  const all = lines.join('\n');
  const size = /geometry (\d+)x(\d+)/i.exec(all);
  const width = Number(size?.[1] ?? /width=(\d+)/i.exec(all)?.[1] ?? 0);
  const height = Number(size?.[2] ?? /height=(\d+)/i.exec(all)?.[1] ?? 0);
  if (width > 0 && height > 0) to.sensor = { width, height };
}

/** Upper part of a clock that wraps around. */
class HighTime {
  private last: number | undefined;
  private wraps = 0;

  constructor(
    private readonly unit: number,
    private readonly wrap: number,
  ) {}

  /** Start of the present stretch in microseconds, undefined before the first one. */
  get base(): number | undefined {
    return this.last === undefined ? undefined : (this.wraps * this.wrap + this.last) * this.unit;
  }

  set(value: number): void {
    if (this.last !== undefined && value < this.last) this.wraps++;
    this.last = value;
  }
}

export function* decodeEvt2(to: EventBuffer, file: string): Decoding {
  yield* header(to, file, 2);
  const time = new HighTime(EVT2_HIGH_UNIT, EVT2_WRAP);
  for (;;) {
    const block = yield { records: 4 };
    if (!block) return;
    const view = viewOf(block.bytes);
    for (let i = 0; i < view.byteLength; i += 4) {
      const word = view.getUint32(i, true);
      const kind = word >>> 28;
      if (kind === EVT2.TIME_HIGH) time.set(word & 0xfffffff);
      else if (kind === EVT2.OFF || kind === EVT2.ON) {
        const { base } = time;
        if (base === undefined) to.skipped++;
        else to.push(base + ((word >>> 22) & 63), (word >>> 11) & COORDINATE, word & COORDINATE, kind);
      }
    }
  }
}

/** @param fallsAreWraps every fall of the low part of the time delays all later events, as in expelliarmus. */
export function* decodeEvt3(to: EventBuffer, file: string, fallsAreWraps = false): Decoding {
  yield* header(to, file, 3);
  let delay = 0;
  const time = new HighTime(EVT3_HIGH_UNIT, EVT3_WRAP);
  let low = 0;
  let y = -1;
  let x = 0;
  let polarity = 0;
  const event = (column: number, on: number): void => {
    const { base } = time;
    if (base === undefined || y < 0) to.skipped++;
    else to.push(base + low + delay, column, y, on);
  };
  const run = (mask: number, length: number): void => {
    for (let k = 0; k < length; k++) if ((mask >> k) & 1) event(x + k, polarity);
    x += length;
  };
  for (;;) {
    const block = yield { records: 2 };
    if (!block) return;
    const { bytes } = block;
    for (let i = 0; i < bytes.length; i += 2) {
      const word = bytes[i]! | (bytes[i + 1]! << 8);
      switch (word >> 12) {
        case EVT3.ROW:
          y = word & COORDINATE;
          break;
        case EVT3.COLUMN:
          event(word & COORDINATE, (word >> 11) & 1);
          break;
        case EVT3.RUN_START:
          x = word & COORDINATE;
          polarity = (word >> 11) & 1;
          break;
        case EVT3.RUN_12:
          run(word & 0xfff, 12);
          break;
        case EVT3.RUN_8:
          run(word & 0xff, 8);
          break;
        case EVT3.TIME_LOW:
          if (fallsAreWraps && (word & 0xfff) < low) delay += EVT3_HIGH_UNIT;
          low = word & 0xfff;
          break;
        case EVT3.TIME_HIGH:
          time.set(word & 0xfff);
          break;
        default:
        // Triggers and vendor words carry no event of the sensor.
      }
    }
  }
}
