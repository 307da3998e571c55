/** Combined observers and watchers lose nothing that their members would see alone. */
import { describe, expect, it } from 'vitest';
import type { CycleObserver, PhaseObserver } from '../../src/chip/cycle.js';
import { Chip } from '../../src/chip/chip.js';
import { combineObservers, combineSources, combineWatchers } from '../../src/chip/observers.js';
import { Executor, type ExecutorOptions } from '../../src/host/executor.js';
import { gunzipped, operationsOf } from '../trace/runs.js';

const script = gunzipped('learn_all_a1.host.gz');

function run(observer: ExecutorOptions['observer']): Chip {
  const chip = new Chip();
  const executor = new Executor(chip, { observer, recordsRows: 'never' });
  for (const operation of operationsOf(script)) executor.run(operation);
  return chip;
}

/** Notes down what it is shown, as text. */
function recorder(takesPhases: boolean): { log: string[]; observer: CycleObserver } {
  const log: string[] = [];
  const cycles: CycleObserver = (s) => void log.push(`cycle ${s.cycle}`);
  const phases: PhaseObserver = {
    event: (s, cycle) => void log.push(`event ${s.pins.aerAddress} in ${cycle}`),
    spikes: (_s, cycle, first, last) => void log.push(`spikes ${first} to ${last} in ${cycle}`),
    done: (s) => void log.push(`done ${s.cycle}`),
  };
  return { log, observer: takesPhases ? Object.assign(cycles, { phases }) : cycles };
}

/** What observers see when each of them is alone. */
const alone = (takesPhases: boolean): string[] => {
  const { log, observer } = recorder(takesPhases);
  run(observer);
  return log;
};

describe('combined observers', () => {
  it.each([2, 3])('%i that take phases all see the phases, and the turbo engine runs', (count) => {
    const members = Array.from({ length: count }, () => recorder(true));
    const chip = run(combineObservers(...members.map((m) => m.observer)));
    expect(chip.cyclesByEngine.turbo).toBeGreaterThan(chip.cyclesByEngine.cycle);
    const expected = alone(true);
    expect(expected.some((line) => line.startsWith('spikes'))).toBe(true);
    for (const { log } of members) expect(log).toEqual(expected);
  });

  it('all see every cycle if one of them needs to', () => {
    const members = [recorder(true), recorder(false), recorder(true)];
    run(combineObservers(...members.map((m) => m.observer)));
    const expected = alone(false);
    for (const { log } of members) expect(log).toEqual(expected);
  });

  it('a single one stays itself, and none are none', () => {
    const { observer } = recorder(true);
    expect(combineObservers(undefined, observer)).toBe(observer);
    expect(combineObservers(undefined, undefined)).toBeUndefined();
    expect(combineSources(undefined)).toBeUndefined();
  });

  it('are called in the given order', () => {
    const order: number[] = [];
    const combined = combineObservers(
      ...[1, 2, 3].map(
        (n): CycleObserver =>
          () =>
            void order.push(n),
      ),
    );
    new Chip(undefined, { engine: 'cycle' }).run(2, combined);
    expect(order).toEqual([1, 2, 3, 1, 2, 3]);
  });
});

describe('combined sources', () => {
  it('follow their members as observers come and go, and rest when all are gone', () => {
    const [first, second] = [recorder(false), recorder(false)];
    const a: { observer: CycleObserver | undefined } = { observer: undefined };
    const b: { observer: CycleObserver | undefined } = { observer: undefined };
    const source = combineSources(a, undefined, b);
    const seen = [];
    for (const [x, y] of [
      [undefined, undefined],
      [first.observer, undefined],
      [first.observer, second.observer],
      [undefined, second.observer],
      [undefined, undefined],
    ]) {
      [a.observer, b.observer] = [x, y];
      seen.push(source?.observer);
    }
    expect([seen[0], seen[1], seen[3], seen[4]]).toEqual([
      undefined,
      first.observer,
      second.observer,
      undefined,
    ]);
    new Chip(undefined, { engine: 'cycle' }).run(1, seen[2]);
    expect([first.log, second.log]).toEqual([['cycle 0'], ['cycle 0']]);
  });
});

describe('combined watchers', () => {
  it('all receive ticks and samples', () => {
    const log: string[] = [];
    const watcher = (name: string) => ({
      tick: () => void log.push(`${name} tick`),
      sample: () => void log.push(`${name} sample`),
    });
    const chip = new Chip();
    chip.watcher = combineWatchers(watcher('a'), undefined, watcher('b'), watcher('c'));
    chip.setPin('SAMPLE', 1);
    chip.setPin('TIME_TICK', 1);
    expect(log).toEqual(['a sample', 'b sample', 'c sample', 'a tick', 'b tick', 'c tick']);
  });
});
