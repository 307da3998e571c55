import { isUtf8 } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../seed.js';
import { firstBadByte, lineOfByte } from '../../src/text/utf8-check.js';

describe('UTF-8', () => {
  it('is found to be wrong where it is', () => {
    expect(firstBadByte(Buffer.from('a\u00e9\u20ac\u{1f600}\ud7ff\ue000\u{10ffff}'))).toBeUndefined();
    expect(firstBadByte(Uint8Array.of(65, 10, 0xe9, 66))).toBe(2);
    expect(lineOfByte(Uint8Array.of(65, 10, 0xe9, 66), 2)).toBe(2);
    for (const bad of [
      [0xc0, 0x80],
      [0xe0, 0x80, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf8],
    ])
      expect(firstBadByte(Uint8Array.from([65, ...bad])), String(bad)).toBe(1);
  });

  it('is what Node takes for it', () => {
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xf0, 0xf4));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 6 }), (bytes) => {
        const array = Uint8Array.from(bytes);
        const bad = firstBadByte(array);
        expect(bad === undefined).toBe(isUtf8(array));
        if (bad !== undefined) expect(isUtf8(array.subarray(0, bad))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
