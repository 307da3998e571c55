/** Studies on a scheduler: scripts for all, and a real Slurm where it is installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { needing, projectPath, sextant, temporaryDirectory } from '../project.js';
import { studyText } from '../study/example-study.js';
import { slurmMissing, startSlurm, type Slurm } from './slurm.js';

function studyDirectory(): string {
  const directory = temporaryDirectory();
  const axes = 'axes: { kappa: { range: [100, 119], step: 1 } }\nregisters: { KAPPA: kappa }';
  writeFileSync(join(directory, 'study.yaml'), studyText(axes));
  return directory;
}

function resultsOf(directory: string): Record<string, string> {
  const results = join(directory, 'store', 'results');
  if (!existsSync(results)) return {};
  const files = readdirSync(results, { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('.json'),
  );
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(join(results, file), 'utf8')]));
}

describe('sextant study submit --script-only', () => {
  const script = (scheduler: string): string => {
    const args = ['--shards', '10', '--throttle', '4', '--command', 'sextant'];
    return sextant('study', 'submit', studyDirectory(), '--script-only', scheduler, ...args).stdout;
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
    const { status, stderr } = sextant('study', 'submit', studyDirectory(), '--slurm');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/no simulation of this study was timed yet: give --shards/),
    ]);
  });
});

describe.skipIf(slurmMissing !== false)(needing('a study on Slurm', slurmMissing), () => {
  let slurm: Slurm | undefined;
  afterAll(() => slurm?.stop());

  it('gives the store of a serial run, though a task is killed and the controller started again', async () => {
    slurm = await startSlurm(temporaryDirectory());
    const { env, restartController } = slurm;
    const directory = studyDirectory();
    const args = ['study', 'submit', directory, '--slurm', '--shards', '4', '--json'];
    const submitted = spawnSync(process.execPath, [projectPath('dist/sextant.js'), ...args], {
      env,
      encoding: 'utf8',
    });
    expect(submitted.stderr).toBe('');
    const { work } = JSON.parse(submitted.stdout) as { work: string };
    const count = (): number => Object.keys(resultsOf(directory)).length;
    for (let n = 0; n < 300 && count() < 2; n++) await sleep(100);
    spawnSync('scancel', ['--signal=KILL', '--full', `${work}_1`], { env });
    await restartController();
    spawnSync('scontrol', ['requeue', `${work}_1`], { env });
    for (let n = 0; n < 600 && count() < 20; n++) {
      await sleep(200);
      // Only the store can be trusted after a controller died: what a lost task left is submitted again.
      if (n % 100 === 99) spawnSync(process.execPath, [projectPath('dist/sextant.js'), ...args], { env });
    }
    expect(count()).toBe(20);
    const serial = studyDirectory();
    sextant('study', 'run', serial, '--jobs', '1', '-q');
    expect(resultsOf(directory)).toEqual(resultsOf(serial));
  }, 240_000);
});
