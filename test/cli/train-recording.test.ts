/** What a training keeps of two samples: whatever the engine, and without changing anything. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sextant, temporaryDirectory } from '../project.js';

const TABLES = ['spikes.csv', 'outputs.csv', 'membranes.csv', 'energy.csv', 'learning.csv'];

function trained(...args: string[]): { dir: string; cycles: number; epochs: unknown } {
  const dir = temporaryDirectory();
  const { stdout, status } = sextant('train', '--samples', '1', '--json', '-q', '-o', dir, ...args);
  expect(status).toBe(0);
  const { cycles, epochs } = JSON.parse(stdout) as { cycles: number; epochs: unknown };
  return { dir, cycles, epochs };
}
const read = (dir: string, name: string): string => readFileSync(join(dir, name), 'utf8');
const rows = (dir: string, name: string): Record<string, number>[] => {
  const [head, ...lines] = read(dir, name)
    .replace(/^#.*\n/gm, '')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const cells = line.split(',').map(Number);
    return Object.fromEntries(head!.split(',').map((column, i) => [column, cells[i]!]));
  });
};

describe('tables of a training', () => {
  it('are the same with every engine, but for learning signals, which turbo cannot show', () => {
    const [auto, cycle, turbo] = ['auto', 'cycle', 'turbo'].map((e) =>
      trained('--epochs', '1', '--engine', e),
    );
    for (const name of TABLES) expect(read(auto!.dir, name)).toBe(read(cycle!.dir, name));
    for (const name of TABLES.slice(0, -1)) expect(read(turbo!.dir, name)).toBe(read(cycle!.dir, name));
    expect(rows(turbo!.dir, 'learning.csv')).toEqual([]);
    expect(auto!.epochs).toEqual(turbo!.epochs);
  });

  it('are those of the last epoch, with every tick and its energy', () => {
    const { dir, cycles } = trained('--epochs', '2', '--energy', '--neurons', '7,99,200');
    const samples = rows(dir, 'samples.csv');
    const energy = rows(dir, 'energy.csv');
    const first = samples[0]!['ticks']! + samples[1]!['ticks']!;
    expect(energy.map((row) => row['tick'])).toEqual(
      Array.from({ length: samples[2]!['ticks']! + samples[3]!['ticks']! }, (_, i) => first + i + 1),
    );
    // Each row reaches to the next; between the samples the host sets registers.
    const gaps = energy
      .slice(1)
      .filter((row, i) => row['cycle'] !== energy[i]!['cycle']! + energy[i]!['cycles']!);
    expect(gaps.map((row) => row['tick'])).toEqual([first + samples[2]!['ticks']! + 1]);
    const last = energy.at(-1)!;
    expect(last['cycle']! + last['cycles']!).toBeLessThanOrEqual(cycles);
    // The chip has 100 neurons.
    const membranes = rows(dir, 'membranes.csv');
    expect(new Set(membranes.map((row) => row['neuron']))).toEqual(new Set([7, 99]));
    expect(membranes.filter((row) => row['neuron'] === 7).map((row) => row['tick'])).toEqual(
      rows(dir, 'outputs.csv')
        .filter((row) => row['output'] === 0)
        .map((row) => row['tick']),
    );
    const spikes = rows(dir, 'spikes.csv').filter((row) => row['sample'] === 4).length;
    expect(spikes).toBeGreaterThan(samples[3]!['spikes']!);
  });
});
