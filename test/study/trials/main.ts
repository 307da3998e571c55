/** `npm run study-trials -- NAME ...`: what studies promise, measured at full size; see docs/testing.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { slurmMissing } from '../../study-node/slurm.js';
import { runFinished } from './finished.js';
import { compareFronts } from './fronts.js';
import { killAndResume } from './kills.js';
import { studyOnSlurm } from './on-slurm.js';
import { measureSpeed } from './speed.js';

/** Each takes an empty directory, and returns lines that say what was found. */
const TRIALS: Readonly<Record<string, (directory: string) => Promise<string[]>>> = {
  speed: (directory) => measureSpeed(directory),
  kills: (directory) => killAndResume(directory),
  finished: (directory) => runFinished(directory),
  fronts: compareFronts,
  slurm: async (directory) => {
    if (slurmMissing !== false) return [slurmMissing];
    const { onSlurm, inWorkers } = await studyOnSlurm(directory, { points: 200, shards: 10 });
    const isEqual = isDeepStrictEqual(onSlurm, inWorkers);
    if (!isEqual) process.exitCode = 1;
    return [
      `${Object.keys(onSlurm).length} results on Slurm, ${isEqual ? 'equal byte for byte' : 'NOT EQUAL'} to those of --jobs 2`,
    ];
  },
};

for (const name of process.argv.slice(2)) {
  const trial = TRIALS[name];
  if (!trial) throw new Error(`there is no trial '${name}'; there are ${Object.keys(TRIALS).join(', ')}`);
  const directory = mkdtempSync(join(tmpdir(), 'sextant-trial-'));
  try {
    process.stdout.write(`${name}\n`);
    for (const line of await trial(directory)) process.stdout.write(`  ${line}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
