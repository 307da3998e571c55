import { describe, expect, it } from 'vitest';
import { formatPosition, hasReached, isEmptyRange, parsePosition } from '../../src/position/position.js';

describe('a position', () => {
  it.each(['cycle=7', 'tick=2100', 'sample=3', 'sample=3.tick=10'])('%s reads back as written', (text) => {
    expect(formatPosition(parsePosition(text))).toBe(text);
  });

  it.each([
    ['cycle=50', true],
    ['cycle=51', false],
    ['tick=9', true],
    ['tick=10', false],
    ['sample=2', true],
    ['sample=3', false],
    ['sample=1.tick=999', true],
    ['sample=2.tick=4', true],
    ['sample=2.tick=5', false],
    ['sample=3.tick=1', false],
  ])('%s in cycle 50, tick 9, tick 4 of sample 2: reached is %s', (text, reached) => {
    const run = { cycle: 50, tick: 9, sample: 2, ticksBeforeSample: 5 };
    expect(hasReached(parsePosition(text), run)).toBe(reached);
  });
});

describe('the text of a position', () => {
  it.each([
    ['1200', { cycle: 1200 }],
    ['cycle=7', { cycle: 7 }],
    ['tick=2100', { tick: 2100 }],
    ['sample=3', { sample: 3 }],
    ['sample=3.tick=10', { sample: 3, tick: 10 }],
  ])('%s is read', (text, position) => {
    expect(parsePosition(text)).toEqual(position);
  });

  it.each(['', 'x', '-5', 'tick=', 'tick=3.sample=2', 'sample=1.tick=2.tick=3', '1e5', '12345678901234567'])(
    '%j is refused',
    (text) => {
      expect(() => parsePosition(text)).toThrow(/is not a position: give a cycle number, tick=N/);
    },
  );
});

describe('a range', () => {
  it.each([
    ['100', '50'],
    ['100', '100'],
    ['tick=5', 'tick=5'],
    ['sample=3', 'sample=2.tick=9'],
    ['sample=2.tick=3', 'sample=2.tick=3'],
    ['sample=2', 'sample=2.tick=1'],
    ['', 'cycle=0'],
    ['', 'tick=0'],
    ['', 'sample=0'],
  ])('from %j to %j is empty', (from, to) => {
    expect(isEmptyRange(from === '' ? undefined : parsePosition(from), parsePosition(to))).toBe(true);
  });

  it.each([
    ['50', '100'],
    ['tick=5', 'tick=6'],
    ['tick=500', '100'],
    ['sample=2', 'sample=2.tick=2'],
    ['sample=2.tick=30', 'sample=3'],
    ['sample=2', 'tick=3'],
    ['', 'sample=1'],
  ])('from %j to %j may hold something', (from, to) => {
    expect(isEmptyRange(from === '' ? undefined : parsePosition(from), parsePosition(to))).toBe(false);
  });
});
