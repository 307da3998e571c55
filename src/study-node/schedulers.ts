/** Scripts that hand a study to a scheduler: an array of shards, each one `sextant study work`, then the report. */
import { quoteShell } from '../text/shell-quote.js';

/** What the scripts are made for. */
export interface SubmissionPlan {
  /** The study as the command line named it; an absolute path. */
  readonly study: string;
  readonly store: string;
  readonly shards: number;
  /** Tasks at once; absent: as many as the scheduler likes. */
  readonly throttle?: number;
  /** Processors of a task. */
  readonly jobs: number;
  /** Time limit of a task, in minutes. */
  readonly minutes: number;
  /** Words of the command that runs sextant on the machines of the cluster. */
  readonly command: readonly string[];
  /** Folder of the scripts' own output. */
  readonly logs: string;
}

export const SCHEDULERS = ['slurm', 'lsf', 'sge', 'kubernetes'] as const;
export type Scheduler = (typeof SCHEDULERS)[number];

/** Seconds between the signal that ends a task and its end: enough for an epoch to be finished. */
const GRACE_SECONDS = 120;

const words = (all: readonly string[]): string => all.map(quoteShell).join(' ');

/** @param index shell text of the number of the shard, from 1. */
const workLine = ({ command, study, store, shards, jobs }: SubmissionPlan, index: string): string =>
  `${words([...command, 'study', 'work', study, '--store', store])} --shard "${index}/${shards}" --jobs ${jobs} --quiet`;

const collectLine = ({ command, study, store }: SubmissionPlan): string =>
  words([...command, 'study', 'collect', study, '--store', store, '--quiet']);

/** The array job for Slurm: `exec` hands the scheduler's SIGTERM on to sextant. */
export const slurmWork = (plan: SubmissionPlan): string =>
  [
    '#!/bin/sh',
    '#SBATCH --job-name=sextant-study',
    `#SBATCH --array=1-${plan.shards}${plan.throttle === undefined ? '' : `%${plan.throttle}`}`,
    `#SBATCH --cpus-per-task=${plan.jobs}`,
    `#SBATCH --time=${plan.minutes}`,
    '#SBATCH --requeue',
    `#SBATCH --signal=TERM@${GRACE_SECONDS}`,
    `#SBATCH --output=${plan.logs}/work-%A_%a.log`,
    `exec ${workLine(plan, '$SLURM_ARRAY_TASK_ID')}`,
    '',
  ].join('\n');

/** The job for Slurm that writes the table once the array has ended. */
export const slurmCollect = (plan: SubmissionPlan): string =>
  [
    '#!/bin/sh',
    '#SBATCH --job-name=sextant-collect',
    '#SBATCH --time=60',
    `#SBATCH --output=${plan.logs}/collect-%j.log`,
    `exec ${collectLine(plan)}`,
    '',
  ].join('\n');

function lsf(plan: SubmissionPlan): string {
  const limit = plan.throttle === undefined ? '' : `%${plan.throttle}`;
  return [
    '#!/bin/sh',
    `#BSUB -J sextant-study[1-${plan.shards}]${limit}`,
    `#BSUB -n ${plan.jobs}`,
    `#BSUB -W ${plan.minutes}`,
    '#BSUB -r',
    `#BSUB -o ${plan.logs}/work-%J-%I.log`,
    `exec ${workLine(plan, '$LSB_JOBINDEX')}`,
    '',
  ].join('\n');
}

function sge(plan: SubmissionPlan): string {
  return [
    '#!/bin/sh',
    '#$ -N sextant-study',
    `#$ -t 1-${plan.shards}`,
    ...(plan.throttle === undefined ? [] : [`#$ -tc ${plan.throttle}`]),
    `#$ -l h_rt=${60 * plan.minutes}`,
    '#$ -r y',
    '#$ -notify',
    `#$ -o ${plan.logs} -j y`,
    `exec ${workLine(plan, '$SGE_TASK_ID')}`,
    '',
  ].join('\n');
}

function kubernetes(plan: SubmissionPlan): string {
  const line = workLine(plan, '$((JOB_COMPLETION_INDEX + 1))');
  return [
    '# The image must hold sextant, and the volume with the study must be mounted at its path: fill in both.',
    'apiVersion: batch/v1',
    'kind: Job',
    'metadata: { name: sextant-study }',
    'spec:',
    '  completionMode: Indexed',
    `  completions: ${plan.shards}`,
    `  parallelism: ${plan.throttle ?? plan.shards}`,
    '  backoffLimitPerIndex: 3',
    '  template:',
    '    spec:',
    '      restartPolicy: Never',
    `      terminationGracePeriodSeconds: ${GRACE_SECONDS}`,
    '      containers:',
    '        - name: work',
    '          image: IMAGE',
    `          command: ["/bin/sh", "-c", ${JSON.stringify(`exec ${line}`)}]`,
    `          resources: { requests: { cpu: ${plan.jobs} } }`,
    '',
  ].join('\n');
}

/** The script for a scheduler: the work alone; the table is collected afterwards. */
export function workScript(scheduler: Scheduler, plan: SubmissionPlan): string {
  switch (scheduler) {
    case 'slurm':
      return slurmWork(plan);
    case 'lsf':
      return lsf(plan);
    case 'sge':
      return sge(plan);
    default:
      return kubernetes(plan);
  }
}
