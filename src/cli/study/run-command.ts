/** `sextant study run` and `work`: simulate what the store does not have yet. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { countReasons } from '../../study/points/candidates.js';
import type { OpenStudy } from '../../study-node/open-study.js';
import { runStudy, type RunStudyOptions, type RunSummary } from '../../study-node/run-study.js';
import { EXIT, UserError } from '../../text/errors.js';
import { formatCount } from '../progress.js';
import { Report } from '../report.js';
import { catchInterrupts, endWith, wasInterrupted, type Ending } from '../shell.js';
import {
  addStudyOptions,
  droppedLines,
  jobsOption,
  openStudyOf,
  type StudyOptions,
} from './study-options.js';
import { StudyBar } from './study-bar.js';
import { durationText } from './study-text.js';

interface RunOptions extends StudyOptions {
  readonly jobs: number;
  readonly retryFailed?: boolean;
  readonly shard?: NonNullable<RunStudyOptions['shard']>;
}

const retryOption = (): Option => new Option('--retry-failed', 'simulate again what failed before');

const RUN_HELP = `
Ctrl-C and SIGTERM end the run after the epochs under way; the same command goes on from there.

Example:
  sextant study run studies/first --jobs 2`;

export function runCommand(): Command {
  return addStudyOptions(new Command('run'))
    .description('simulate all points of a study that have no result yet')
    .addOption(jobsOption())
    .addOption(retryOption())
    .addHelpText('after', RUN_HELP)
    .action(runAction);
}

const WORK_HELP = `
This is what a scheduler runs, once for each I; any number of them may share a store, on any number of machines.

Example:
  sextant study work studies/first --shard 1/4`;

export function workCommand(): Command {
  return addStudyOptions(new Command('work'))
    .description('simulate one part of a study, as a task of a scheduler does')
    .addOption(new Option('--shard <i/n>', 'part I of N, from 1').argParser(parseShard).makeOptionMandatory())
    .addOption(jobsOption())
    .addOption(retryOption())
    .addHelpText('after', WORK_HELP)
    .action(runAction);
}

function parseShard(text: string): NonNullable<RunStudyOptions['shard']> {
  const [, part, parts] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const [index, count] = [Number(part) - 1, Number(parts)];
  if (!(index >= 0 && index < count))
    throw new InvalidArgumentError('a part and the number of parts, such as 2/10, are needed.');
  return { index, count };
}

async function runAction(path: string, options: RunOptions): Promise<void> {
  catchInterrupts();
  endWith(await withFiles((files) => run(path, options, files)));
}

async function run(path: string, options: RunOptions, files: DeclaredFiles): Promise<Ending> {
  const open = await openStudyOf(path, options, files);
  files.check();
  const report = new Report(options, files);
  const bar = new StudyBar(open.study.name, options.quiet !== true);
  const start = performance.now();
  try {
    const summary = await runStudy(open, {
      jobs: options.jobs,
      retriesFailed: options.retryFailed === true,
      stopped: wasInterrupted,
      onProgress: (progress) => bar.update(progress),
      ...(options.shard ? { shard: options.shard } : {}),
    });
    bar.stop();
    const seconds = (performance.now() - start) / 1000;
    report.json({ study: open.study.name, ...summary, dropped: countReasons(summary.dropped), seconds });
    report.text(...summaryLines(open, summary, seconds));
    return endingOf(summary);
  } finally {
    bar.stop();
  }
}

/** Failures are shown one by one up to this number. */
const SHOWN_FAILURES = 5;

function summaryLines({ study }: OpenStudy, summary: RunSummary, seconds: number): string[] {
  const { simulated, found, failed, cycles, stoppedEarly } = summary;
  return [
    `${study.name}: ${simulated} simulated, ${found} were there already, ${failed.length} failed ` +
      `(${formatCount(cycles)} cycles in ${durationText(seconds)})`,
    ...droppedLines(countReasons(summary.dropped)),
    ...(stoppedEarly > 0
      ? [`  ${stoppedEarly} points were trained no further, because others were better`]
      : []),
    ...failed.slice(0, SHOWN_FAILURES).map(({ kind, message }) => `  ${kind}: ${message ?? ''}`),
    ...(failed.length > SHOWN_FAILURES ? [`  and ${failed.length - SHOWN_FAILURES} more`] : []),
    ...(summary.isComplete ? ['complete'] : ['not complete: the same command goes on from here']),
  ];
}

function endingOf({ failed }: RunSummary): Ending {
  if (wasInterrupted()) return { exitCode: EXIT.INTERRUPTED };
  if (failed.length === 0) return { exitCode: EXIT.OK };
  const message = `${failed.length} ${failed.length === 1 ? 'simulation' : 'simulations'} failed; --retry-failed tries them again`;
  return { exitCode: EXIT.FAILED, error: new UserError(message, EXIT.FAILED) };
}
