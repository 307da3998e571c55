import { describe, expect, it } from 'vitest';
import { ACTIVITIES } from '../../src/chip/activity.js';
import { fastestClock, operatingPoint, pricesAt } from '../../src/energy/prices.js';
import { formatQuantity, parseQuantity } from '../../src/energy/table/quantities.js';
import { readTable, TableError } from '../../src/energy/table/read-table.js';
import { ACTIONS, BLOCKS, INFORMATIVE, unaccountedCounters } from '../../src/energy/table/vocabulary.js';
import { builtIn, tableText } from './tables.js';

const text = tableText('fdsoi28');
const lineOf = (part: string, of = text): number => of.slice(0, of.indexOf(part)).split('\n').length;

/** The message for a damaged table. */
function messageOf(damaged: string): string {
  expect(damaged).not.toBe(text);
  try {
    readTable(damaged, 't.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(TableError);
    return (error as Error).message;
  }
  throw new Error('the table was accepted');
}

describe('built-in tables', () => {
  it.each(['fdsoi28', 'literature28'])('%s prices every action, with its sources', (name) => {
    const table = builtIn(name);
    expect(table.name).toBe(name);
    expect(table.blocks.map((b) => b.block)).toEqual(BLOCKS);
    expect(table.blocks.flatMap((b) => b.actions.map((a) => `${b.block}.${a.name}`)).sort()).toEqual(
      ACTIONS.map((a) => `${a.block}.${a.name}`).sort(),
    );
    for (const { actions, leakage } of table.blocks)
      for (const entry of [...actions, leakage]) {
        expect(entry.sources.length).toBeGreaterThan(0);
        expect(entry.uncertainty).toBeGreaterThan(0);
      }
  });

  it('every counter of the chip is an action or informative, never both', () => {
    expect(unaccountedCounters()).toEqual([]);
    const priced = ACTIONS.map((a) => a.counter);
    expect(new Set(priced).size).toBe(priced.length);
    for (const name of ACTIVITIES) expect(priced.includes(name)).toBe(INFORMATIVE[name] === undefined);
  });
});

describe('a damaged table', () => {
  const replaced = (from: string, to: string): string => text.replace(from, to);
  const cases: [what: string, from: string, to: string, at: string, message: RegExp][] = [
    ['negative number', 'energy: 1.9 pJ', 'energy: -1.9 pJ', 'energy: 1.9 pJ', /'-1\.9 pJ' is negative/],
    ['wrong unit', 'energy: 1.9 pJ', 'energy: 1.9 pW', 'energy: 1.9 pJ', /'pW' is not a unit of energy.*pJ/],
    ['no unit', 'energy: 1.9 pJ', 'energy: 1.9', 'energy: 1.9 pJ', /'1\.9' has no unit/],
    [
      'no number',
      'energy: 1.9 pJ',
      'energy: lots',
      'energy: 1.9 pJ',
      /'lots': a number and a unit of energy/,
    ],
    ['power with an energy unit', 'power: 0.9 uW', 'power: 0.9 pJ', 'power: 0.9 uW', /not a unit of power/],
    [
      'unknown key',
      'energy: 1.9 pJ',
      'energy: 1.9 pJ\n        enrgy: 1',
      'energy: 1.9 pJ',
      /unknown key 'enrgy'; did you mean 'energy'/,
    ],
    [
      'misspelt key',
      'energy: 1.9 pJ',
      'enrgy: 1.9 pJ',
      'energy: 1.9 pJ',
      /unknown key 'enrgy'; did you mean 'energy'/,
    ],
    [
      'unknown key on top',
      'title:',
      'tilte: x\ntitle:',
      'title:',
      /unknown key 'tilte'; did you mean 'title'/,
    ],
    [
      'unknown action',
      '- name: scan',
      '- name: scna',
      '- name: scan',
      /no action 'scna'; did you mean 'scan'/,
    ],
    ['unknown component', '- name: spi', '- name: spy', '- name: spi', /components\[9\]\.name/],
    ['unlisted source', 'sources: [cv2]', 'sources: [cv3]', 'sources: [cv2]', /source 'cv3' is not listed/],
    ['unknown kind', 'kind: derived', 'kind: guessed', 'kind: derived', /scaling\.dynamic\.kind/],
    ['another version', 'version: 1', 'version: 2', 'version: 1', /version/],
    ['broken YAML', 'name: fdsoi28', 'name: [', 'name: fdsoi28', /not valid YAML/],
  ];
  it.each(cases)('%s', (what, from, to, at, message) => {
    const found = messageOf(replaced(from, to));
    expect(found).toMatch(message);
    const line = Number(/^t\.yaml:(\d+)/.exec(found)?.[1]);
    // An added key stands on the line after; broken YAML is noticed on the next line at the latest.
    const slack = what === 'unknown key' || what === 'broken YAML' ? 1 : 0;
    expect(line - lineOf(at)).toBeGreaterThanOrEqual(0);
    expect(line - lineOf(at)).toBeLessThanOrEqual(slack);
    expect(found).not.toMatch(/\n/);
  });

  it('an action that is counted but has no price', () => {
    const from = text.indexOf('      - name: scan');
    const damaged = text.slice(0, from) + text.slice(text.indexOf('      - name: tick'));
    expect(messageOf(damaged)).toMatch(
      /^t\.yaml:\d+: components\[0\]\.actions: action 'scan' of 'clock' is counted but has no price/,
    );
  });

  it('a component left out', () => {
    const from = text.indexOf('  - name: aer-and-output');
    const damaged = `${text.slice(0, from)}\n${text.slice(text.indexOf('sources:\n'))}`;
    expect(messageOf(damaged)).toMatch(/component 'aer-and-output' is missing/);
  });

  it.each(['', '42', '[]', 'a: *b', '{}', 'x'.repeat(2_000_000)])('something else altogether', (other) => {
    expect(messageOf(other)).toMatch(/^t\.yaml:/);
  });
});

describe('operating points', () => {
  const table = builtIn('fdsoi28');
  it('energy scales with the square of the voltage, leakage with its cube', () => {
    const low = pricesAt(table, operatingPoint(table, 0.5));
    const high = pricesAt(table, operatingPoint(table, 0.8));
    expect(high.energy[0]! / low.energy[0]!).toBeCloseTo(2.56, 12);
    expect(high.staticPower / low.staticPower).toBeCloseTo(1.6 ** 3, 12);
    expect([low.point.clock, high.point.clock]).toEqual([13e6, 115e6]);
  });
  it('the fastest clock lies between the published ones', () => {
    expect(fastestClock(table, 0.65)).toBeCloseTo(Math.sqrt(13e6 * 115e6), 0);
    expect(() => fastestClock(table, 0.9)).toThrow(/0\.9 V is outside .*0\.5 to 0\.8 V/);
    expect(() => operatingPoint(table, 0.5, 0)).toThrow(/out of range/);
  });
});

describe('quantities', () => {
  it('are read with their units', () => {
    expect(parseQuantity('energy', '6 fJ')).toBeCloseTo(0.006, 15);
    expect(parseQuantity('power', '3.6uW')).toBeCloseTo(3.6, 12);
    expect(parseQuantity('frequency', '13MHz')).toBe(13e6);
    expect(parseQuantity('frequency', '13', 'MHz')).toBe(13e6);
    expect(parseQuantity('time', '1ms')).toBeCloseTo(0.001, 15);
    for (const wrong of ['', 'ms', '1 fortnight', '1e999 s', '--1 s', '1 s s'])
      expect(() => parseQuantity('time', wrong)).toThrow(RangeError);
  });
  it('are written with a prefix', () => {
    expect([0, 5.3e-12, 999.96e-9, 0.0123, 13e6].map((x) => formatQuantity(x, 'J'))).toEqual([
      '0 J',
      '5.3 pJ',
      '1 µJ',
      '12.3 mJ',
      '13 MJ',
    ]);
  });
});
