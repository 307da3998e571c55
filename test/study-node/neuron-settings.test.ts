/** Leak factors that differ from pair to pair. */
import { describe, expect, it } from 'vitest';
import { generateCueAccumulation } from '../../src/data/tasks/cue-accumulation.js';
import type { NeuronParameters } from '../../src/data/task.js';
import { withNeurons } from '../../src/study-node/neuron-settings.js';

const task = generateCueAccumulation(1, '1');
const pairs = (leakSpread: number, seed = '1'): readonly NeuronParameters[] =>
  withNeurons(task, { alphaLow: 0xf00, leakSpread, seed }).neuron as readonly NeuronParameters[];
/** Time constants in steps. */
const logarithms = (all: readonly NeuronParameters[]): number[] =>
  all.map(({ alphaLow }) => Math.log(0x8000 / (0x1000 - alphaLow)));

describe('time constants with a spread', () => {
  it('have the standard deviation that is asked for, about the one of the leak factor', () => {
    const logs = logarithms(pairs(0.2));
    expect(logs).toHaveLength(50);
    const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
    const deviation = Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (logs.length - 1));
    // Four standard errors of the mean and of the deviation of 50 values.
    expect(Math.abs(mean - Math.log(0x8000 / 0x100))).toBeLessThan((4 * 0.2) / Math.sqrt(50));
    expect(Math.abs(deviation - 0.2)).toBeLessThan((4 * 0.2) / Math.sqrt(100));
  });

  it('come from the seed, and stay within what a word can hold', () => {
    expect(pairs(0.2)).toEqual(pairs(0.2));
    expect(pairs(0.2, '2')).not.toEqual(pairs(0.2));
    expect(pairs(3).every(({ alphaLow }) => alphaLow >= 0 && alphaLow <= 0xfff)).toBe(true);
    expect(withNeurons(task, { seed: '1' })).toBe(task);
  });
});
