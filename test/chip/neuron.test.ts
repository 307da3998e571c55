import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../seed.js';
import * as neuron from '../../src/chip/neuron.js';
import { NEVER_ROUND } from '../../src/fixed-point/index.js';
import * as twin from '../reference/arithmetic.js';

/** Values of a width, its limits and small ones often. */
const near = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min, max }),
    fc.constantFrom(min, min + 1, max - 1, max, ...[-1, 0, 1].filter((x) => x >= min && x <= max)),
  );
const s16 = near(-0x8000, 0x7fff);
/** Bits of a membrane, the reference's often, and one of that width. */
const membrane = fc
  .oneof(fc.constant(16), fc.integer({ min: 10, max: 16 }))
  .chain((bits) => fc.tuple(fc.constant(bits), near(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)));
const s8 = near(-128, 127);
const u12 = near(0, 0xfff);
const u10 = near(0, 0x3ff);
const kappa = fc.oneof(near(0, 255), fc.constantFrom(0x7a, 0x7f, 0x80, 0x81));
/** alpha: upper part 7 or 8, twelve bits below. */
const alpha = fc
  .tuple(fc.constantFrom(0x7000, 0x8000), near(0, 0xfff))
  .map(([upper, lower]) => upper | lower);
const shift = fc.integer({ min: 0, max: 7 });
const random = (bits: number): fc.Arbitrary<number | undefined> =>
  fc.option(near(0, 2 ** bits - 1), { nil: undefined });
const threshold = (r: number | undefined): number => r ?? NEVER_ROUND;
const big = (r: number | undefined): bigint | undefined => (r === undefined ? undefined : BigInt(r));

describe('event updates of a membrane', () => {
  it('scale, add and saturate as the specification writes it', () => {
    const noise = fc.tuple(s16, fc.integer({ min: 0, max: 15 })).map(([bits, strength]) => bits >> strength);
    fc.assert(
      fc.property(membrane, s8, s8, shift, shift, noise, ([bits, u], inp, rec, atInp, atRec, n) => {
        const wInp = neuron.scaleWeight(inp, atInp, bits);
        const wRec = neuron.scaleWeight(rec, atRec, bits);
        expect(wInp).toBe(Number(twin.shifted(BigInt(inp), atInp, bits)));
        const actual = neuron.integrate(u, neuron.addWeights(wInp, wRec, bits), n, bits);
        const expected = twin.eventMembrane(BigInt(u), BigInt(wInp), BigInt(wRec), BigInt(n), bits);
        expect(actual).toBe(Number(expected));
      }),
      { numRuns: 5000 },
    );
  });

  it('lets noise alone wrap when membrane and weight have different signs', () => {
    expect(neuron.integrate(0x7fff, -1, 0x7fff)).toBe(0x7fff - 1 + 0x7fff - 0x10000);
    expect(neuron.integrate(0x7000, 0, 0x7000)).toBe(0x7fff);
    expect(neuron.integrate(-0x8000, -1, 0)).toBe(-0x8000);
  });
});

describe('leaks', () => {
  it('of a membrane, with and without rounding', () => {
    fc.assert(
      fc.property(membrane, alpha, random(15), ([bits, u], a, r) => {
        const expected = twin.leakedMembrane(BigInt(u), BigInt(a), bits, big(r));
        expect(neuron.leakMembrane(u, a, threshold(r), bits)).toBe(Number(expected));
      }),
      { numRuns: 5000 },
    );
  });

  it('of an input or recurrent trace', () => {
    fc.assert(
      fc.property(u12, alpha, random(15), (t, a, r) => {
        const expected = twin.dropped(BigInt(t * a), 15, 12, big(r));
        expect(neuron.leakTrace(t, a, threshold(r))).toBe(Number(expected));
      }),
      { numRuns: 3000 },
    );
  });

  it('of an output trace and of an output membrane, any kappa', () => {
    fc.assert(
      fc.property(u10, s16, kappa, random(7), (t, v, k, r) => {
        const trace = twin.dropped(BigInt(t * k), 7, 10, big(r));
        expect(neuron.leakOutputTrace(t, k, threshold(r))).toBe(Number(trace));
        const membrane = twin.leakedOutput(BigInt(v), BigInt(k), big(r));
        expect(neuron.leakOutput(v, k, threshold(r))).toBe(Number(membrane));
      }),
      { numRuns: 5000 },
    );
  });

  it('and what a spike leaves', () => {
    expect(neuron.resetMembrane(-0x8000, 1, 0)).toBe(0x7fff);
    expect(neuron.resetMembrane(100, 60, 0)).toBe(40);
    expect(neuron.resetMembrane(100, 60, 1)).toBe(0);
  });
});

describe('traces at events', () => {
  it('grow and become all ones when they wrap', () => {
    fc.assert(
      fc.property(u12, u10, shift, (t, out, bits) => {
        expect(neuron.growTrace(t, neuron.traceIncrement(bits), 12)).toBe(
          Number(twin.grown(BigInt(t), 8n << BigInt(bits), 12)),
        );
        expect(neuron.growTrace(out, neuron.outputTraceIncrement(bits), 10)).toBe(
          Number(twin.grown(BigInt(out), 2n << BigInt(bits), 10)),
        );
      }),
    );
  });
});

describe('output neurons', () => {
  it('integrate spikes, saturating', () => {
    fc.assert(
      fc.property(s16, s8, shift, (v, weight, at) => {
        const expected = twin.outputEvent(BigInt(v), BigInt(weight), at);
        expect(neuron.integrateOutput(v, weight, at)).toBe(Number(expected));
      }),
      { numRuns: 3000 },
    );
  });

  it('err by target less activity, with the hard sigmoid or without', () => {
    fc.assert(
      fc.property(s16, fc.oneof(s16, fc.integer({ min: -2050, max: 2050 })), fc.boolean(), (t, v, off) => {
        expect(neuron.outputError(t, v, off ? 1 : 0)).toBe(Number(twin.error(BigInt(t), BigInt(v), off)));
      }),
      { numRuns: 3000 },
    );
    expect([-2049, -2048, -2047, 0, 2047, 2048].map(neuron.hardSigmoid)).toEqual([0, 0, 0, 1024, 2047, 2048]);
  });
});
