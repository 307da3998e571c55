/** `sextant study report`: the answer of a study as a page, as Markdown and as CSV. */
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { loadPageScript } from '../../node/page-script.js';
import type { StudyReport } from '../../plot/study-report/report-data.js';
import { studyReportPage } from '../../plot/study-report/report-page.js';
import { answersOf, pointTable, studyReportMarkdown } from '../../plot/study-report/report-tables.js';
import { countReasons } from '../../study/points/candidates.js';
import { effectsOf, oddTrends, summarisePoints, type PointSummary } from '../../study/outcomes/summary.js';
import { collectStudy, csvOf, type StudyTable } from '../../study-node/collect.js';
import type { OpenStudy } from '../../study-node/open-study.js';
import { TrialResults, type Trial } from '../../study-node/trials.js';
import { stepsFromFront, type PricedStep, type Step } from '../../study/outcomes/neighbours.js';
import { pointName } from '../../plot/study-report/charts.js';
import { columns } from '../../text/columns.js';
import { commandLine } from '../command-line.js';
import { Report } from '../report.js';
import { originOf } from './collect.js';
import { addStudyOptions, openStudyOf, type StudyOptions } from './study-options.js';

interface ReportCommandOptions extends StudyOptions {
  readonly output?: string;
}

export function reportCommand(): Command {
  return addStudyOptions(new Command('report'))
    .description('write the answer of a study: fronts, effects, intervals, and the command of every point')
    .option(
      '-o, --output <dir>',
      'directory of report.html, report.md and results.csv (default: report, beside the study file)',
    )
    .addHelpText('after', '\nExample:\n  sextant study report studies/learning-rate -o out/learning-rate')
    .action((path: string, options: ReportCommandOptions) =>
      withFiles((files) => write(path, options, files)),
    );
}

async function write(path: string, options: ReportCommandOptions, files: DeclaredFiles): Promise<void> {
  const open = await openStudyOf(path, options, files);
  const output = options.output ?? relative(process.cwd(), join(open.directory, 'report'));
  const directory = files.directory(output, '-o');
  const [page, text, table] = ['report.html', 'report.md', 'results.csv'].map((name) =>
    directory.writes(name),
  );
  files.check();
  const collected = await collectStudy(open);
  const result = await reportOf(open, path, collected);
  page!.write(studyReportPage(result, loadPageScript()));
  text!.write(studyReportMarkdown(result));
  table!.write(csvOf(collected));
  const front = result.points.filter(({ isOnFront }) => isOnFront);
  const report = new Report(options, files);
  report.json({
    output,
    isComplete: result.isComplete,
    points: result.points,
    answers: answersOf(result),
    effects: result.effects,
    oddTrends: result.oddTrends,
  });
  report.text(
    `${result.points.length} points, ${front.length} on the front: see ${join(output, 'report.html')}`,
    ...frontLines(result),
    ...answersOf(result),
  );
  if (!result.isComplete) report.warning('the study is not complete: sextant study run goes on with it');
}

/** Most points that a terminal shows. */
const MOST_LINES = 12;

/** The front as a table, without the commands of its points; all points where no one meets the conditions. */
function frontLines(report: StudyReport): string[] {
  const front = report.points.filter(({ isOnFront }) => isOnFront);
  if (report.points.length === 0) return [];
  if (front.length > 0) return pointLines({ ...report, points: front });
  return ['no point meets all conditions for every seed; all points:', ...pointLines(report)];
}

function pointLines(report: StudyReport): string[] {
  const { head, rows } = pointTable(report);
  const lines = columns([head, ...rows.slice(0, MOST_LINES)].map((row) => row.slice(0, -1)));
  const more = rows.length - MOST_LINES;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/** Most curves in one chart: a reader could not distinguish more. */
const MOST_CURVES = 6;

/** Steps to neighbours that are shown. */
const MOST_STEPS = 60;

/** The steps from the front to its neighbours. */
async function pricedSteps(
  results: TrialResults,
  steps: readonly Step[],
  trials: readonly Trial[],
): Promise<PricedStep[]> {
  const trialsOfPoint = ({ ids }: PointSummary): Trial[] =>
    trials.filter((trial) => ids.includes(trial.ids.id));
  const priced: PricedStep[] = [];
  for (const step of steps.slice(0, MOST_STEPS)) {
    const before = await results.energiesOf(trialsOfPoint(step.from));
    const after = await results.energiesOf(trialsOfPoint(step.to));
    if (before && after) priced.push({ ...step, before, after });
  }
  return priced;
}

async function reportOf(
  open: OpenStudy,
  path: string,
  { rows, state, trials }: StudyTable,
): Promise<StudyReport> {
  const { study } = open;
  const points = summarisePoints(study, rows);
  const trialOf = ({ ids }: PointSummary) => trials.find((trial) => trial.ids.id === ids[0])!;
  const results = new TrialResults(open);
  const curveOf = (point: PointSummary): number[] => {
    const all = trials
      .filter(({ ids }) => point.ids.includes(ids.id))
      .flatMap((trial) => results.resultOf(trial) ?? []);
    return (all[0]?.epochs ?? []).map(
      (_, e) =>
        all.reduce((sum, { epochs }) => sum + epochs[e]!.test.correct / epochs[e]!.test.samples, 0) /
        all.length,
    );
  };
  const longest = Math.max(0, ...points.map(({ epochs }) => epochs));
  return {
    study,
    points,
    effects: effectsOf(study, points),
    oddTrends: oddTrends(study, points),
    dropped: countReasons(state.log.dropped),
    stoppedEarly: study.halving ? points.filter(({ epochs }) => epochs < longest).length : 0,
    isComplete: state.isComplete,
    isVariant: (point) => {
      const { chip, faults, devices } = trialOf(point).point.simulation;
      return chip !== undefined || devices !== undefined || (faults !== undefined && faults.rate > 0);
    },
    commandOf: ({ ids }) => `sextant study verify ${path} --id ${ids[0]!.slice(0, 12)}`,
    curves: points
      .filter(({ isOnFront }) => isOnFront)
      .slice(0, MOST_CURVES)
      .map((point) => ({ name: pointName(point), accuracy: curveOf(point) })),
    steps: await pricedSteps(results, stepsFromFront(study, points), trials),
    origin: [...originOf(open), ['command', commandLine()]],
  };
}
