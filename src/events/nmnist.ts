/**
 * N-MNIST and N-Caltech101 (`.bin`), 5 bytes an event: x, y, then the polarity in bit 7 and 23 bits of time in
 * microseconds, most significant byte first. Row 240 marks an overflow of the sensor's clock by 2^13 us.
 */
import type { Decoding } from './byte-feed.js';
import type { EventBuffer } from './events.js';

const RECORD = 5;
const OVERFLOW_ROW = 240;
const OVERFLOW = 1 << 13;

export function* decodeNmnist(to: EventBuffer): Decoding {
  let base = 0;
  for (;;) {
    const block = yield { records: RECORD };
    if (!block) return;
    const { bytes } = block;
    for (let i = 0; i < bytes.length; i += RECORD) {
      const y = bytes[i + 1]!;
      if (y === OVERFLOW_ROW) {
        base += OVERFLOW;
        continue;
      }
      const time = ((bytes[i + 2]! & 0x7f) << 16) | (bytes[i + 3]! << 8) | bytes[i + 4]!;
      to.push(base + time, bytes[i]!, y, bytes[i + 2]! >> 7);
    }
  }
}
