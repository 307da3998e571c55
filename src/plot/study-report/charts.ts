/** The charts of a study's report. */
import type { Axis, Chart, LineSeries } from '../../charts/chart.js';
import type { PairChart } from '../../page/document.js';
import { metricNamed, type MetricName } from '../../study/outcomes/metrics.js';
import type { Effect, PointSummary } from '../../study/outcomes/summary.js';
import type { Study } from '../../study/study.js';

const HEIGHT = 260;
const ALL = 'dim';
const FRONT = 'series-0';
const VARIANT = 'series-1';

/** An outcome as an axis of a chart. */
function axisOf(metric: MetricName): Axis {
  const { unit } = metricNamed(metric)!;
  return { title: metric.replaceAll('_', ' '), ...(unit === '' ? {} : { unit }) };
}

/** What a point is called in read-outs. */
export const pointName = ({ point, values }: PointSummary): string =>
  `point ${point}: ${Object.entries(values)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')}`;

/** The range of an outcome with some room, so that no point lies on an edge. */
function roomyRange(points: readonly PointSummary[], metric: MetricName): [number, number] {
  const means = points.flatMap(({ measures }) => measures[metric]?.mean ?? []);
  const [least, most] = [Math.min(...means), Math.max(...means)];
  const room = (most > least ? most - least : Math.abs(most) || 1) * 0.05;
  return [least - room, most + room];
}

/** Points of a kind over two outcomes. */
const dots = (
  name: string,
  colour: string,
  points: readonly PointSummary[],
  x: MetricName,
  y: MetricName,
) => {
  const shown = points.filter(({ measures }) => measures[x] && measures[y]);
  return {
    mark: 'points' as const,
    name,
    colour,
    x: shown.map(({ measures }) => measures[x]!.mean),
    y: shown.map(({ measures }) => measures[y]!.mean),
    names: shown.map(pointName),
  };
};

/** A chart for each pair of objectives; the front of all objectives is marked. @param isVariant of a point. */
export function paretoCharts(
  { objectives }: Study,
  points: readonly PointSummary[],
  isVariant: (point: PointSummary) => boolean,
): Chart[] {
  return pairsOf(objectives.map(({ metric }) => metric)).map(([y, x]) =>
    pairChart('front', points, isVariant, x, y),
  );
}

/** Outcomes that a reader may choose beside the objectives. */
const OTHERS: readonly MetricName[] = [
  'accuracy',
  'mean_accuracy',
  'inference_energy',
  'inference_latency',
  'training_energy',
  'memory',
  'area',
  'synaptic_ops',
];
/** Most of them; every pair is a chart. */
const MOST_CHOICES = 8;
/** Most points; each is in every chart. */
const MOST_CHOSEN = 500;

/** Charts of all pairs of outcomes that differ between points. @returns none for a study with too many points. */
export function chosenCharts(
  { objectives }: Study,
  points: readonly PointSummary[],
  isVariant: (point: PointSummary) => boolean,
): PairChart[] {
  if (points.length > MOST_CHOSEN) return [];
  const varies = (metric: MetricName): boolean =>
    new Set(points.map(({ measures }) => measures[metric]?.mean)).size > 1;
  const metrics = [...new Set([...objectives.map(({ metric }) => metric), ...OTHERS])].filter(varies);
  return pairsOf(metrics.slice(0, MOST_CHOICES)).map(([y, x]) => ({
    chart: pairChart('pair', points, isVariant, x, y),
    pair: [axisOf(x).title, axisOf(y).title],
  }));
}

const pairsOf = (metrics: readonly MetricName[]): (readonly [MetricName, MetricName])[] =>
  metrics.flatMap((a, i) => metrics.slice(i + 1).map((b) => [a, b] as const));

/** @param id beginning of the chart's. */
function pairChart(
  id: string,
  points: readonly PointSummary[],
  isVariant: (point: PointSummary) => boolean,
  x: MetricName,
  y: MetricName,
): Chart {
  const kinds = [
    { name: 'dominated', colour: ALL, is: (p: PointSummary) => !p.isOnFront },
    { name: 'front, silicon', colour: FRONT, is: (p: PointSummary) => p.isOnFront && !isVariant(p) },
    { name: 'front, variant', colour: VARIANT, is: (p: PointSummary) => p.isOnFront && isVariant(p) },
  ];
  return {
    id: `${id}-${x}-${y}`.replaceAll('_', '-'),
    title: `${axisOf(y).title} against ${axisOf(x).title}`,
    text: 'Means over seeds. Points on the front are dominated by no acceptable point, all objectives taken together.',
    x: { ...axisOf(x), domain: roomyRange(points, x) },
    y: { ...axisOf(y), domain: roomyRange(points, y) },
    marks: kinds
      .map(({ name, colour, is }) => dots(name, colour, points.filter(is), x, y))
      .filter(({ x: xs }) => xs.length > 0),
    height: HEIGHT,
  };
}

