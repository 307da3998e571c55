import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstAtLeast, interpolate, linearScale, logScale, nearestIndex } from '../../src/charts/scale.js';

describe('scales', () => {
  it.each([
    ['linear', linearScale([-5, 15], [100, 300])],
    ['linear, upwards', linearScale([0, 1], [200, 0])],
    ['logarithmic', logScale([0.5, 5000], [0, 400])],
  ])('%s: the ends of the domain are the ends of the range, and places turn back into values', (_, scale) => {
    expect(scale.at(scale.domain[0])).toBeCloseTo(scale.range[0], 9);
    expect(scale.at(scale.domain[1])).toBeCloseTo(scale.range[1], 9);
    for (const share of [0, 0.1, 0.5, 0.93, 1]) {
      const place = scale.range[0] + share * (scale.range[1] - scale.range[0]);
      expect(scale.at(scale.invert(place))).toBeCloseTo(place, 9);
    }
  });

  it('logarithmic: 0 stands at the lower end', () => {
    expect(logScale([1, 100], [200, 0]).at(0)).toBe(200);
  });
});

describe('ascending numbers', () => {
  const ascending = fc.array(fc.integer({ min: -50, max: 50 })).map((list) => list.sort((a, b) => a - b));

  it('are searched for the first that is large enough, and for the nearest', () => {
    fc.assert(
      fc.property(ascending, fc.integer({ min: -60, max: 60 }), (list, value) => {
        const first = list.findIndex((item) => item >= value);
        expect(firstAtLeast(list, value)).toBe(first < 0 ? list.length : first);
        const nearest = nearestIndex(list, value);
        if (list.length === 0) expect(nearest).toBe(-1);
        else {
          const distances = list.map((item) => Math.abs(item - value));
          expect(distances[nearest]).toBe(Math.min(...distances));
        }
      }),
    );
  });

  it('are interpolated between, and not beyond', () => {
    const curve = (x: number): number => interpolate([1, 3, 4], [10, 30, 100], x);
    expect([0, 1, 2, 3, 3.5, 9].map(curve)).toEqual([10, 10, 20, 30, 65, 100]);
  });
});
