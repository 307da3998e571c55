import { describe, expect, it } from 'vitest';
import { numberText, valueText } from '../../src/charts/number-text.js';

describe('numbers of an axis', () => {
  it.each([
    ['J', 3e-10, 1e-10, 'pJ', [0, 2e-10], ['0', '200']],
    ['J', 2.5e-8, 5e-9, 'nJ', [5e-9, 2.5e-8], ['5', '25']],
    ['s', 0.0054, 0.0002, 'ms', [0.0048, 0.005], ['4.8', '5.0']],
    ['W', 9e-5, 2e-5, 'µW', [8e-5], ['80']],
    ['%', 1, 0.2, '%', [0, 0.2, 1], ['0', '20', '100']],
    ['%', 0.02, 0.005, '%', [0.005], ['0.5']],
  ])('in %s up to %d have the prefix that suits them', (unit, largest, step, shown, values, texts) => {
    const text = numberText(unit, largest, step);
    expect(text.unit).toBe(shown);
    expect(values.map((value) => text.tick(value))).toEqual(texts);
  });

  it('without a unit are short, but for those whose every digit matters', () => {
    expect(numberText(undefined, 4000, 1000).tick(-4000)).toBe('\u22124,000');
    expect(numberText(undefined, 2e6, 5e5).tick(1.5e6)).toBe('1.5M');
    expect(numberText(undefined, 227_000, 500, true).tick(223_500)).toBe('223,500');
  });
});

describe('values of a read-out', () => {
  it.each([
    [1.234567e-10, 'J', '123.5 pJ'],
    [0, 'J', '0 J'],
    [0.84, '%', '84 %'],
    [-1125, undefined, '\u22121,125'],
    [0.123456, undefined, '0.1235'],
    [1234567.25, undefined, '1,235,000'],
    [NaN, 'J', '\u2013'],
  ])('%d in %s is %s', (value, unit, text) => {
    expect(valueText(value, unit)).toBe(text);
  });
});
