/** Stops are hit at the same places in both directions; the last change of a value is the one that a slow search finds. */
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import type { DebugProgram } from '../../src/debug/machine.js';
import { Session } from '../../src/debug/session.js';
import { finish } from '../../src/debug/task.js';
import { randomScript } from './programs.js';
import {
  CONDITIONS,
  differingChanges,
  differingCycles,
  differingHits,
  LIMITS,
  randomProgram,
  randomWeights,
  STOPS,
} from './properties.js';

const scriptOf = (seed: number | string): DebugProgram => ({
  name: 'script',
  code: { list: randomScript(seedrandom(String(seed))) },
});

describe('a stop', () => {
  it.each(STOPS.map((what) => [JSON.stringify(what), what] as const))(
    '%s is hit at the same places forwards and back',
    async (_, what) => {
      for (let i = 0; i < 6; i++)
        expect(differingHits(await randomProgram(`stops/${i}`), what)).toBeUndefined();
    },
  );
});

it('a condition that the last edge of a played unit makes true is hit on the way back, too', async () => {
  // Found by random programs: a membrane falls with the last edge before a tick.
  const what = { kind: 'condition', text: 'v[0] > 5 && membrane[2] < 30' } as const;
  expect(differingHits(await randomProgram('3/99'), what)).toBeUndefined();
});

describe('a condition over values that move within ticks', () => {
  it.each(CONDITIONS)('%s stops where it becomes true, cycle by cycle', async (text) => {
    for (let i = 0; i < 3; i++)
      expect(differingCycles(await randomProgram(`conditions/${i}`), text)).toBeUndefined();
  });
});

describe('a host script', () => {
  const list = randomScript(seedrandom('lines'));
  const lines = Array.from({ length: list.length }, (_, i) => i);

  it('stops at every line that has a stop, also where ticks and events follow each other', () => {
    const session = new Session(scriptOf('lines'), LIMITS);
    for (const line of lines) session.addStop({ kind: 'code', location: `*${line}` });
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

describe('the changes of a weight', () => {
  it('are those that the cycle engine finds, also where they are undone within a tick', async () => {
    for (let i = 0; i < 8; i++) {
      const weights = randomWeights(seedrandom(`weights/${i}`), 3);
      expect(differingChanges(await randomProgram(`weights/${i}`), weights)).toBeUndefined();
    }
  });
});

describe('the changes of a membrane', () => {
  it('are those that the cycle engine finds', async () => {
    expect(differingChanges(await randomProgram('membranes'), ['membrane[1]'])).toBeUndefined();
  });
});
