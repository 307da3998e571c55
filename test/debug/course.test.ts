/** A debugged run is the plain run, and going back undoes going on, at every size of step. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import seedrandom from 'seedrandom';
import { assemble } from '../../src/asm/assembler.js';
import { Chip } from '../../src/chip/chip.js';
import { THE_END } from '../../src/debug/goal.js';
import { Machine, type DebugProgram } from '../../src/debug/machine.js';
import { STEPS, stepBack, stepForward } from '../../src/debug/movement.js';
import { finish } from '../../src/debug/task.js';
import { Timeline } from '../../src/debug/timeline.js';
import { Executor, HostTimeout } from '../../src/host/executor.js';
import { Sequencer } from '../../src/sequencer/sequencer.js';
import { noFiles } from '../asm/no-files.js';
import { hashOf } from '../../src/files/hash.js';
import { stateDifference } from '../chip/state-difference.js';
import { BLINK, randomScript } from './programs.js';

const BUDGET = 1 << 24;

/** The whole state, for comparisons. */
function stateOf({ chip, host, place }: Machine): unknown {
  chip.state.quiet = 0;
  const { executor, ...rest } = host.save() as unknown as { executor: Record<string, unknown> };
  // Where no operation is under way, the steps of the last one mean nothing.
  const { step: _step, since: _since, halfPeriods: _halfPeriods, ...lasting } = executor;
  return { place, chip: hashOf(chip.snapshot()), rest, executor: host.busy ? executor : lasting };
}

const hasEnded = (machine: Machine): boolean => machine.ended;

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

describe('a step back', () => {
  it.each(STEPS)('of the size of one %s undoes a step forwards, on random scripts', (size) => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (seed, skip, count) => {
          const program: DebugProgram = {
            name: 'script',
            code: { list: randomScript(seedrandom(String(seed))) },
          };
          const timeline = new Timeline(new Machine(program, { timeout: 20_000 }), BUDGET, 3);
          const { machine } = timeline;
          for (let i = 0; i < skip; i++) finish(stepForward(timeline, 'operation'));
          // From any place to a boundary of the size.
          finish(stepForward(timeline, size));
          if (hasEnded(machine)) return;
          const states = [stateOf(machine)];
          while (states.length <= count && !hasEnded(machine)) {
            finish(stepForward(timeline, size));
            states.push(stateOf(machine));
          }
          if (hasEnded(machine)) return;
          for (let i = states.length - 2; i >= 0; i--) {
            finish(stepBack(timeline, size));
            expect(stateOf(machine)).toEqual(states[i]);
          }
        },
      ),
      { numRuns: size === 'phase' ? 6 : 15 },
    );
  });
});
