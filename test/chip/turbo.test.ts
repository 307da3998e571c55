/** The turbo engine against the cycle engine: the same state after every step, whatever the program. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { prepare, program, RandomHost } from './random-program.js';
import { stateDifference } from './state-difference.js';

const PROGRAMS = 250;
const STEPS = 40;

test(`both engines leave the same state after each of ${PROGRAMS * STEPS} random ticks`, () => {
  const share = { cycle: 0, turbo: 0 };
  fc.assert(
    fc.property(program(STEPS), (p) => {
      const hosts = (['cycle', 'turbo'] as const).map((engine) => {
        const host = new RandomHost(new Chip(undefined, { engine }));
        prepare(host.chip, p);
        return host;
      }) as [RandomHost, RandomHost];
      const [cycle, turbo] = hosts;
      p.steps.forEach((step, i) => {
        for (const host of hosts) host.take(step);
        const found = stateDifference(cycle.chip, turbo.chip);
        if (found !== undefined)
          throw new Error(`after step ${i}, cycle and turbo engine differ in ${found}`);
      });
      expect(turbo.events).toEqual(cycle.events);
      share.cycle += turbo.chip.cyclesByEngine.cycle;
      share.turbo += turbo.chip.cyclesByEngine.turbo;
    }),
    { seed: 20221, numRuns: PROGRAMS },
  );
  // A turbo engine that leaves everything to the other one would pass, too.
  expect(share.turbo).toBeGreaterThan(share.cycle);
});
