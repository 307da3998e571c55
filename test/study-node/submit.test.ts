/** Studies on a scheduler: scripts for all, and a real Slurm where it is installed. */
import { describe, expect, it } from 'vitest';
import { needing, sextant, temporaryDirectory } from '../project.js';
import { studyText } from '../study/example-study.js';
import { writeStudy } from '../study/study-directory.js';
import { studyOnSlurm } from '../study/trials/on-slurm.js';
import { SlurmNotReady, slurmMissing } from './slurm.js';

const study = (): string =>
  writeStudy(
    temporaryDirectory(),
    studyText('axes: { kappa: { range: [100, 119], step: 1 } }\nregisters: { KAPPA: kappa }'),
  );

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

describe.skipIf(slurmMissing !== false)(needing('a study on Slurm', slurmMissing), () => {
  it('gives the store of --jobs 2, though a task is killed and the controller started again', async ({
    skip,
  }) => {
    const { onSlurm, inWorkers } = await studyOnSlurm(temporaryDirectory(), { points: 40, shards: 5 }).catch(
      (error: unknown) => {
        if (error instanceof SlurmNotReady) return skip(error.message);
        throw error;
      },
    );
    expect(Object.keys(onSlurm)).toHaveLength(40);
    expect(onSlurm).toEqual(inWorkers);
  }, 240_000);
});
