/** The learning curve of a training: accuracy by epoch, or the error of a regression. */
import type { Chart, LineSeries, Mark } from '../charts/chart.js';
import { figureSvg } from '../charts/figure.js';
import { BASE_THEME } from '../charts/theme.js';
import type { EpochScore, Score } from './picture-data.js';

/** Training and test have the same looks in every figure. */
const USES = [
  { use: 'train', name: 'training', colour: 'training', dash: '5 3' },
  { use: 'test', name: 'test', colour: 'test', dash: undefined },
] as const;

/** Standard normal quantile of an interval of 95 %. */
const Z = 1.96;

/**
 * Interval in which the true share lies with 95 % probability, by Wilson's score.
 * @see https://doi.org/10.1080/01621459.1927.10502953
 */
export function wilsonInterval({ correct = 0, samples }: Score): [low: number, high: number] {
  if (samples === 0) return [0, 1];
  const share = correct / samples;
  const scale = 1 + Z ** 2 / samples;
  const middle = (share + Z ** 2 / (2 * samples)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / samples + Z ** 2 / (4 * samples ** 2));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/**
 * Accuracy of training and test by epoch.
 * @param outcome of each epoch; kinds without samples are left out.
 * @param classes number of answers to choose from, whose accuracy by guessing is shown; 0 where unknown.
 */
export function accuracyChart(title: string, outcome: readonly EpochScore[], classes: number): Chart {
  const x = outcome.map(({ epoch }) => epoch);
  const series = USES.filter(({ use }) => outcome.some((epoch) => epoch[use].samples > 0)).map(
    ({ use, name, colour, dash }): LineSeries => {
      const scores = outcome.map((epoch) => epoch[use]);
      const intervals = scores.map(wilsonInterval);
      return {
        name,
        colour,
        width: 2,
        y: scores.map(({ correct = 0, samples }) => (samples > 0 ? correct / samples : null)),
        low: intervals.map(([low]) => low),
        high: intervals.map(([, high]) => high),
        notes: scores.map(({ correct = 0, samples }) => `${correct} of ${samples}`),
        ...(dash === undefined ? {} : { dash }),
      };
    },
  );
  const chance: Mark[] =
    classes > 1
      ? [
          {
            mark: 'rules',
            axis: 'y',
            at: [1 / classes],
            colour: 'dim',
            dash: '2 3',
            text: `chance, 1 of ${classes}`,
          },
        ]
      : [];
  return {
    id: 'accuracy',
    title,
    text: 'Share of samples answered correctly by epoch; the bands hold the true share with 95 % probability.',
    x: { title: 'epoch', whole: true, domain: [(x[0] ?? 1) - 0.5, (x.at(-1) ?? 1) + 0.5] },
    y: { title: 'accuracy', unit: '%', domain: [0, 1] },
    height: 240,
    marks: [...chance, { mark: 'lines', x, points: true, series }],
  };
}

/** Width of the figure as a file, in pixels. */
const WIDTH = 720;

/** Error of training and test by epoch, in a regression. */
export function errorChart(title: string, outcome: readonly EpochScore[]): Chart {
  const x = outcome.map(({ epoch }) => epoch);
  const series = USES.filter(({ use }) => outcome.some((epoch) => epoch[use].samples > 0)).map(
    ({ use, name, colour, dash }): LineSeries => ({
      name,
      colour,
      width: 2,
      y: outcome.map((epoch) => epoch[use].error ?? null),
      ...(dash === undefined ? {} : { dash }),
    }),
  );
  return {
    id: 'error',
    title,
    text: 'Mean squared error by epoch, over the variance of the targets: 1 is the error of outputs that never move.',
    x: { title: 'epoch', whole: true, domain: [(x[0] ?? 1) - 0.5, (x.at(-1) ?? 1) + 0.5] },
    y: { title: 'error', zero: true },
    height: 240,
    marks: [{ mark: 'lines', x, points: true, series }],
  };
}

/** The learning curve: accuracy of a classification, error of a regression. */
export const learningCurve = (title: string, outcome: readonly EpochScore[], classes: number): Chart =>
  outcome.some(({ train }) => train.error !== undefined)
    ? errorChart(title, outcome)
    : accuracyChart(title, outcome, classes);

/** The chart as a file of its own. @param origin what the numbers are from, for the foot of the figure. */
export function accuracySvg(figure: {
  title: string;
  outcome: readonly EpochScore[];
  classes: number;
  origin: string;
}): string {
  const chart = learningCurve(figure.title, figure.outcome, figure.classes);
  return `${figureSvg(chart, { width: WIDTH, theme: BASE_THEME, foot: [figure.origin] }).svg}\n`;
}
