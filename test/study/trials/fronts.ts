/** Halving against the full grid, on the study of learning rates: the same front, with a part of the cycles. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { writeStudy } from '../study-directory.js';
import { measured } from './command.js';

const STUDY = fileURLToPath(new URL('../../../studies/learning-rate/study.yaml', import.meta.url));

interface Reported {
  readonly points: readonly {
    readonly values: Readonly<Record<string, number>>;
    readonly isOnFront: boolean;
    readonly measures: { readonly training_cycles: { readonly mean: number } };
  }[];
}

/** Compares. @param directory an empty one. @returns lines that say what was found. */
export async function compareFronts(directory: string): Promise<string[]> {
  const halved = readFileSync(STUDY, 'utf8');
  const epochs = /rungs: \[.*?(\d+)\]/.exec(halved)![1]!;
  const grid = halved
    .replace(/^halving:\n( .*\n)+/m, '')
    .replace('samples: 24', `samples: 24, epochs: ${epochs}`);
  const [a, b] = [
    await frontOf(join(directory, 'halved'), halved),
    await frontOf(join(directory, 'grid'), grid),
  ];
  const isEqual = isDeepStrictEqual(a.front, b.front);
  if (!isEqual) process.exitCode = 1;
  return [
    `front of the grid: ${JSON.stringify(b.front)}`,
    `front of the halving: ${isEqual ? 'the same' : JSON.stringify(a.front)}`,
    `cycles of the halving: ${((100 * a.cycles) / b.cycles).toFixed(1)} % of those of the grid`,
  ];
}

/** The front of a study, and the cycles of all its trainings. */
async function frontOf(directory: string, text: string): Promise<{ front: unknown[]; cycles: number }> {
  mkdirSync(directory);
  const study = writeStudy(directory, text);
  await measured('study', 'run', study, '--jobs', '2', '-q');
  const { stdout } = await measured('study', 'report', study, '-o', join(directory, 'report'), '--json');
  const { points } = JSON.parse(stdout) as Reported;
  return {
    front: points.filter(({ isOnFront }) => isOnFront).map(({ values }) => values),
    // A training that goes on from a snapshot counts the cycles before it, too.
    cycles: points.reduce((sum, { measures }) => sum + measures.training_cycles.mean, 0),
  };
}