/** Most points in parallel coordinates; a reader could not distinguish more. */
const MOST_LINES = 200;

/** Every point as a line across axes and objectives, each scaled from its least to its largest value. */
export function parallelChart({ axes, objectives }: Study, points: readonly PointSummary[]): Chart {
  const metrics = objectives.map(({ metric }) => metric);
  const shown = points
    .filter(({ measures }) => metrics.every((metric) => measures[metric]))
    .slice(0, MOST_LINES);
  const columns = [
    ...axes.map(({ name }) => shown.map(({ values }) => values[name]!)),
    ...metrics.map((metric) => shown.map(({ measures }) => measures[metric]!.mean)),
  ].map(scaled);
  const series = shown.map((point, i): LineSeries => ({
    name: pointName(point),
    colour: point.isOnFront ? FRONT : ALL,
    y: columns.map((column) => column[i]!),
    width: point.isOnFront ? 2 : 0.75,
    quiet: true,
  }));
  return {
    id: 'parallel-coordinates',
    title: 'Parallel coordinates',
    text: 'A line for each point, thick on the front; every axis from its least to its largest value, texts in their order.',
    x: { title: '', categories: [...axes.map(({ name }) => name), ...metrics] },
    y: { title: 'share of the range', domain: [0, 1] },
    marks: [{ mark: 'lines', x: columns.map((_, i) => i), series, points: false }],
    height: HEIGHT,
  };
}

/** Values from 0 to 1; texts by their order. */
function scaled(values: readonly unknown[]): number[] {
  const isNumber = values.every((value) => typeof value === 'number');
  const order = [...new Set(values)].sort();
  const numbers = values.map((value) => (isNumber ? Number(value) : order.indexOf(value)));
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return numbers.map((value) => (most > least ? (value - least) / (most - least) : 0.5));
}

/** The mean of an objective along an axis, with the interval over points. */
export function effectChart({ axis, metric, values, means }: Effect): Chart {
  const isNumber = values.every((value) => typeof value === 'number');
  const numbers = values.map((value, i) => (isNumber ? Number(value) : i));
  const isWide = isNumber && numbers[0]! > 0 && numbers.at(-1)! / numbers[0]! >= 50;
  return {
    id: `effect-${axis}-${metric}`.replaceAll('_', '-'),
    title: `${axisOf(metric).title} against ${axis}`,
    x: {
      title: axis,
      ...(isNumber ? {} : { categories: values.map(String) }),
      ...(isWide ? { scale: 'log' } : {}),
    },
    y: axisOf(metric),
    marks: [
      {
        mark: 'lines',
        x: numbers,
        points: true,
        series: [
          {
            name: `mean ${axisOf(metric).title}`,
            colour: FRONT,
            y: means.map(({ mean }) => mean),
            low: means.map(({ low }) => low),
            high: means.map(({ high }) => high),
            notes: means.map(({ count }) => (count === 1 ? 'of one point' : `of ${count} points`)),
          },
        ],
      },
    ],
    height: 180,
  };
}

/** Mean accuracy of the tests after each epoch, for the points of the front. */
export function learningChart(
  curves: readonly { readonly name: string; readonly accuracy: readonly number[] }[],
): Chart {
  const longest = Math.max(...curves.map(({ accuracy }) => accuracy.length));
  const colours = ['series-0', 'series-1', 'series-2', 'series-3', 'series-4', 'series-5'];
  return {
    id: 'learning-curves',
    title: 'Learning curves of the front',
    text: 'Accuracy of the test after each epoch, mean over seeds.',
    x: { title: 'epoch', whole: true },
    y: { title: 'accuracy', unit: '%', domain: [0, 1] },
    marks: [
      {
        mark: 'lines',
        x: Array.from({ length: longest }, (_, i) => i + 1),
        points: true,
        series: curves.map(({ name, accuracy }, i) => ({
          name,
          colour: colours[i % colours.length]!,
          y: Array.from({ length: longest }, (_, e) => accuracy[e] ?? null),
        })),
      },
    ],
    height: HEIGHT,
  };
}
