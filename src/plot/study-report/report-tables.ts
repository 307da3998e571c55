/** The tables of a study's report, as plain text. */
import type { Interval } from '../../study/outcomes/interval.js';
import type { MetricName } from '../../study/outcomes/metrics.js';
import type { Effect, PointSummary } from '../../study/outcomes/summary.js';
import { pointName } from './charts.js';
import { neighbourTable } from './neighbour-table.js';
import { cautionsOf, fairnessOf, type StudyReport } from './report-data.js';
import { valueText, type TextTable } from './text-table.js';

function intervalText(metric: MetricName, interval: Interval | undefined): string {
  if (!interval) return '';
  const half = (interval.high - interval.low) / 2;
  return valueText(metric, interval.mean) + (half > 0 ? ` ± ${valueText(metric, half)}` : '');
}

/** All points, those of the front first. */
export function pointTable({ study, points, isVariant, commandOf }: StudyReport): TextTable {
  const metrics = study.objectives.map(({ metric }) => metric);
  const sorted = [...points].sort((a, b) => Number(b.isOnFront) - Number(a.isOnFront) || a.point - b.point);
  return {
    head: ['point', ...study.axes.map(({ name }) => name), ...metrics, 'epochs', 'state', 'chip', 'command'],
    rows: sorted.map((point) => [
      String(point.point),
      ...study.axes.map(({ name }) => String(point.values[name])),
      ...metrics.map((metric) => intervalText(metric, point.measures[metric])),
      String(point.epochs),
      stateOf(point),
      isVariant(point) ? 'variant' : 'silicon',
      commandOf(point),
    ]),
  };
}

/** For each objective the best point of the front, in words. */
export function answersOf({ study: { objectives, require }, points }: StudyReport): string[] {
  const front = points.filter(({ isOnFront }) => isOnFront);
  const condition = require.length > 0 ? ' of the points that meet all conditions' : '';
  return objectives.flatMap(({ metric, direction }) => {
    const sign = direction === 'maximise' ? -1 : 1;
    const cost = ({ measures }: PointSummary): number => sign * (measures[metric]?.mean ?? NaN);
    const [best] = [...front].sort((a, b) => cost(a) - cost(b));
    if (!best) return [];
    const outcomes = objectives.map((o) => `${o.metric} ${intervalText(o.metric, best.measures[o.metric])}`);
    const extreme = direction === 'maximise' ? 'highest' : 'lowest';
    return [`${extreme} ${metric}${condition}: ${pointName(best)} (${outcomes.join(', ')})`];
  });
}

function stateOf(point: PointSummary): string {
  if (point.failed > 0) return `${point.failed} failed`;
  if (!point.isAcceptable) return 'not acceptable';
  const place = point.isOnFront ? 'front' : 'dominated';
  return point.isUncertain ? `${place}, depends on unsure prices` : place;
}

/** How much of each objective an axis explains. */
export function effectTable(effects: readonly Effect[]): TextTable {
  const metrics = [...new Set(effects.map(({ metric }) => metric))];
  const axes = [...new Set(effects.map(({ axis }) => axis))];
  return {
    head: ['axis', ...metrics.map((metric) => `importance for ${metric}`)],
    rows: axes.map((axis) => [
      axis,
      ...metrics.map((metric) => {
        const effect = effects.find((e) => e.axis === axis && e.metric === metric);
        return effect ? `${(100 * effect.importance).toFixed(0)} %` : '';
      }),
    ]),
  };
}

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const markdownTable = ({ head, rows }: TextTable): string[] => [
  line(head),
  line(head.map(() => '---')),
  ...rows.map(line),
];

/** The report as Markdown. */
export function studyReportMarkdown(report: StudyReport): string {
  const { study, effects, dropped, origin } = report;
  const table = pointTable(report);
  return [
    `# ${study.name}`,
    '',
    ...(study.question === undefined ? [] : [study.question, '']),
    ...cautionsOf(report).map((text) => `> ${text}`),
    '',
    ...answersOf(report).map((text) => `- ${text}`),
    '',
    '## Points',
    '',
    ...markdownTable(table),
    '',
    '## Effects of the axes',
    '',
    ...markdownTable(effectTable(effects)),
    '',
    ...(report.steps.length > 0
      ? ['## From the front to its neighbours', '', ...markdownTable(neighbourTable(study, report.steps)), '']
      : []),
    '## How fair is this comparison?',
    '',
    ...fairnessOf(report).map(([name, value]) => `- ${name}: ${value}`),
    ...dropped.map(({ count, reason }) => `- left out: ${count} points, ${reason}`),
    '',
    '## Where this report comes from',
    '',
    ...origin.map(([name, value]) => `- ${name}: ${value}`),
    '',
  ].join('\n');
}
