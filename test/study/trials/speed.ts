/** A study of many short trainings against the same trainings as processes of their own. */
import { join } from 'node:path';
import { resultNames, writeStudy } from '../study-directory.js';
import { studyText } from '../example-study.js';
import { measured } from './command.js';

const SAMPLES = 8;
const SEEDS = 3;
/** Trainings as processes of their own; what all would take is worked out from them. */
const SEPARATE = 24;

/** Points of the grid: values of KAPPA, and of the learning rate. */
const KAPPAS = 40;
const FIRST_KAPPA = 60;

/** A study of cue accumulation, one epoch. @param points a multiple of 40. */
export const manyPoints = (points: number): string =>
  studyText(
    [
      `task: { name: cue-accumulation, samples: ${SAMPLES} }`,
      `seeds: ${SEEDS}`,
      `axes: { kappa: { range: [${FIRST_KAPPA}, ${FIRST_KAPPA + KAPPAS - 1}], step: 1 }, rate: { range: [1, ${points / KAPPAS}], step: 1 } }`,
      'registers: { KAPPA: kappa, LR_P_WINP: rate }',
    ].join('\n'),
  );

/** Measures both. @param directory an empty one. @returns lines that say what was found. */
export async function measureSpeed(directory: string, points = 1000): Promise<string[]> {
  let separate = 0;
  for (let n = 0; n < SEPARATE; n++) {
    // Evenly over the grid, because the learning rate decides how much is written.
    const point = Math.floor((n * points) / SEPARATE);
    const rate = 1 + (point % (points / KAPPAS));
    const kappa = FIRST_KAPPA + Math.floor(point / (points / KAPPAS));
    const settings = ['--set', `KAPPA=${kappa}`, '--set', `LR_P_WINP=${rate}`];
    const size = ['--samples', String(SAMPLES), '--epochs', '1', '--seed', String(1 + (n % SEEDS))];
    const { cpuSeconds } = await measured(
      ...['train', ...size, ...settings, '-q', '-o', join(directory, `train-${n}`)],
    );
    separate += cpuSeconds;
  }
  const study = writeStudy(directory, manyPoints(points));
  const { cpuSeconds, megabytes } = await measured('study', 'run', study, '--jobs', '2', '-q');
  const simulations = resultNames(study).length;
  const each = separate / SEPARATE;
  const quarter = Math.floor(megabytes.length / 4);
  const mean = (values: readonly number[]): string =>
    (values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)).toFixed(0);
  return [
    `separate trainings: ${each.toFixed(2)} s of CPU time each, mean of ${SEPARATE}`,
    `study: ${simulations} simulations in ${cpuSeconds.toFixed(0)} s of CPU time, ${(cpuSeconds / simulations).toFixed(3)} s each`,
    `${((each * simulations) / cpuSeconds).toFixed(1)} times less`,
    `memory: ${mean(megabytes.slice(quarter, 2 * quarter))} MB in the second quarter of the time, ${mean(megabytes.slice(-quarter))} MB in the last`,
  ];
}
