/** Axes, expressions, sequences of points, conditions before any run. */
import { describe, expect, it } from 'vitest';
import { spacedValues, steppedValues, valueAt } from '../../src/study/axes/axis.js';
import { latinHypercube } from '../../src/study/axes/latin-hypercube.js';
import { SOBOL_DIMENSIONS, sobolPoints } from '../../src/study/axes/sobol.js';
import { canonicalJson } from '../../src/study/canonical-json.js';
import { ExpressionError, parseExpression } from '../../src/study/expression.js';
import { countReasons } from '../../src/study/points/candidates.js';
import { staticPoints } from '../../src/study/search/search.js';
import { newLog } from '../../src/study/search/steps.js';
import { studyWith } from './example-study.js';

const valuesOf = (text: string) => staticPoints(studyWith(text), newLog()).map(({ values }) => values);

describe('expressions over axes', () => {
  const value = (text: string, scope: Record<string, number | string | boolean> = {}) =>
    parseExpression(text, Object.keys(scope)).evaluate(scope);

  it.each([
    ['1 + 2 * 3 ** 2', 19],
    ['-(4 - 6) % 3', 2],
    ['max(1, min(5, 3), 2)', 3],
    ['round(log2(1000))', 10],
    ['2 > 1 && !(1 >= 2) ? 7 : 8', 7],
    ["'a' == 'a' || 1 == 2", true],
  ])('%s', (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it('use the values of axes', () => {
    expect(value('n * (bits + 1)', { n: 64, bits: 3 })).toBe(256);
    expect(value("kind == 'flip'", { kind: 'flip' })).toBe(true);
  });

  it.each(['1 / 0', "'a' + 1", 'n +', 'constructor', 'n[0]', 'n = 1', '[1]', 'alert(1)', '1, 2'])(
    'refuse %s',
    (text) => {
      expect(() => value(text, { n: 1 })).toThrow(ExpressionError);
    },
  );
});

describe('values of axes', () => {
  it('in steps and at equal differences and ratios', () => {
    expect(steppedValues(0, 0.5, 0.1)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    const log = { from: 0.001, to: 1, isLogarithmic: true, isWhole: false };
    expect(spacedValues(log, 4)).toEqual([0.001, 0.01, 0.1, 1]);
    expect(spacedValues({ ...log, from: 1, to: 4, isWhole: true }, 9)).toEqual([1, 2, 3, 4]);
  });

  it('of a whole range have equal parts', () => {
    const axis = { name: 'n', range: { from: 1, to: 4, isLogarithmic: false, isWhole: true } };
    const counts = new Map<unknown, number>();
    for (let i = 0; i < 4000; i++) {
      const value = valueAt(axis, (i + 0.5) / 4000);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts]).toEqual([
      [1, 1000],
      [2, 1000],
      [3, 1000],
      [4, 1000],
    ]);
  });
});

describe('points that fill a space', () => {
  const parts = (values: readonly number[], count: number): number =>
    new Set(values.map((value) => Math.floor(value * count))).size;

  it('Latin hypercube: one point in each part of each axis', () => {
    const points = latinHypercube(20, 3, 'seed');
    for (let d = 0; d < 3; d++)
      expect(
        parts(
          points.map((p) => p[d]!),
          20,
        ),
      ).toBe(20);
    expect(latinHypercube(20, 3, 'seed')).toEqual(points);
    expect(latinHypercube(20, 3, 'other')).not.toEqual(points);
  });

  it('Sobol: one point in each part of each axis, for every power of two', () => {
    const points = sobolPoints(256, SOBOL_DIMENSIONS, 'seed');
    for (let d = 0; d < SOBOL_DIMENSIONS; d++)
      for (const count of [4, 32, 256])
        expect(
          parts(
            points.slice(0, count).map((p) => p[d]!),
            count,
          ),
        ).toBe(count);
  });

  it('Sobol: the first two axes have one point in each box of equal size', () => {
    const points = sobolPoints(64, 2, 'seed');
    for (const [a, b] of [
      [64, 1],
      [8, 8],
      [2, 32],
    ] as const)
      expect(new Set(points.map(([x, y]) => `${Math.floor(x! * a)} ${Math.floor(y! * b)}`)).size).toBe(64);
  });
});

describe('the points of a study', () => {
  it('are a grid, of which the last axis moves fastest', () => {
    expect(valuesOf('axes: { a: [100, 110], b: [1, 2] }\nregisters: { KAPPA: a, LR_P_WINP: b }')).toEqual([
      { a: 100, b: 1 },
      { a: 100, b: 2 },
      { a: 110, b: 1 },
      { a: 110, b: 2 },
    ]);
  });

  it('go in step on zipped axes', () => {
    const text =
      'axes: { a: [1, 2], b: [3, 4], c: [5, 6] }\nzip: [[a, b]]\nregisters: { KAPPA: a + b, LR_P_WINP: c }';
    expect(valuesOf(text)).toHaveLength(4);
    expect(valuesOf(text).every(({ a, b }) => Number(a) + 2 === b)).toBe(true);
  });

  it('have an axis that counts only under a condition once elsewhere', () => {
    const points = valuesOf(
      'axes: { a: [1, 2], b: { list: [3, 4, 5], when: a == 2, otherwise: 0 } }\nregisters: { KAPPA: a, LR_P_WINP: b }',
    );
    expect(points).toEqual([
      { a: 1, b: 0 },
      { a: 2, b: 3 },
      { a: 2, b: 4 },
      { a: 2, b: 5 },
    ]);
  });

  it('are dropped before any run, with the reason counted', () => {
    const log = newLog();
    const study = studyWith(
      'axes: { a: [100, 200, 300], b: [1, 2] }\nwhere: [a + b != 101]\nregisters: { KAPPA: a, LR_P_WINP: b }',
    );
    expect(staticPoints(study, log)).toHaveLength(3);
    expect(countReasons(log.dropped)).toEqual([
      { reason: 'where a + b != 101', count: 1 },
      { reason: 'KAPPA = 300: a whole number from 0 to 255 is needed', count: 2 },
    ]);
  });

  it('set the registers that their own chips have', () => {
    const log = newLog();
    const study = studyWith('axes: { n: [256, 512] }\nchip: { neurons: n }\nregisters: { ALPHA_CONF_4: 7 }');
    expect(staticPoints(study, log).map(({ simulation }) => simulation.registers)).toEqual([
      { ALPHA_CONF_4: 7 },
    ]);
    expect(log.dropped).toEqual(['the chip reference has no register ALPHA_CONF_4']);
  });

  it('have faults by voltage where a table gives their rates', () => {
    const points = (text: string) => {
      const log = newLog();
      const found = staticPoints(studyWith(text), log);
      return { rates: found.map(({ simulation }) => simulation.faults?.rate), dropped: log.dropped };
    };
    const rate = "{ vdd: v, errors: { 0.5: 0.01, 0.6: 0.0001 }, source: 'estimated' }";
    const { rates, dropped } = points(
      `axes: { v: [0.45, 0.5, 0.55, 0.6, 0.8] }\nfaults: { rate: ${rate}, kind: stuck-at-0 }\nenergy: { vdd: v }`,
    );
    expect(rates.map((r) => Number(r!.toPrecision(6)))).toEqual([0.01, 0.001, 0.0001, 0]);
    expect(dropped).toEqual(['0.45 V is below the 0.5 V that the table of faults begins with']);
  });

  it('have devices where these change weights', () => {
    const points = staticPoints(
      studyWith('axes: { age: [0, 3600], drift: [0, 1] }\ndevices: { drift: drift, age: age }'),
      newLog(),
    );
    expect(points.map(({ simulation }) => simulation.devices?.age)).toEqual([undefined, 0, undefined, 3600]);
  });

  it('share a simulation where only voltage, clock and table differ', () => {
    const points = staticPoints(studyWith('axes: { v: [0.5, 0.8] }\nenergy: { vdd: v }'), newLog());
    expect(points.map(({ pricing }) => pricing.vdd)).toEqual([0.5, 0.8]);
    expect(new Set(points.map(({ simulation }) => canonicalJson(simulation))).size).toBe(1);
  });
});

describe('canonical JSON', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [1, 'x'], a: { d: null, c: true } })).toBe(
      '{"a":{"c":true,"d":null},"b":[1,"x"]}',
    );
    expect(() => canonicalJson({ a: NaN })).toThrow(RangeError);
  });
});
