/** A study on a Slurm of its own, disturbed, and the same study in workers. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSlurm, type Slurm } from '../../study-node/slurm.js';
import { studyText } from '../example-study.js';
import { resultNames, resultsOf, writeStudy } from '../study-directory.js';
import { sextantCommand } from './command.js';

export interface SlurmStudy {
  /** Points; a multiple of the values of KAPPA. */
  readonly points: number;
  readonly shards: number;
}

/** Values of KAPPA of the study. */
const KAPPAS = 20;
/** Seconds until tasks count as lost. */
const PATIENCE = 30;
const SUBMISSIONS = 3;

const textOf = (points: number): string =>
  studyText(
    [
      `axes: { kappa: { range: [100, ${99 + KAPPAS}], step: 1 }, rate: { range: [1, ${points / KAPPAS}], step: 1 } }`,
      'registers: { KAPPA: kappa, LR_P_WINP: rate }',
    ].join('\n'),
  );

/**
 * Runs the study on Slurm while a task is killed and the controller dies, and then with --jobs 2.
 * @param directory an empty one.
 * @returns the results of both stores, texts by their names.
 */
export async function studyOnSlurm(
  directory: string,
  { points, shards }: SlurmStudy,
): Promise<{ onSlurm: Record<string, string>; inWorkers: Record<string, string> }> {
  const folder = (name: string): string => {
    mkdirSync(join(directory, name));
    return join(directory, name);
  };
  const onSlurm = writeStudy(folder('on-slurm'), textOf(points));
  const slurm = await startSlurm(folder('slurm'));
  try {
    await runDisturbed(slurm, onSlurm, { points, shards });
  } finally {
    await slurm.stop();
  }
  const inWorkers = writeStudy(folder('in-workers'), textOf(points));
  const [program, ...args] = sextantCommand('study', 'run', inWorkers, '--jobs', '2', '-q');
  spawnSync(program!, args);
  return { onSlurm: resultsOf(onSlurm), inWorkers: resultsOf(inWorkers) };
}

async function runDisturbed(
  { run, restartController, resumeNode }: Slurm,
  study: string,
  { points, shards }: SlurmStudy,
): Promise<void> {
  const submit = (): string =>
    run(...sextantCommand('study', 'submit', study, '--slurm', '--shards', String(shards), '--json'));
  const count = (): number => resultNames(study).length;
  const { work } = JSON.parse(submit()) as { work: string };
  await waitFor(() => count() >= points / shards / 2, PATIENCE);
  const [running] = run('squeue', '-h', '-t', 'running', '-o', '%K', '-j', work).split('\n');
  const task = `${work}_${running!}`;
  run('scancel', '--signal=KILL', '--full', task);
  await restartController();
  run('scontrol', 'requeue', task);
  // After a controller died, only the store can be trusted: what a lost task left is submitted again.
  for (let submissions = 1; submissions <= SUBMISSIONS && count() < points; submissions++) {
    if (submissions > 1) submit();
    await waitFor(() => {
      resumeNode();
      return count() === points;
    }, PATIENCE);
  }
}

/** Waits until a condition holds, at most some seconds. */
async function waitFor(condition: () => boolean, seconds: number): Promise<void> {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end && !condition();) await sleep(200);
}
