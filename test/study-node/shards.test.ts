/** Parts of a study: of about equal cost, the same whatever is done already. */
import { describe, expect, it } from 'vitest';
import { relativeCost } from '../../src/study-node/costs.js';
import { shardsOf } from '../../src/study-node/shards.js';
import type { Trial } from '../../src/study-node/trials.js';
import type { SimulationSettings } from '../../src/study/points/settings.js';

const trial = (n: number, epochs: number): Trial => {
  const simulation: SimulationSettings = { task: { name: 'x' }, samples: 10, epochs, registers: {} };
  const id = n.toString(16).padStart(64, '0');
  return {
    point: { values: {}, simulation, pricing: { table: 'fdsoi28' } },
    seed: '1',
    ids: { id, point: '{}', trainingId: id },
  };
};

describe('shards', () => {
  it('have about the same cost, where simulations differ', () => {
    const trials = Array.from({ length: 100 }, (_, n) => trial(n, 1 + (n % 10)));
    const parts = shardsOf(trials, 7);
    const costs = new Map<number, number>();
    for (const { ids, point } of trials) {
      const part = parts.get(ids.id)!;
      costs.set(part, (costs.get(part) ?? 0) + relativeCost(point.simulation));
    }
    expect(costs.size).toBe(7);
    expect(Math.max(...costs.values()) / Math.min(...costs.values())).toBeLessThan(1.05);
  });

  it('do not depend on the order of simulations', () => {
    const trials = Array.from({ length: 30 }, (_, n) => trial(n, 1));
    expect([...shardsOf(trials, 4)].sort()).toEqual([...shardsOf([...trials].reverse(), 4)].sort());
  });

  it('count learning with faulty neurons as slower', () => {
    const { simulation } = trial(0, 1).point;
    const faults = { rate: 0.01, kind: 'stuck-at-0', pattern: 'cells', banks: ['neurons'] } as const;
    expect(relativeCost({ ...simulation, faults })).toBeGreaterThan(5 * relativeCost(simulation));
    expect(relativeCost({ ...simulation, faults: { ...faults, banks: ['winp'] } })).toBe(
      relativeCost(simulation),
    );
    expect(relativeCost({ ...simulation, faults: { ...faults, during: 'tests' } })).toBe(
      relativeCost(simulation),
    );
  });
});
