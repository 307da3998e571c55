/** `sextant study submit`: hands a study to a scheduler and leaves, or prints the script that does. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { makeDirectory } from '../../files/directory.js';
import { packagePath } from '../../files/package-root.js';
import { measuredSeconds } from '../../study-node/costs.js';
import { followStudy } from '../../study-node/follow-study.js';
import type { OpenStudy } from '../../study-node/open-study.js';
import {
  SCHEDULERS,
  slurmCollect,
  slurmWork,
  workScript,
  type Scheduler,
  type SubmissionPlan,
} from '../../study-node/schedulers.js';
import { EXIT, usageError, UserError } from '../../text/errors.js';
import { integer } from '../options.js';
import { Report } from '../report.js';
import { addStudyOptions, openStudyOf, type StudyOptions } from './study-options.js';

interface SubmitOptions extends StudyOptions {
  readonly slurm?: boolean;
  readonly scriptOnly?: Scheduler;
  readonly shards?: number;
  readonly throttle?: number;
  readonly jobs: number;
  readonly time: number;
  readonly command?: string;
}

/** Work of a shard, in s: long enough for a scheduler, short enough to be lost. */
const SHARD_SECONDS = 3600;
const MOST_SHARDS = 10_000;

const HELP = `
The shards share the store, which must be on a file system that all machines see. A shard that is killed is requeued and goes
on from what the store holds. Without --shards, there are as many as give an hour of work to each, by measured times.

With --slurm the job is handed in at once; --script-only prints it, to be looked at or handed in by hand.

Examples:
  sextant study submit studies/learning-rate --script-only slurm --shards 10 --throttle 4
  sextant study submit studies/learning-rate --script-only lsf --shards 10`;

export function submitCommand(): Command {
  return addStudyOptions(new Command('submit'))
    .description('hand a study to a scheduler as one array job, and leave')
    .option('--slurm', 'submit the array and, after it, the job that collects the table')
    .addOption(
      new Option('--script-only <scheduler>', 'print the script for a scheduler instead')
        .choices(SCHEDULERS)
        .conflicts('slurm'),
    )
    .option('--shards <n>', 'tasks of the array (default: by measured times)', integer(1, MOST_SHARDS))
    .option('--throttle <n>', 'tasks at once', integer(1, MOST_SHARDS))
    .option('--jobs <n>', 'processors of a task', integer(1, 256), 1)
    .option('--time <minutes>', 'time limit of a task', integer(1, 100_000), 180)
    .option('--command <text>', 'command that runs sextant there (default: this one)')
    .addHelpText('after', HELP)
    .action((path: string, options: SubmitOptions) => withFiles((files) => submit(path, options, files)));
}

async function submit(path: string, options: SubmitOptions, files: DeclaredFiles): Promise<void> {
  const { scriptOnly, slurm } = options;
  if (scriptOnly === undefined && slurm !== true)
    throw usageError('which scheduler? give --slurm, or --script-only with its name');
  const open = await openStudyOf(path, options, files);
  files.check();
  const plan = await planOf(open, options);
  // Schedulers start no task whose output has no directory. Kubernetes holds the logs itself.
  if (scriptOnly !== 'kubernetes') makeDirectory(plan.logs);
  if (scriptOnly !== undefined) {
    process.stdout.write(workScript(scriptOnly, plan));
    return;
  }
  const work = sbatch(slurmWork(plan), []);
  const collect = sbatch(slurmCollect(plan), [`--dependency=afterany:${work}`]);
  const report = new Report(options, files);
  report.json({ work, collect, shards: plan.shards });
  report.text(
    `job ${work}: ${plan.shards} shards; job ${collect} collects the table after it; logs in ${plan.logs}`,
    `sextant study status ${path} says how far they are`,
  );
}

async function planOf(open: OpenStudy, options: SubmitOptions): Promise<SubmissionPlan> {
  const { shards, throttle, jobs, time: minutes, command } = options;
  const store = resolve(open.store.directory);
  return {
    study: resolve(open.file),
    store,
    shards: shards ?? (await shardsBy(open, jobs)),
    ...(throttle === undefined ? {} : { throttle }),
    jobs,
    minutes,
    command: command?.split(' ') ?? [process.execPath, packagePath('dist', 'sextant.js')],
    logs: resolve(store, 'logs'),
  };
}

/** As many shards as give an hour of work to each. @throws UserError if nothing was measured yet. */
async function shardsBy(open: OpenStudy, jobs: number): Promise<number> {
  const seconds = measuredSeconds(open.store.directory);
  if (seconds === undefined)
    throw usageError('no simulation of this study was timed yet: give --shards, or run a few first');
  const { steps, done, failed } = await followStudy(open);
  const ids = new Set(steps.flat().map((trial) => trial.ids.id));
  const left = [...ids].filter((id) => !done.has(id) && !failed.has(id)).length;
  return Math.max(1, Math.min(MOST_SHARDS, Math.ceil((left * seconds) / jobs / SHARD_SECONDS)));
}

/** Submits a script. @returns the number of the job. @throws UserError if Slurm does not take it. */
function sbatch(script: string, options: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync('sbatch', ['--parsable', ...options], {
    input: script,
    encoding: 'utf8',
  });
  if (error) throw new UserError('sbatch cannot be run: is Slurm installed on this machine?', EXIT.FILE);
  if (status !== 0) throw new UserError(`sbatch refused the job: ${stderr.trim()}`, EXIT.FAILED);
  return stdout.trim().split(';')[0]!;
}
