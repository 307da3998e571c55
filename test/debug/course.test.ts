/** A debugged run is the plain run, and going back undoes going on, at every size of step. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import seedrandom from 'seedrandom';
import { assemble } from '../../src/asm/assembler.js';
import { Chip } from '../../src/chip/chip.js';
import { THE_END } from '../../src/debug/goal.js';
import { Machine } from '../../src/debug/machine.js';
import { STEPS } from '../../src/debug/movement.js';
import type { Place } from '../../src/debug/place.js';
import { finish } from '../../src/debug/task.js';
import { Timeline } from '../../src/debug/timeline.js';
import { Executor, HostTimeout } from '../../src/host/executor.js';
import { Sequencer } from '../../src/sequencer/sequencer.js';
import { noFiles } from '../asm/no-files.js';
import { stateDifference } from '../chip/state-difference.js';
import { BLINK, randomScript } from './programs.js';
import { LIMITS, randomProgram, stateOf, undoneSteps } from './properties.js';

const BUDGET = 1 << 24;

function differenceOf(a: Chip, b: Chip): string | undefined {
  a.state.quiet = b.state.quiet = 0;
  return stateDifference(a, b);
}

describe('a debugged run', () => {
  it('is the plain run of a firmware program', async () => {
    const { image } = await assemble('blink.s', BLINK, noFiles);
    const chip = new Chip();
    const plain = new Sequencer(chip, image);
    plain.run();
    const machine = new Machine({ name: 'blink.s', code: { image } });
    finish(new Timeline(machine, BUDGET).seek(THE_END));
    expect(differenceOf(machine.chip, chip)).toBeUndefined();
    expect(machine.host.end).toMatchObject({ kind: 'halt', status: 0 });
    expect(machine.place.instruction).toBe(plain.executed);
  });

  it('is the plain run of random host scripts', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const list = randomScript(seedrandom(String(seed)));
        const chip = new Chip();
        const plain = new Executor(chip, { timeout: 20_000 });
        try {
          for (let i = 0; i < list.length; i++) plain.run(list.at(i)!);
        } catch (error) {
          if (!(error instanceof HostTimeout)) throw error;
        }
        const machine = new Machine({ name: 'script', code: { list } }, { timeout: 20_000 });
        finish(new Timeline(machine, BUDGET).seek(THE_END));
        expect(differenceOf(machine.chip, chip)).toBeUndefined();
      }),
      { numRuns: 15 },
    );
  });
});

describe('a place', () => {
  it('has the same state however often and from wherever it is reached', async () => {
    for (let i = 0; i < 4; i++) {
      const machine = new Machine(await randomProgram(`places/${i}`), LIMITS);
      const timeline = new Timeline(machine, LIMITS.history, 1500);
      const random = seedrandom(`places/${i}`);
      const visits: { place: Place; state: string }[] = [];
      while (!machine.ended) {
        visits.push({ place: machine.place, state: stateOf(machine) });
        for (let n = Math.floor(40 * random()); n >= 0; n--) machine.move();
      }
      const orders = [[...visits].reverse(), visits.filter((_, n) => n % 3 === 0), [...visits].reverse()];
      const jumps = Array.from({ length: 60 }, () => visits[Math.floor(visits.length * random())]!);
      for (const { place, state } of [...orders.flat(), ...jumps]) {
        finish(timeline.goTo(place));
        expect(stateOf(machine)).toBe(state);
      }
    }
  });
});

describe('a step back', () => {
  it.each(STEPS)('of the size of one %s undoes a step forwards, on random programs', async (size) => {
    for (let i = 0; i < (size === 'phase' ? 6 : 12); i++) {
      const program = await randomProgram(`steps/${size}/${i}`);
      const random = seedrandom(`${size} ${i}`);
      const skip = Math.floor(60 * random());
      expect(undoneSteps(program, size, skip, 1 + Math.floor(5 * random()))).toBeUndefined();
    }
  });
});
