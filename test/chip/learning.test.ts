import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../seed.js';
import type { Config } from '../../src/chip/config.js';
import { zeroConfig } from '../../src/chip/config.js';
import * as learning from '../../src/chip/learning.js';
import * as twin from '../reference/arithmetic.js';

const five = fc.integer({ min: 0, max: 31 });
const g12 = fc.oneof(fc.nat({ max: 0xfff }), fc.constantFrom(0, 1, 15, 16, 17, 0xfff));
/** Values of a signed width: any, its limits, and any power of two and its neighbours. */
const signedBits = (bits: number): fc.Arbitrary<number> => {
  const max = 2 ** (bits - 1) - 1;
  const powers = fc
    .tuple(fc.integer({ min: 0, max: bits - 1 }), fc.integer({ min: -1, max: 1 }), fc.boolean())
    .map(([at, off, minus]) => Math.max(-max - 1, Math.min(max, (minus ? -1 : 1) * 2 ** at + off)));
  return fc.oneof(fc.integer({ min: -max - 1, max }), powers);
};
const unsignedBits = (bits: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 0, max: 2 ** bits - 1 }),
    fc.integer({ min: 0, max: bits }).map((at) => 2 ** at - 1),
  );
const RUNS = { numRuns: 5000 };

describe('learning signals', () => {
  it('scale and saturate, LEARN_SIG_SCALE 0 to 15', () => {
    fc.assert(
      fc.property(signedBits(28), fc.integer({ min: 0, max: 15 }), (sum, scale) => {
        expect(learning.learningSignal(sum, scale)).toBe(Number(twin.learningSignal(BigInt(sum), scale)));
      }),
      RUNS,
    );
  });

  it('change over to saturation at the last sum that fits', () => {
    for (let scale = 0; scale <= 15; scale++) {
      const limit = 2 ** (27 - scale);
      expect(learning.learningSignal(limit - 1, scale)).toBe(Math.floor(((limit - 1) * 2 ** scale) / 4096));
      expect(learning.learningSignal(-limit, scale)).toBe(-0x8000);
      if (scale > 0) expect(learning.learningSignal(limit, scale)).toBe(0x7fff);
      if (scale > 0) expect(learning.learningSignal(-limit - 1, scale)).toBe(-0x8000);
    }
  });
});

describe('pseudo-derivative', () => {
  it('takes the first bound above the membrane, however the bounds are ordered', () => {
    const bounds = fc.array(signedBits(16), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(signedBits(16), bounds, (u, thr) => {
        const config: Config = zeroConfig();
        const h = [-16, -3, 0, 7, 15];
        thr.forEach((value, i) => (config[`THR_H_${i}` as 'THR_H_0'] = value));
        h.forEach((value, i) => (config[`H_${i}` as 'H_0'] = value));
        const first = thr.findIndex((bound) => u < bound);
        expect(learning.pseudoDerivative(u, config)).toBe(h[first < 0 ? 4 : first]);
      }),
    );
  });
});

describe('regularisation', () => {
  it('is the excess over the target rate, 0 below it', () => {
    fc.assert(
      fc.property(g12, fc.integer({ min: 0, max: 7 }), g12, (trace, fraction, target) => {
        const config: Config = { ...zeroConfig(), FP_LOC_TREC: fraction, REGUL_F0: target };
        const expected = twin.regularisation(BigInt(trace >> fraction), BigInt(target));
        expect(learning.regularisationTerm(trace, config)).toBe(Number(expected));
      }),
      RUNS,
    );
  });

  it('adds with logical shifts and multiplies with 16ths', () => {
    fc.assert(
      fc.property(g12, five, five, (g, left, right) => {
        expect(learning.additiveTerm(g, left, right)).toBe(Number(twin.additive(BigInt(g), left, right)));
        expect(learning.multiplicativeFactor(g, right)).toBe(Number(twin.factor(BigInt(g), right)));
      }),
      RUNS,
    );
  });
});

describe('updates of input and recurrent weights', () => {
  const factor = fc.integer({ min: 0, max: 16 });
  it('follow the specification for every e, factor and additive term', () => {
    fc.assert(
      fc.property(signedBits(32), factor, unsignedBits(32), (e, g, add) => {
        const expected = twin.update(BigInt(e), BigInt(g), BigInt(add));
        expect(learning.weightUpdate(e, g, add)).toBe(Number(expected));
      }),
      { numRuns: 20000 },
    );
  });

  it('flip to the most negative where bit 27 of a positive update is set', () => {
    expect(learning.weightUpdate(0x7ffffff, 16, 0)).toBe(0x7ffffff);
    expect(learning.weightUpdate(0x8000000, 16, 0)).toBe(-0x80000000);
    expect(learning.weightUpdate(0xfffffff, 16, 0)).toBe(-0x80000000);
    expect(learning.weightUpdate(0x10000000, 16, 0)).toBe(0x10000000);
    // The test sees the update before the additive term, and its sign after it.
    expect(learning.weightUpdate(0x8000000, 16, 1)).toBe(-0x80000000);
    expect(learning.weightUpdate(0x8000000, 16, 0x8000001)).toBe(-1);
    // Half of it: bit 27 no longer set.
    expect(learning.weightUpdate(0x8000000, 8, 0)).toBe(0x4000000);
  });

  it('never wrap in the product of signal, trace and derivative', () => {
    expect(-0x8000 * 0xfff * -16).toBeLessThan(2 ** 31);
  });
});

describe('the stochastic step', () => {
  const weight = fc.oneof(fc.integer({ min: -128, max: 127 }), fc.constantFrom(-128, -127, 126, 127));
  it('of 32 bits: probability, direction and limits', () => {
    fc.assert(
      fc.property(signedBits(32), five, five, unsignedBits(32), weight, (p, left, right, random, w) => {
        const expected = twin.step(BigInt(w), BigInt(p), { left, right }, BigInt(random), 32, 8);
        const changes = p !== 0 && learning.drawsChange(p, left, right, random | 0);
        expect(changes).toBe(expected.changes);
        if (changes) expect(learning.moveWeight(w, p)).toBe(Number(expected.weight));
      }),
      { numRuns: 20000 },
    );
  });

  it('of 28 bits, for output weights', () => {
    const p28 = fc.tuple(signedBits(16), unsignedBits(10)).map(([error, trace]) => error * trace);
    fc.assert(
      fc.property(p28, five, five, unsignedBits(28), weight, (p, left, right, random, w) => {
        const expected = twin.step(BigInt(w), BigInt(p), { left, right }, BigInt(random), 28, 8);
        const changes = p !== 0 && learning.drawsOutputChange(p, left, right, random);
        expect(changes).toBe(expected.changes);
        if (changes) expect(learning.moveWeight(w, p)).toBe(Number(expected.weight));
      }),
      { numRuns: 20000 },
    );
  });

  it('always changes for the most negative update, and holds at the limits of a weight', () => {
    expect(learning.drawsChange(-0x80000000, 0, 31, -1)).toBe(true);
    expect(learning.drawsChange(1, 0, 31, 0)).toBe(true);
    expect(learning.drawsChange(1, 0, 31, 1)).toBe(false);
    expect(learning.drawsChange(1, 31, 0, -0x80000000)).toBe(true);
    expect(learning.drawsChange(2, 31, 0, -1)).toBe(true);
    expect([learning.moveWeight(127, 1), learning.moveWeight(-128, -1)]).toEqual([127, -128]);
    expect([learning.moveWeight(126, 1), learning.moveWeight(-127, -1)]).toEqual([127, -128]);
  });
});
