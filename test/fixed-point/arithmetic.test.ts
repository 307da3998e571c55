import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../seed.js';
import * as fx from '../../src/fixed-point/index.js';
import { saturated, signed, slice, unsigned } from './twin.js';

const width = fc.integer({ min: 1, max: 32 });
/** 32-bit integers, the limits of every width and their neighbours often. */
const near = fc
  .tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: -2, max: 2 }), fc.boolean())
  .map(([bits, off, minus]) => ((minus ? -(2 ** bits) : 2 ** bits) + off) | 0);
const int32 = fc.oneof(fc.integer(), near);
/** Integers well beyond 32 bits, for what compares and does not shift. */
const wide = fc.oneof(int32, fc.integer({ min: -(2 ** 50), max: 2 ** 50 }));
const signedOf = (bits: number): fc.Arbitrary<number> =>
  fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });

describe('wrapping and saturation by width', () => {
  it("wrapSigned keeps the low bits as two's complement", () => {
    fc.assert(
      fc.property(int32, width, (x, bits) => {
        expect(fx.wrapSigned(x, bits)).toBe(Number(signed(BigInt(x), bits)));
      }),
    );
  });

  it('wrapUnsigned keeps the low bits', () => {
    fc.assert(
      fc.property(int32, width, (x, bits) => {
        expect(fx.wrapUnsigned(x, bits)).toBe(Number(unsigned(BigInt(x), bits)));
      }),
    );
  });

  it('saturateSigned gives the nearest value', () => {
    fc.assert(
      fc.property(wide, width, (x, bits) => {
        expect(fx.saturateSigned(x, bits)).toBe(Number(saturated(BigInt(x), bits)));
      }),
    );
  });

  it('holds at the limits of every width', () => {
    for (let bits = 1; bits <= 32; bits++) {
      const max = 2 ** (bits - 1) - 1;
      expect(fx.saturateSigned(max, bits)).toBe(max);
      expect(fx.saturateSigned(max + 1, bits)).toBe(max);
      expect(fx.saturateSigned(-max - 2, bits)).toBe(-max - 1);
      expect(fx.wrapSigned((max + 1) | 0, bits)).toBe(-max - 1);
      expect(fx.wrapUnsigned(-1, bits)).toBe(2 ** bits - 1);
    }
  });
});

describe('shifts', () => {
  const amount = fc.integer({ min: 0, max: 31 });
  it('shiftLeft loses what leaves the register', () => {
    fc.assert(
      fc.property(int32, amount, width, (x, n, bits) => {
        expect(fx.shiftLeft(x, n, bits)).toBe(Number(signed(BigInt(x) << BigInt(n), bits)));
      }),
    );
  });
});

describe('sums and rounding', () => {
  it('addSaturating adds two values of a width', () => {
    const pair = width.chain((bits) => fc.tuple(fc.constant(bits), signedOf(bits), signedOf(bits)));
    fc.assert(
      fc.property(pair, ([bits, a, b]) => {
        expect(fx.addSaturating(a, b, bits)).toBe(Number(saturated(BigInt(a) + BigInt(b), bits)));
      }),
    );
  });

  /** What is dropped, what is kept, and the random threshold or none. */
  const rounding = fc
    .record({ fraction: fc.integer({ min: 1, max: 15 }), bits: fc.integer({ min: 1, max: 16 }) })
    .chain((shape) =>
      fc.record({
        fraction: fc.constant(shape.fraction),
        bits: fc.constant(shape.bits),
        threshold: fc.oneof(
          fc.constant(fx.NEVER_ROUND),
          fc.integer({ min: 0, max: 2 ** shape.fraction - 1 }),
        ),
      }),
    );
  const expectedRounding = (product: number, fraction: number, bits: number, threshold: number): bigint => {
    const kept = slice(BigInt(product), fraction, bits);
    const up = kept !== 0n && slice(BigInt(product), 0, fraction) >= BigInt(threshold);
    return kept + (up ? 1n : 0n);
  };

  it('dropRoundingSigned rounds up when the dropped bits reach the threshold', () => {
    fc.assert(
      fc.property(int32, rounding, (product, { fraction, bits, threshold }) => {
        const expected = signed(expectedRounding(product, fraction, bits, threshold), bits);
        expect(fx.dropRoundingSigned(product, fraction, threshold, bits)).toBe(Number(expected));
      }),
    );
  });

  it('dropRoundingUnsigned does the same without a sign', () => {
    fc.assert(
      fc.property(fc.nat(), rounding, (product, { fraction, bits, threshold }) => {
        const expected = unsigned(expectedRounding(product, fraction, bits, threshold), bits);
        expect(fx.dropRoundingUnsigned(product, fraction, threshold, bits)).toBe(Number(expected));
      }),
    );
  });

  it('never rounds 0 up, and always rounds at threshold 0', () => {
    expect(fx.dropRoundingSigned(0x7fff, 15, 0, 16)).toBe(0);
    expect(fx.dropRoundingSigned(0x8000, 15, 0, 16)).toBe(2);
    expect(fx.dropRoundingSigned(-1, 15, 0, 16)).toBe(0);
    expect(fx.dropRoundingSigned(-1, 15, fx.NEVER_ROUND, 16)).toBe(-1);
  });
});
