/** Files that pricing reads: any fault in them is reported with its place, and nothing else is thrown. */
import '../seed.js';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { ACTIVITY_LENGTH } from '../../src/chip/activity.js';
import { DataError, type Path } from '../../src/text/members.js';
import { readTable, TableError } from '../../src/energy/table/read-table.js';
import { readRecord, writeRecord, type ActivityRecord } from '../../src/energy/record.js';
import { readYaml } from '../../src/text/yaml.js';
import { tableText } from './tables.js';

const counts = (): Float64Array => Float64Array.from({ length: ACTIVITY_LENGTH }, (_, i) => i % 7);
const step = { tick: 3, counts: counts() };
const sum = { samples: 2, counts: counts() };
const record: ActivityRecord = {
  sextant: '1.2.3',
  program: 'p.host',
  interrupted: false,
  cycles: 1234,
  sizes: { inputs: 4, neurons: 8, outputs: 2 },
  accuracy: 0.5,
  counts: counts(),
  profile: {
    ticks: 9,
    ticksPerSpan: 4,
    spans: [
      { cycle: 100, counts: counts() },
      { cycle: 1234, counts: counts() },
    ],
    stepStride: 1,
    steps: [step],
    inferenceSteps: { least: step, most: step },
    learningSteps: { least: step, most: step },
    inference: sum,
    learning: sum,
  },
};

type Container = Record<string, unknown> | unknown[];
const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** All places in some data, the top left out. */
function placesIn(data: unknown, path: Path = []): Path[] {
  if (!isContainer(data)) return [];
  const keys: (string | number)[] = Array.isArray(data) ? data.map((_, i) => i) : Object.keys(data);
  return keys.flatMap((key) => {
    const here = [...path, key];
    return [here, ...placesIn((data as Record<string | number, unknown>)[key], here)];
  });
}

/** The data with another value at a place. */
function replaced(data: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(data) ? [...(data as unknown[])] : { ...(data as object) }) as Record<
    string | number,
    unknown
  >;
  copy[key] = replaced(copy[key], rest, value);
  return copy;
}

const anything = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0.5, 1e300, '', 'x', [], {}, [null], { __proto__: null, x: 1 }),
  fc.jsonValue(),
);

describe('an activity record', () => {
  const good: unknown = JSON.parse(writeRecord(record));
  const places = placesIn(good);

  it('is read as it was written', () => {
    expect(readRecord(writeRecord(record))).toEqual(record);
  });

  it('with anything anywhere is read or refused with the place', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), anything, (place, value) => {
        const text = JSON.stringify(replaced(good, place, value));
        try {
          readRecord(text);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
          // What is wrong is where the value was put, below it, or the shape it no longer gives to what it is part of.
          expect((error as DataError).path[0]).toBe(place[0]);
          expect((error as Error).message).not.toMatch(/\n/);
        }
      }),
    );
  });

  it('without one of its members, or with one more, is refused by name', () => {
    for (const name of ['sextant', 'cycles', 'sizes', 'counts']) {
      const { [name]: _, ...rest } = good as Record<string, unknown>;
      expect(() => readRecord(JSON.stringify(rest))).toThrow(`${name}: missing`);
    }
    const more = { ...(good as object), cycle: 3 };
    expect(() => readRecord(JSON.stringify(more))).toThrow(
      "cycle: unknown key 'cycle'; did you mean 'cycles'?",
    );
    const { cycles, ...rest } = good as Record<string, unknown>;
    const misspelt = { ...rest, cylces: cycles };
    expect(() => readRecord(JSON.stringify(misspelt))).toThrow(
      "unknown key 'cylces'; did you mean 'cycles'?",
    );
  });
});

describe('a table', () => {
  const { data: good } = readYaml(tableText('fdsoi28'));
  const places = placesIn(good);

  it('with anything anywhere is read or refused with a line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), anything, (place, value) => {
        const text = dump(replaced(good, place, value), { skipInvalid: true });
        try {
          readTable(text, 't.yaml');
        } catch (error) {
          expect(error).toBeInstanceOf(TableError);
          const line = Number(/^t\.yaml:(\d+): [^\n]*$/.exec((error as Error).message)?.[1]);
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(text.split('\n').length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('lines of places are those of their keys', () => {
    const text = tableText('fdsoi28');
    const { lineOf } = readYaml(text);
    const lines = text.split('\n');
    for (const place of places) {
      const key = place.at(-1)!;
      const line = lines[lineOf(place) - 1];
      if (typeof key === 'string') expect(line).toContain(`${key}:`);
    }
    expect(lineOf(['components', 3, 'nothing'])).toBe(lineOf(['components', 3]));
    expect(lineOf([])).toBe(lineOf(['format']));
  });
});
