/** Studies on a scheduler: scripts for all, and a real Slurm where it is installed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { needing, projectPath, sextant, temporaryDirectory } from '../project.js';
import { studyText } from '../study/example-study.js';
import { resultNames, resultsOf, studyDirectory } from '../study/study-directory.js';
import { slurmMissing, startSlurm, type Slurm } from './slurm.js';

const study = (): string =>
  studyDirectory(studyText('axes: { kappa: { range: [100, 119], step: 1 } }\nregisters: { KAPPA: kappa }'));

describe('sextant study submit --script-only', () => {
  const script = (scheduler: string): string => {
    const args = ['--shards', '10', '--throttle', '4', '--command', 'sextant'];
    return sextant('study', 'submit', study(), '--script-only', scheduler, ...args).stdout;
  };

  it.each([
    ['slurm', '#SBATCH --array=1-10%4', '"$SLURM_ARRAY_TASK_ID/10"'],
    ['lsf', '#BSUB -J sextant-study[1-10]%4', '"$LSB_JOBINDEX/10"'],
    ['sge', '#$ -t 1-10', '"$SGE_TASK_ID/10"'],
    ['kubernetes', 'completions: 10', '$((JOB_COMPLETION_INDEX + 1))/10'],
  ])('prints an array of shards for %s', (scheduler, array, index) => {
    const text = script(scheduler);
    expect(text).toContain(array);
    expect(text).toContain(index);
    expect(text).toMatch(/exec sextant study work \S+study\.yaml --store \S+store --shard/);
  });

  it('needs a number of shards where nothing was measured yet', () => {
    const { status, stderr } = sextant('study', 'submit', study(), '--slurm');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/no simulation of this study was timed yet: give --shards/),
    ]);
  });
});

/** Points of the study on Slurm, and parts it is cut into. */
const POINTS = 200;
const SHARDS = 10;
/** Results after which a task is killed and the controller dies. */
const BEFORE_KILLS = 20;

describe.skipIf(slurmMissing !== false)(needing('a study on Slurm', slurmMissing), () => {
  let slurm: Slurm | undefined;
  afterAll(() => slurm?.stop());

  it('gives the store of --jobs 2, though a task is killed and the controller started again', async () => {
    const text = studyText(
      'axes: { kappa: { range: [100, 119], step: 1 }, rate: { range: [1, 10], step: 1 } }\nregisters: { KAPPA: kappa, LR_P_WINP: rate }',
    );
    slurm = await startSlurm(temporaryDirectory());
    const { run, restartController } = slurm;
    const directory = studyDirectory(text);
    const submit = (): string =>
      run(
        process.execPath,
        projectPath('dist/sextant.js'),
        'study',
        'submit',
        directory,
        '--slurm',
        '--shards',
        String(SHARDS),
        '--json',
      );
    const count = (): number => resultNames(directory).length;
    const { work } = JSON.parse(submit()) as { work: string };
    await waitFor(() => count() >= BEFORE_KILLS, 30);
    const [killed] = run('squeue', '-h', '-t', 'running', '-o', '%K', '-j', work).split('\n');
    run('scancel', '--signal=KILL', '--full', `${work}_${killed!}`);
    await restartController();
    run('scontrol', 'requeue', `${work}_${killed!}`);
    // After a controller died, only the store can be trusted: what a lost task left is submitted again.
    for (let tries = 0; tries < 3 && count() < POINTS; tries++) {
      if (tries > 0) submit();
      await waitFor(() => count() === POINTS, 30);
    }
    expect(count()).toBe(POINTS);
    const inWorkers = studyDirectory(text);
    sextant('study', 'run', inWorkers, '--jobs', '2', '-q');
    expect(resultsOf(directory)).toEqual(resultsOf(inWorkers));
  }, 240_000);
});

/** Waits until a condition holds, at most some seconds. */
async function waitFor(condition: () => boolean, seconds: number): Promise<void> {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end && !condition();) await sleep(100);
}
