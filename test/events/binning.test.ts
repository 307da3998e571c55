import { describe, expect, it } from 'vitest';
import { Binner, gridOf, type Binning } from '../../src/events/binning.js';
import { EventBuffer } from '../../src/events/events.js';
import type { Event } from './encoders.js';

const base: Binning = { inputs: 256, dt: 1000, subsample: [1, 1], polarity: 'merge', start: 'zero' };

function binned(binning: Binning, events: readonly Event[], sensor = { width: 8, height: 4 }) {
  const binner = new Binner(binning, gridOf(binning, sensor));
  const buffer = new EventBuffer();
  // In two batches, because a recording arrives in several.
  const half = Math.ceil(events.length / 2);
  for (const part of [events.slice(0, half), events.slice(half)]) {
    for (const [t, x, y, p] of part) buffer.push(t, x, y, p);
    binner.add(buffer.take());
  }
  const { inputs, at, ticks, counts } = binner.finish();
  return { events: [...inputs].map((input, i) => [at[i]!, input]), ticks, counts };
}

describe('binning', () => {
  it('numbers inputs by column, then row, then polarity', () => {
    const { events } = binned({ ...base, polarity: 'both' }, [
      [0, 0, 0, 0],
      [1000, 7, 0, 0],
      [2000, 0, 1, 0],
      [3000, 7, 3, 0],
      [4000, 0, 0, 1],
    ]);
    expect(events).toEqual([
      [0, 0],
      [1, 7],
      [2, 8],
      [3, 31],
      [4, 32],
    ]);
  });

  it('crops, joins blocks and merges events of one input in one tick', () => {
    const binning: Binning = { ...base, crop: { x: 2, y: 1, width: 5, height: 3 }, subsample: [2, 2] };
    const { events, counts } = binned(binning, [
      [10, 2, 1, 1],
      [20, 3, 2, 0],
      [30, 6, 3, 1],
      [40, 1, 1, 1],
      [50, 7, 3, 1],
    ]);
    // 3 columns and 2 rows: the last column and row of blocks are cut.
    expect(events).toEqual([
      [0, 0],
      [0, 5],
    ]);
    expect(counts).toEqual({ read: 5, cropped: 2, otherPolarity: 0, outsideTime: 0, merged: 1, kept: 2 });
  });

  it('chooses a polarity, begins with the first event used, and drops what comes after the last tick', () => {
    const binning: Binning = { ...base, polarity: 'on', start: 'first', ticks: 3 };
    const { events, ticks, counts } = binned(binning, [
      [100, 0, 0, 0],
      [5500, 1, 0, 1],
      [8499, 2, 0, 1],
      [8500, 3, 0, 1],
      [5400, 4, 0, 1],
    ]);
    expect(events).toEqual([
      [0, 1],
      [2, 2],
    ]);
    expect([ticks, counts.otherPolarity, counts.outsideTime]).toEqual([3, 1, 2]);
  });

  it('puts events in order, however they arrive', () => {
    const { events, ticks } = binned(base, [
      [3000, 5, 0, 1],
      [3000, 2, 0, 1],
      [1000, 7, 0, 1],
    ]);
    expect(events).toEqual([
      [1, 7],
      [3, 2],
      [3, 5],
    ]);
    expect(ticks).toBe(4);
  });

  it.each<[string, Partial<Binning>, { width: number; height: number } | undefined, RegExp]>([
    ['no size', {}, undefined, /does not say how large the sensor is: give --sensor or --crop/],
    [
      'a camera',
      { polarity: 'both' },
      { width: 34, height: 34 },
      /34 x 34 x 2 polarities = 2312 .* --subsample 4$/,
    ],
    ['an ear', {}, { width: 700, height: 1 }, /700 x 1 = 700 inputs, there are 256: .* --subsample 3x1$/],
  ])('refuses more inputs than there are: %s', (_name, change, sensor, message) => {
    expect(() => gridOf({ ...base, ...change }, sensor)).toThrow(message);
  });
});
