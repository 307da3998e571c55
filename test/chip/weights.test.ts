/** Direct access to the memories of a chip. */
import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { loadWeights, membranes, readWeights } from '../../src/chip/weights.js';

describe('weights', () => {
  it.each([
    ['winp', 40, 100],
    ['wrec', 100, 100],
    ['wout', 100, 2],
  ] as const)('loaded into %s are read back, and no others are written', (memory, pres, posts) => {
    const chip = new Chip();
    const weights = Int8Array.from({ length: pres * posts }, (_, i) => ((i * 7) % 256) - 128);
    loadWeights(chip, memory, weights, posts);
    expect(readWeights(chip, memory, pres, posts)).toEqual(weights);
    // The place of the last weight, by the specification: 16 words of 16 weights for each neuron, of wout one.
    const row = memory === 'wout' ? 16 : 256;
    expect(chip.state[memory].bytes[(pres - 1) * row + posts - 1]).toBe(weights.at(-1));
    expect(chip.state[memory].bytes.filter((w) => w !== 0)).toHaveLength(
      weights.filter((w) => w !== 0).length,
    );
  });

  it('are refused where they are not weights or do not fit', () => {
    const chip = new Chip();
    expect(() => loadWeights(chip, 'winp', [1, 128], 2)).toThrow(
      'weight 1 of winp is 128, not a whole number from -128 to 127',
    );
    expect(() => loadWeights(chip, 'wout', new Int8Array(34), 17)).toThrow(
      'a matrix of 2 x 17 does not fit wout, which has 256 x 16',
    );
    expect(() => loadWeights(chip, 'winp', [1, 2, 3], 2)).toThrow('a matrix of 1.5 x 2 does not fit winp');
    expect(() => readWeights(chip, 'wrec', 257, 1)).toThrow('a matrix of 257 x 1 does not fit wrec');
  });
});

it('membranes are those of the neurons in their order', () => {
  const chip = new Chip();
  chip.state.neur.membrane.set([5, -7, 9]);
  expect([...membranes(chip, 3)]).toEqual([5, -7, 9]);
  expect(membranes(chip)).toHaveLength(256);
});
