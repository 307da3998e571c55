/** UTF-8 text, checked byte by byte, so that an error can say where it stops being text. */

/** Bytes that follow a first byte, and the least code point that needs as many. */
function sequenceOf(first: number): { length: number; least: number } | undefined {
  if (first >= 0xc2 && first <= 0xdf) return { length: 1, least: 0x80 };
  if (first >= 0xe0 && first <= 0xef) return { length: 2, least: 0x800 };
  return first >= 0xf0 && first <= 0xf4 ? { length: 3, least: 0x10000 } : undefined;
}

/** Whether a code point of several bytes is one that UTF-8 may hold. */
const isAllowed = (point: number, least: number): boolean =>
  point >= least && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);

/** The first byte at which bytes are not UTF-8, undefined where all are. */
export function firstBadByte(bytes: Uint8Array): number | undefined {
  for (let i = 0; i < bytes.length; i++) {
    const first = bytes[i]!;
    if (first < 0x80) continue;
    const sequence = sequenceOf(first);
    if (sequence === undefined) return i;
    let point = first & (0x3f >> sequence.length);
    for (let k = 1; k <= sequence.length; k++) {
      const next = bytes[i + k];
      if (next === undefined || (next & 0xc0) !== 0x80) return i;
      point = (point << 6) | (next & 0x3f);
    }
    if (!isAllowed(point, sequence.least)) return i;
    i += sequence.length;
  }
  return undefined;
}

/** Line of a byte, from 1. */
export function lineOfByte(bytes: Uint8Array, byte: number): number {
  let line = 1;
  for (let i = 0; i < byte; i++) if (bytes[i] === 10) line++;
  return line;
}
