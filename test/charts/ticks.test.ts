import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logTicks, roundRange, roundTicks } from '../../src/charts/ticks.js';

describe('ticks of an axis', () => {
  it.each([
    [0, 10, 5, [0, 2, 4, 6, 8, 10]],
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-0.3, 0.3, 6, [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]],
    [222_751, 227_251, 10, Array.from({ length: 9 }, (_, i) => 223_000 + 500 * i)],
    [3e-13, 9e-13, 3, [4e-13, 6e-13, 8e-13]],
  ])(
    'of %d to %d in at most %d steps are round numbers without rounding errors',
    (low, high, most, values) => {
      expect(roundTicks(low, high, most).values).toEqual(values);
    },
  );

  it('are whole numbers where fractions mean nothing', () => {
    expect(roundTicks(0.5, 3.5, 10, true).values).toEqual([1, 2, 3]);
  });

  it('of an empty range are its only value, of no range none', () => {
    expect(roundTicks(5, 5, 4).values).toEqual([5]);
    expect(roundTicks(NaN, NaN, 4).values).toEqual([]);
  });

  it('lie within the range, at equal distances, and are as many as the axis has room for', () => {
    const range = fc.tuple(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
      fc.integer({ min: 1, max: 20 }),
    );
    fc.assert(
      fc.property(range, ([low, span, most]) => {
        fc.pre(low + span > low && span > Math.abs(low) * 1e-9);
        const { values, step } = roundTicks(low, low + span, most);
        expect(values.length).toBeLessThanOrEqual(most + 1);
        for (const [i, value] of values.entries()) {
          expect(value).toBeGreaterThanOrEqual(low - step * 1e-5);
          expect(value).toBeLessThanOrEqual(low + span + step * 1e-5);
          if (i > 0) expect((value - values[i - 1]!) / step).toBeCloseTo(1, 4);
        }
        const [from, to] = roundRange(low, low + span, most);
        expect(from).toBeLessThanOrEqual(low + step * 1e-5);
        expect(to).toBeGreaterThanOrEqual(low + span - step * 1e-5);
        expect(to - from).toBeLessThanOrEqual(span + 2 * step * 1.00001);
      }),
    );
  });

  it('of a logarithmic axis are powers of ten, with values between them where there is room', () => {
    expect(logTicks(0.6, 2e5).values).toEqual([1, 10, 100, 1000, 10_000, 100_000]);
    expect(logTicks(0.6, 40).values).toEqual([1, 3, 10, 30]);
    expect(logTicks(1e-12, 1e-11).values).toEqual([1e-12, 2e-12, 5e-12, 1e-11]);
  });
});
