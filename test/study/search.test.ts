/** Searches that depend on results, on outcomes that are made up. */
import { describe, expect, it } from 'vitest';
import { METRIC_NAMES } from '../../src/study/outcomes/metrics.js';
import { crowding, dominates, frontOf, frontsOf } from '../../src/study/outcomes/pareto.js';
import { intervalOf } from '../../src/study/outcomes/interval.js';
import type { StudyPoint } from '../../src/study/points/settings.js';
import { searchSteps } from '../../src/study/search/search.js';
import { newLog, type Outcome, type SearchLog } from '../../src/study/search/steps.js';
import type { Study } from '../../src/study/study.js';
import { studyWith } from './example-study.js';

const none = Object.fromEntries(METRIC_NAMES.map((name) => [name, null])) as NonNullable<Outcome>;

/** Follows a search to its end. @returns the points of each step. */
function follow(
  study: Study,
  outcome: (point: StudyPoint) => Outcome,
  log: SearchLog = newLog(),
): StudyPoint[][] {
  const search = searchSteps(study, log);
  const steps: StudyPoint[][] = [];
  for (let step = search.next(); step.done !== true; step = search.next(step.value.map(outcome)))
    steps.push([...step.value]);
  return steps;
}

describe('dominance', () => {
  it('needs a gain in one cost and no loss in the others', () => {
    expect(dominates([1, 2], [1, 3])).toBe(true);
    expect(dominates([1, 2], [1, 2])).toBe(false);
    expect(dominates([1, 2], [2, 1])).toBe(false);
    expect(dominates([0.5, 2], [1, 2], [0.4, 0])).toBe(true);
    expect(dominates([0.5, 2], [1, 2], [0.6, 0])).toBe(false);
    expect(dominates([1, NaN], [2, 3])).toBe(false);
  });

  it('leaves a front, and points without values out', () => {
    const points = [
      [1, 4],
      [2, 2],
      [4, 1],
      [3, 3],
      [2, NaN],
    ];
    expect(frontOf(points)).toEqual([0, 1, 2]);
    expect(frontsOf(points)).toEqual([[0, 1, 2], [3]]);
    const distance = crowding(points, [0, 1, 2]);
    expect([distance.get(0), distance.get(1), distance.get(2)]).toEqual([Infinity, 2, Infinity]);
  });
});

describe('means over seeds', () => {
  it('have the interval of Student', () => {
    const { mean, low, high } = intervalOf([1, 2, 3])!;
    expect(mean).toBe(2);
    // 4.303 x 1 / sqrt(3)
    expect(low).toBeCloseTo(2 - 2.4843, 3);
    expect(high).toBeCloseTo(2 + 2.4843, 3);
    expect(intervalOf([5])).toEqual({ mean: 5, low: 5, high: 5, count: 1 });
    expect(intervalOf([])).toBeUndefined();
  });
});

describe('NSGA-II', () => {
  const study = studyWith(
    [
      'axes: { x: { range: [0, 1] }, y: { range: [0, 1] } }',
      'registers: { KAPPA: round(100 * x), THR_H_0: round(100 * y) }',
      'search: { method: nsga2, population: 20, generations: 15, seed: 3 }',
    ].join('\n'),
  );
  /** The front is where y is 0: accuracy x, energy x squared. */
  const outcome = ({ values }: StudyPoint): Outcome => ({
    ...none,
    accuracy: Number(values['x']) - Number(values['y']),
    inference_energy: Number(values['x']) ** 2 + Number(values['y']),
  });

  it('comes close to the front and spreads along it', () => {
    const steps = follow(study, outcome);
    expect(steps).toHaveLength(15);
    const last = steps.flat().slice(-100);
    const mean = last.reduce((sum, { values }) => sum + Number(values['y']), 0) / last.length;
    expect(mean).toBeLessThan(0.15);
    const xs = last
      .filter(({ values }) => Number(values['y']) < 0.1)
      .map(({ values }) => Number(values['x']));
    expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(0.8);
  });

  it('gives the same points for the same seed and outcomes, and never one twice', () => {
    const points = follow(study, outcome).flat();
    expect(follow(study, outcome).flat()).toEqual(points);
    expect(new Set(points.map(({ values }) => JSON.stringify(values))).size).toBe(points.length);
  });

  it('goes on where all points of a generation fail', () => {
    expect(follow(study, () => undefined)).toHaveLength(1);
  });
});

describe('successive halving for several objectives', () => {
  const study = studyWith(
    [
      'task: { name: cue-accumulation }',
      'axes: { x: [0, 1, 2, 3] }',
      'registers: { KAPPA: 100 + x }',
      'halving: { rungs: [1, 2, 4], margins: { accuracy: 0.1 } }',
    ].join('\n'),
  );
  const outcomeOf = (accuracy: number, energy: number): Outcome => ({
    ...none,
    accuracy,
    inference_energy: energy,
  });

  it('stops only points that are worse in all objectives by the margin', () => {
    const given = [outcomeOf(0.9, 1), outcomeOf(0.85, 1), outcomeOf(0.7, 1), outcomeOf(0.5, 0.5)];
    const log = newLog();
    const steps = follow(study, ({ values }) => given[Number(values['x'])], log);
    expect(steps.map((step) => step.map(({ values }) => values['x']))).toEqual([
      [0, 1, 2, 3],
      [0, 1, 3],
      [0, 1, 3],
    ]);
    expect(steps.map((step) => step[0]!.simulation.epochs)).toEqual([1, 2, 4]);
    expect(log.stopped.map(({ point, epochs }) => [point.values['x'], epochs])).toEqual([[2, 1]]);
  });

  it('stops points that exceed a bound on something that only grows, and those that failed', () => {
    const bounded = {
      ...study,
      ...studyWith(
        'axes: { x: [0, 1, 2, 3] }\nregisters: { KAPPA: 100 + x }\ntask: { name: t }\nhalving: { rungs: [1, 2], margins: {} }\nrequire: [training_cycles <= 10]',
      ),
    };
    const steps = follow(bounded, ({ values }) => {
      const x = Number(values['x']);
      return x === 3 ? undefined : { ...none, accuracy: 0.5, inference_energy: 1, training_cycles: 9 + x };
    });
    expect(steps[1]!.map(({ values }) => values['x'])).toEqual([0, 1]);
  });
});
