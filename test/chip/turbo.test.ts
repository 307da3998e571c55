/** The turbo engine, with each of its kernels, against the cycle engine: the same state after every step. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { PLAIN_PHASES } from '../../src/chip/turbo/phases.js';
import { prepare, program, RandomHost } from './random-program.js';
import { stateDifference } from './state-difference.js';

const PROGRAMS = 250;
const STEPS = 40;

test(`both engines leave the same state after each of ${PROGRAMS * STEPS} random ticks`, () => {
  const share = { cycle: 0, turbo: 0 };
  fc.assert(
    fc.property(program(STEPS), (p) => {
      const [cycle, simd, plain] = [
        new Chip(undefined, { engine: 'cycle' }),
        new Chip(undefined, { engine: 'turbo' }),
        new Chip(undefined, { engine: 'turbo', phases: PLAIN_PHASES }),
      ].map((chip) => new RandomHost(chip)) as [RandomHost, RandomHost, RandomHost];
      for (const host of [cycle, simd, plain]) prepare(host.chip, p);
      p.steps.forEach((step, i) => {
        const courses = { simd: simd.take(step), plain: plain.take(step) };
        for (const _ of cycle.take(step))
          for (const [name, course] of Object.entries(courses)) {
            course.next();
            const found = stateDifference(cycle.chip, name === 'simd' ? simd.chip : plain.chip);
            if (found !== undefined) throw new Error(`step ${i}, cycle engine and turbo (${name}): ${found}`);
          }
      });
      expect(simd.events).toEqual(cycle.events);
      expect(plain.events).toEqual(cycle.events);
      share.cycle += simd.chip.cyclesByEngine.cycle;
      share.turbo += simd.chip.cyclesByEngine.turbo;
    }),
    { seed: 20221, numRuns: PROGRAMS },
  );
  // A turbo engine that leaves everything to the other one would pass, too.
  expect(share.turbo).toBeGreaterThan(share.cycle);
});
