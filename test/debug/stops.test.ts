/** Stops are hit at the same places in both directions; the last change of a value is the one that a slow search finds. */
import fc from 'fast-check';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { Machine, type DebugProgram } from '../../src/debug/machine.js';
import type { Place } from '../../src/debug/place.js';
import { Session } from '../../src/debug/session.js';
import type { StopKind } from '../../src/debug/stops.js';
import { finish } from '../../src/debug/task.js';
import { storedValueNamed } from '../../src/signals/stored-value.js';
import { REFERENCE } from '../../src/design/design.js';
import { randomScript } from './programs.js';

/** Checkpoints lie close together, so that short runs have many. */
const LIMITS = { timeout: 20_000, history: 1 << 24, ticksApart: 3 };
const scriptOf = (seed: number | string): DebugProgram => ({
  name: 'script',
  code: { list: randomScript(seedrandom(String(seed))) },
});

const STOPS: readonly StopKind[] = [
  { kind: 'condition', text: 'membrane[1] > 40' },
  { kind: 'condition', text: 'spikes(2)' },
  { kind: 'condition', text: 'changed(v[0])' },
  { kind: 'condition', text: 'global.next_state == STEP' },
  { kind: 'condition', text: 'saturates(wout[0][0])' },
  { kind: 'watch', name: 'winp[1][2]' },
  { kind: 'watch', name: 'wrec[0][1]' },
  { kind: 'watch', name: 'KAPPA' },
  { kind: 'state', state: 'EPROP' },
  { kind: 'warning', name: '' },
  { kind: 'code', instructions: [40, 45], text: '41' },
];

describe('a stop', () => {
  it.each(STOPS.map((what) => [JSON.stringify(what), what] as const))(
    '%s is hit at the same places forwards and back',
    (_, what) => {
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const session = new Session(scriptOf(seed), LIMITS);
          session.addStop(what);
          const forward: Place[] = [];
          while (forward.length < 40) {
            const { reason } = finish(session.continue());
            if (reason === 'end') break;
            forward.push(session.machine.place);
          }
          const backward: Place[] = [];
          if (!session.machine.ended) forward.pop();
          while (finish(session.continue(true)).reason === 'stop') backward.push(session.machine.place);
          expect(backward.reverse()).toEqual(forward);
        }),
        { numRuns: 10 },
      );
    },
  );
});

describe('a host script', () => {
  const list = randomScript(seedrandom('lines'));
  const lines = Array.from({ length: list.length }, (_, i) => i);

  it('stops at every line that has a stop, also where ticks and events follow each other', () => {
    const session = new Session(scriptOf('lines'), LIMITS);
    session.addStop({ kind: 'code', instructions: lines, text: 'all' });
    for (const line of lines.slice(1)) {
      expect(finish(session.continue()).reason).toBe('stop');
      expect(session.machine.place).toMatchObject({ instruction: line, operation: 0 });
    }
    expect(finish(session.continue()).reason).toBe('end');
  });

  it('is stepped line by line', () => {
    const session = new Session(scriptOf('lines'), LIMITS);
    for (const line of lines.slice(1, 60)) {
      finish(session.line('over', false));
      expect(session.machine.place).toMatchObject({ instruction: line, operation: 0 });
    }
  });
});

/** All changes of a value, cycle by cycle. */
function changesOf(program: DebugProgram, name: string): { cycle: number; before: number; after: number }[] {
  const machine = new Machine(program, LIMITS);
  const stored = storedValueNamed(name, REFERENCE)!;
  const changes: { cycle: number; before: number; after: number }[] = [];
  let before = stored.get(machine.chip.state);
  const look = (): void => {
    const after = stored.get(machine.chip.state);
    if (after !== before) changes.push({ cycle: machine.chip.cycle, before, after });
    before = after;
  };
  machine.observer = look;
  while (!machine.ended) {
    machine.move();
    look();
  }
  return changes;
}

describe('the last change of a value', () => {
  it('is the one that the cycle engine finds', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        (seed, pre, post) => {
          const program = scriptOf(seed);
          const session = new Session(program, LIMITS);
          finish(session.continue());
          for (const name of [`winp[${pre}][${post}]`, `wrec[${pre}][${post}]`, `membrane[${post}]`]) {
            const last = finish(session.last(name));
            const expected = changesOf(program, name).at(-1);
            expect(last && { cycle: last.position.cycle, before: last.before, after: last.after }).toEqual(
              expected,
            );
          }
        },
      ),
      { numRuns: 6 },
    );
  });
});
