/** A study that is killed at random moments and goes on, against one that nothing disturbs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import seedrandom from 'seedrandom';
import { studyText } from '../example-study.js';
import { resultNames, resultsOf, writeStudy } from '../study-directory.js';
import { measured, sextantCommand } from './command.js';

/** A run is killed after fewer new results than this, and then up to so many ms later. */
const MOST_RESULTS = 16;
const MOST_DELAY = 200;

/** A study with halving, so that snapshots are killed, too. */
const TEXT = studyText(
  [
    'task: { name: cue-accumulation, samples: 4 }',
    'seeds: 3',
    'axes: { kappa: { range: [80, 119], step: 1 } }',
    'registers: { KAPPA: kappa }',
    'halving: { rungs: [1, 2], margins: { accuracy: 0.5 } }',
  ].join('\n'),
);

/** Kills and resumes. @param directory an empty one. @returns lines that say what was found. */
export async function killAndResume(directory: string, kills = 20, seed = '1'): Promise<string[]> {
  const random = seedrandom(`${seed}/kills`);
  mkdirSync(join(directory, 'killed'));
  mkdirSync(join(directory, 'undisturbed'));
  const killed = writeStudy(join(directory, 'killed'), TEXT);
  const counts: number[] = [];
  for (let n = 0; n < kills; n++) {
    const [program, ...args] = sextantCommand('study', 'run', killed, '--jobs', '2', '-q');
    const child = spawn(program!, args, { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const before = resultNames(killed).length;
    const wanted = before + Math.floor(MOST_RESULTS * random());
    while (child.exitCode === null && resultNames(killed).length < wanted) await sleep(20);
    await sleep(MOST_DELAY * random());
    child.kill('SIGKILL');
    await ended;
    counts.push(resultNames(killed).length);
  }
  await measured('study', 'run', killed, '-q');
  const undisturbed = writeStudy(join(directory, 'undisturbed'), TEXT);
  await measured('study', 'run', undisturbed, '-q');
  const isEqual = isDeepStrictEqual(resultsOf(killed), resultsOf(undisturbed));
  const partial = readdirSync(join(killed, 'store', 'partial')).length;
  if (!isEqual || partial > 0) process.exitCode = 1;
  return [
    `${kills} kills (seed ${seed}), results after each: ${counts.join(' ')}`,
    `${resultNames(killed).length} results, ${isEqual ? 'equal byte for byte' : 'NOT EQUAL'} to those of an undisturbed run; ${partial} partial files left`,
  ];
}
