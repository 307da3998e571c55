import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../seed.js';
import * as fx from '../../src/fixed-point/index.js';
import { RULES, SerialTwin } from './twin.js';

const WORD_SPECS = [
  { name: 'noise', spec: { near: 3, far: 17, wordsPerAdvance: 1 }, rule: RULES.noise },
  { name: 'weights', spec: { near: 3, far: 25, wordsPerAdvance: 16 }, rule: RULES.weights },
  { name: 'wout', spec: { near: 1, far: 22, wordsPerAdvance: 14 }, rule: RULES.wout },
] as const;

function load(rule: (typeof RULES)[keyof typeof RULES], seed: number): SerialTwin {
  const twin = new SerialTwin(rule);
  twin.load(seed);
  return twin;
}

/** All words of the current output, of the engine's buffer and of the twin. */
const words = (buffer: Int32Array, at: number, count: number): number[] =>
  Array.from({ length: count }, (_, j) => buffer[at + j]! >>> 0);
const twinWords = (twin: SerialTwin, count: number): number[] =>
  Array.from({ length: count }, (_, j) => twin.take(32 * j, 32));

for (const { name, spec, rule } of WORD_SPECS)
  describe(`the ${name} generator, in whole words`, () => {
    const count = spec.wordsPerAdvance;
    const compare = (seed: number, advances: number): void => {
      const buffer = new Int32Array(fx.wordBufferLength(spec));
      let at = fx.seedWords(spec, buffer, seed);
      const twin = load(rule, seed);
      for (let i = 0; i <= advances; i++) {
        expect(words(buffer, at, count), `seed ${seed}, advance ${i}`).toEqual(twinWords(twin, count));
        at = fx.advanceWords(spec, buffer, at);
        twin.advance();
      }
    };

    it('follows the bit-serial twin through thousands of advances and every refill', () => {
      compare(0x12345, 3000);
    });

    it('takes every single seed bit to its place', () => {
      for (let b = 0; b < spec.far; b++) compare(2 ** b, 20);
    });

    it('stays 0 from seed 0', () => {
      compare(0, 40);
      const buffer = new Int32Array(fx.wordBufferLength(spec)).fill(-1);
      fx.seedWords(spec, buffer, 0);
      expect(buffer.every((word) => word === 0)).toBe(true);
    });

    it('starts from any seed, whatever the buffer held', () => {
      fc.assert(
        fc.property(fc.nat({ max: 2 ** spec.far - 1 }), (seed) => compare(seed, 18)),
        { numRuns: 40 },
      );
    });

    it('obeys its rule on words: S[i] = S[i-32a] ^ S[i-32b]', () => {
      const buffer = new Int32Array(fx.wordBufferLength(spec));
      fx.seedWords(spec, buffer, 0x1f0f1);
      for (let j = spec.far; j < buffer.length; j++)
        expect(buffer[j]).toBe(buffer[j - spec.near]! ^ buffer[j - spec.far]!);
    });
  });

describe('the 15-bit generators', () => {
  const kinds = [
    {
      name: '15 bits an advance',
      rule: RULES.round15,
      seed: fx.seed15,
      advance: fx.advance15,
      take: 15,
      period: 32767,
    },
    {
      name: '7 bits an advance',
      rule: RULES.round7,
      seed: fx.seed7,
      advance: fx.advance7,
      take: 7,
      period: 32767 / 7,
    },
  ];
  for (const { name, rule, seed, advance, take, period } of kinds) {
    const compare = (start: number, advances: number): void => {
      let state = seed(start);
      const twin = load(rule, start);
      for (let i = 0; i <= advances; i++) {
        const seen = state & (2 ** take - 1);
        if (seen !== twin.take(0, take)) expect(seen, `seed ${start}, advance ${i}`).toBe(twin.take(0, take));
        state = advance(state);
        twin.advance();
      }
    };

    it(`follows the twin through more than a period (${name})`, () => compare(0x1234, 33000));

    it(`takes every single seed bit to its place (${name})`, () => {
      for (let b = 0; b < 15; b++) compare(2 ** b, 100);
    });

    it(`starts from any of the 32768 seeds (${name})`, () => {
      for (let s = 0; s < 32768; s++) compare(s, 3);
    });

    it(`stays 0 from seed 0 and comes round from any other (${name})`, () => {
      expect(seed(0)).toBe(0);
      expect(advance(0)).toBe(0);
      const first = seed(0x2bad);
      let state = first;
      let advances = 0;
      do {
        state = advance(state);
        advances++;
      } while (state !== first);
      // The sequence has period 32767 = 7 * 4681: seven bits at a time, an orbit is a seventh of it.
      expect(advances).toBe(period);
    });
  }
});
