/** Faulty bits: which they are, what they do, and that both engines agree about them. */
import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { loadWeights, readWeights } from '../../src/chip/weights.js';
import { generateCueAccumulation } from '../../src/data/tasks/cue-accumulation.js';
import { taskImage } from '../../src/data/task-image.js';
import {
  FAULT_BANKS,
  FAULT_KINDS,
  seedHash,
  thresholdOf,
  type FaultKind,
  type Faults,
} from '../../src/faults/fault-map.js';
import { formatFaults, parseFaults } from '../../src/faults/fault-text.js';
import { SelectionError } from '../../src/text/selection-error.js';
import { Training } from '../../src/training/training.js';

const faultsOf = (kind: FaultKind, rate: number, rest: Partial<Faults> = {}): Faults => ({
  rate,
  kind,
  pattern: 'cells',
  banks: ['winp', 'wrec', 'wout'],
  seed: '3',
  ...rest,
});

/** Numbers of the faulty bits of a bank. */
const bitsOf = (rate: number, seed: string, bank: number, bits = 100_000): number[] =>
  Array.from({ length: bits }, (_, bit) => bit).filter(
    (bit) => thresholdOf(seedHash(seed), bank, bit) < rate,
  );

describe('the map of faults', () => {
  it('is nested: the faults at a lower rate are among those at a higher one', () => {
    const many = new Set(bitsOf(0.03, 'a', 0));
    expect(bitsOf(0.001, 'a', 0).every((bit) => many.has(bit))).toBe(true);
  });

  it.each([0.0003, 0.003, 0.03, 0.3])('has the rate %d within statistics', (rate) => {
    const n = 100_000;
    for (const seed of ['a', 'b'])
      for (let bank = 0; bank < FAULT_BANKS.length; bank++)
        expect(Math.abs(bitsOf(rate, seed, bank).length - n * rate)).toBeLessThan(
          4.5 * Math.sqrt(n * rate * (1 - rate)),
        );
  });

  it('comes from the seed, and differs between chips and banks', () => {
    expect(bitsOf(0.01, 'a', 0)).toEqual(bitsOf(0.01, 'a', 0));
    const shared = (a: number[], b: number[]): number => a.filter((bit) => b.includes(bit)).length / a.length;
    expect(shared(bitsOf(0.01, 'a', 0, 20_000), bitsOf(0.01, 'b', 0, 20_000))).toBeLessThan(0.1);
    expect(shared(bitsOf(0.01, 'a', 0, 20_000), bitsOf(0.01, 'a', 1, 20_000))).toBeLessThan(0.1);
  });
});

describe('faulty cells', () => {
  const stored = (kind: FaultKind, weight: number, rest: Partial<Faults> = {}): Int8Array => {
    const chip = new Chip();
    loadWeights(chip, 'winp', new Array<number>(256).fill(weight), 256);
    chip.injectFaults(faultsOf(kind, 1, rest));
    return readWeights(chip, 'winp', 1, 256);
  };

  it('hold their value at once where they are stuck', () => {
    expect(new Set(stored('stuck-at-0', -1))).toEqual(new Set([0]));
    expect(new Set(stored('stuck-at-1', 0))).toEqual(new Set([-1]));
    expect(new Set(stored('flip-on-read', 5))).toEqual(new Set([~5]));
    expect(new Set(stored('flip-on-write', 5))).toEqual(new Set([5]));
  });

  it('lie in the same bit of all words where columns are faulty', () => {
    const faults = stored('stuck-at-1', 0, { rate: 0.2, pattern: 'columns' });
    const rows = Array.from({ length: 16 }, (_, word) => faults.slice(16 * word, 16 * word + 16).join());
    expect(new Set(rows).size).toBe(1);
    expect(faults.some((weight) => weight !== 0)).toBe(true);
  });

  it('are part of snapshots', () => {
    const chip = new Chip();
    chip.injectFaults(faultsOf('stuck-at-0', 0.5));
    const other = new Chip();
    other.restore(chip.snapshot());
    expect(other.state.winp.faults).toEqual(chip.state.winp.faults);
    other.restore(new Chip().snapshot());
    expect(other.state.winp.faults).toBeUndefined();
  });
});

describe('a training with faults', () => {
  const task = generateCueAccumulation(1, '5');
  const imaged = taskImage(task, 1);

  /** Everything that a training leaves, on an engine. */
  async function trained(faults: Faults | undefined, engine: 'auto' | 'cycle') {
    const chip = new Chip(undefined, { engine });
    chip.injectFaults(faults);
    const outcomes = [];
    for await (const outcome of new Training(chip, task, await imaged, { epochs: 1 }).outcomes())
      outcomes.push(outcome);
    return { outcomes, snapshot: Buffer.from(chip.snapshot()).toString('base64') };
  }

  it.each(FAULT_KINDS)('gives the same bits on both engines: weights %s', async (kind) => {
    const faults = faultsOf(kind, 0.01);
    expect(await trained(faults, 'auto')).toEqual(await trained(faults, 'cycle'));
  });

  it.each(FAULT_KINDS)('gives the same bits on both engines: neurons %s', async (kind) => {
    const faults = faultsOf(kind, 0.002, { banks: ['neurons', 'wout'] });
    expect(await trained(faults, 'auto')).toEqual(await trained(faults, 'cycle'));
  });

  it('changes with the faults, and not with a rate of 0', async () => {
    const without = await trained(undefined, 'auto');
    expect((await trained(faultsOf('stuck-at-0', 0.02), 'auto')).outcomes).not.toEqual(without.outcomes);
    expect((await trained(faultsOf('stuck-at-0', 0), 'auto')).outcomes).toEqual(without.outcomes);
  });
});

describe('faults as text', () => {
  it('are read as they are written', () => {
    const faults = faultsOf('flip-on-read', 1e-3, { pattern: 'columns' });
    expect(parseFaults(formatFaults(faults))).toEqual(faults);
    expect(parseFaults('rate=0.01,kind=stuck-at-1').banks).toEqual(FAULT_BANKS);
  });

  it.each([
    ['rate=2,kind=stuck-at-0', /a share from 0 to 1 is needed/],
    ['rate=0.1', /kind=: one of stuck-at-0/],
    ['rate=0.1,kind=stuck-at-2', /did you mean 'stuck-at-[01]'/],
    ['rate=0.1,rate=0.2,kind=stuck-at-0', /rate is there twice/],
    ['rate=0.1,kind=stuck-at-0,bank=winp', /KEY=VALUE is needed.*did you mean 'banks'/],
    ['rate=0.1,kind=stuck-at-0,banks=winp+w', /banks=w: one of winp/],
  ])('are refused: %s', (text, message) => {
    expect(() => parseFaults(text)).toThrow(SelectionError);
    expect(() => parseFaults(text)).toThrow(message);
  });
});
