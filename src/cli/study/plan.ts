/** `sextant study plan`: what a run would do, before anything runs. */
import { Command } from 'commander';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { countReasons, type Dropped } from '../../study/points/candidates.js';
import {
  estimatedSeconds,
  measuredSeconds,
  networkCost,
  relativeCost,
  WATTS_PER_CORE,
} from '../../study-node/costs.js';
import { followStudy } from '../../study-node/follow-study.js';
import type { OpenStudy } from '../../study-node/open-study.js';
import type { Trial } from '../../study-node/trials.js';
import { formatQuantity } from '../../energy/table/quantities.js';
import { Report } from '../report.js';
import {
  addStudyOptions,
  droppedLines,
  jobsOption,
  openStudyOf,
  type StudyOptions,
} from './study-options.js';
import { durationText } from './study-text.js';

interface PlanOptions extends StudyOptions {
  readonly jobs: number;
}

/** What a run would do. */
interface StudyPlan {
  readonly study: string;
  readonly points: number;
  readonly seeds: number;
  readonly simulations: number;
  /** Simulations that have a result or a failure. */
  readonly done: number;
  readonly dropped: readonly Dropped[];
  /** Whether later steps of the search depend on results; they come on top. */
  readonly isAdaptive: boolean;
  readonly secondsPerSimulation: number;
  /** Whether that is measured; otherwise it is estimated from the ticks of the first one. */
  readonly isMeasured: boolean;
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly joules: number;
}

export function planCommand(): Command {
  return addStudyOptions(new Command('plan'))
    .description('say how many points a study has, what its conditions leave out, and how long it takes')
    .addOption(jobsOption())
    .addHelpText('after', '\nExample:\n  sextant study plan studies/first')
    .action((path: string, options: PlanOptions) => withFiles((files) => plan(path, options, files)));
}

async function plan(path: string, options: PlanOptions, files: DeclaredFiles): Promise<void> {
  const open = await openStudyOf(path, options, files);
  files.check();
  const result = await planOf(open, options.jobs);
  const report = new Report(options, files);
  report.json(result);
  report.text(...planLines(result, options.jobs));
}

async function planOf(open: OpenStudy, jobs: number): Promise<StudyPlan> {
  const { study } = open;
  const { steps, log, done, failed, isComplete } = await followStudy(open);
  const trials = steps.flat();
  const distinct = new Map(trials.map((trial) => [trial.ids.id, trial]));
  const left = [...distinct.values()].filter(({ ids: { id } }) => !done.has(id) && !failed.has(id));
  const measured = measuredSeconds(open.store.directory);
  const secondsPerSimulation = measured ?? (await estimate(open, left));
  const cpuSeconds = left.length * secondsPerSimulation;
  return {
    study: study.name,
    points: new Set(trials.map(({ point }) => point)).size,
    seeds: study.seeds.length,
    simulations: distinct.size,
    done: distinct.size - left.length,
    dropped: countReasons(log.dropped),
    isAdaptive: !isComplete && (study.halving !== undefined || study.search.method === 'nsga2'),
    secondsPerSimulation,
    isMeasured: measured !== undefined,
    cpuSeconds,
    seconds: cpuSeconds / jobs,
    joules: cpuSeconds * WATTS_PER_CORE,
  };
}

/** Mean time of some simulations, from the ticks of the first one's samples and the work of the others. */
async function estimate(open: OpenStudy, trials: readonly Trial[]): Promise<number> {
  const [first] = trials;
  if (!first) return 0;
  const { simulation } = first.point;
  const { task } = await open.tasks.trainable({ ...simulation, seed: first.seed });
  const ticks = [...task.train, ...task.test].reduce((sum, sample) => sum + sample.ticks, 0);
  const work = trials.reduce((sum, { point }) => sum + relativeCost(point.simulation), 0);
  return (estimatedSeconds(simulation.epochs * ticks) * work) / networkCost(simulation) / trials.length;
}

function planLines(plan: StudyPlan, jobs: number): string[] {
  const { points, seeds, simulations, done, isMeasured, secondsPerSimulation: each } = plan;
  const basis = isMeasured ? 'measured' : 'estimated from the ticks of the samples';
  return [
    `${plan.study}: ${points} points, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, ${simulations} simulations, ${done} done`,
    ...droppedLines(plan.dropped),
    ...(plan.isAdaptive ? ['  the search goes on from these results: more simulations follow'] : []),
    `about ${durationText(plan.seconds)} with --jobs ${jobs} (${durationText(each)} a simulation, ${basis})`,
    `about ${formatQuantity(plan.joules, 'J')} of computing, at ${WATTS_PER_CORE} W a core`,
  ];
}
