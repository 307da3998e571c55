/** Branches that are compared, and the last reads of values. */
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { branchDifference } from '../../src/debug/branch-difference.js';
import { atTick } from '../../src/debug/goal.js';
import { Session } from '../../src/debug/session.js';
import { finish } from '../../src/debug/task.js';
import { randomScript } from './programs.js';
import { LIMITS } from './properties.js';

const session = (): Session =>
  new Session({ name: 'script', code: { list: randomScript(seedrandom('branches')) } }, LIMITS);

describe('the difference of two branches', () => {
  it('begins with the value that was set, and leaves the session where it stands', () => {
    const s = session();
    finish(s.goTo(atTick(2)));
    const before = s.read('winp[1][0]');
    finish(s.set('winp[1][0]', before - 50));
    finish(s.goTo(atTick(4)));
    const { place } = s.machine;
    const [a, b] = s.branches;
    const { differences, same, ticks } = finish(branchDifference(s, [a!, b!], 6));
    expect(ticks).toBe(6);
    expect(differences[0]).toMatchObject({ memory: 'winp', after: 0, name: 'winp[1][0]' });
    expect(differences[0]!.values).toEqual([before, before - 50]);
    expect(same.length + differences.length).toBe(8);
    expect(s.branch).toBe(b);
    expect(s.machine.place).toEqual(place);
  });

  it('is none between a branch and itself', () => {
    const s = session();
    const [main] = s.branches;
    expect(finish(branchDifference(s, [main!, main!], 4)).differences).toEqual([]);
  });
});

describe('the last read of a value', () => {
  it('names the event that needed it', () => {
    const s = session();
    finish(s.continue());
    const reader = finish(s.lastRead('winp[1][0]'));
    expect(reader?.text).toMatch(/event of input 1|learning/);
    expect(reader!.position.cycle).toBeLessThan(s.position.cycle);
    expect(() => finish(s.lastRead('KAPPA'))).toThrow(/a weight or a membrane is needed/);
  });
});

describe('a question on a branch', () => {
  it('goes on where the branch began: to the value that was set, and to what was before', () => {
    const s = session();
    finish(s.continue());
    const onMain = finish(s.history('membrane[1]', 8));
    const fork = onMain.at(-2)!;
    finish(s.goToPlace(fork.position));
    finish(s.set('membrane[1]', fork.after ^ 64));
    finish(s.set('winp[0][0]', 3));
    const changes = finish(s.history('membrane[1]', 8));
    expect(changes.slice(1, -1)).toEqual(onMain.slice(1, -1));
    expect(changes.at(-1)).toMatchObject({
      before: fork.after,
      after: fork.after ^ 64,
      cause: { by: 'user', text: `membrane[1] = ${fork.after ^ 64}, with which branch1 began` },
      position: fork.position,
    });
    expect([s.branch.name, s.machine.place]).toEqual(['branch2', s.branch.place]);
    const spike = finish(s.whySpike(1));
    const reader = finish(s.lastRead('winp[1][0]'));
    finish(s.switchTo('main'));
    expect(finish(s.whySpike(1))).toEqual(spike);
    expect(finish(s.lastRead('winp[1][0]'))).toEqual(reader);
  });

  it('says where the branch begins, where it cannot go back further', () => {
    const s = session();
    finish(s.goTo(atTick(2)));
    finish(s.set('winp[1][0]', 5));
    const text = "branch1 begins here; 'branches main' goes to the one it began on";
    expect(finish(s.goTo(atTick(1))).text).toBe(text);
    expect(finish(s.step('tick', true)).text).toBe(text);
    expect(finish(s.continue(true)).text).toBe(text);
    expect(finish(s.goTo(atTick(2))).text).toBe('here it is');
  });
});
