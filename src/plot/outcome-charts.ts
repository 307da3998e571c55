/** Charts of the results of a run: weights before and after, and answers compared with targets. */
import type { Chart } from '../charts/chart.js';
import { tableHtml } from '../page/document.js';
import type { Answer, PictureData } from './picture-data.js';

/** Weights of -128 to 127 in bins of four. */
const BIN = 4;
const BINS = 256 / BIN;

/** Histograms of the weights, one for each memory that holds any. */
export const weightCharts = ({ weights }: PictureData): Chart[] =>
  weights.filter(({ after }) => after.some((n) => n > 0)).map(weightChart);

function weightChart({ name, before, after }: PictureData['weights'][number]): Chart {
  const binned = (counts: readonly number[]): number[] =>
    Array.from({ length: BINS }, (_, i) =>
      counts.slice(BIN * i, BIN * (i + 1)).reduce((sum, n) => sum + n, 0),
    );
  const from = Array.from({ length: BINS }, (_, i) => BIN * i - 128);
  const [a, b] = [binned(before), binned(after)];
  const known = before.length > 0;
  const change = known ? `${moments(before)} before, ${moments(after)} after.` : `${moments(after)}.`;
  return {
    id: name.replace(/ /g, '-'),
    title: name.charAt(0).toUpperCase() + name.slice(1),
    text: `Mean and standard deviation: ${change}`,
    x: { title: 'weight', domain: [-128, 128] },
    // A count of one must be visible above the axis.
    y: { title: 'number of weights', scale: 'log', domain: [0.6, 1.5 * Math.max(1, ...a, ...b)] },
    height: 150,
    marks: [
      {
        mark: 'stack',
        from,
        to: from.map((low) => low + BIN),
        series: [
          { name: 'after', colour: 'series-0', values: b },
          ...(known ? [{ name: 'before', colour: 'ink', values: a, outline: true }] : []),
        ],
      },
    ],
  };
}

/** `-0.12 ± 14.1`: mean and standard deviation of counts of the values -128..127. */
function moments(counts: readonly number[]): string {
  const total = Math.max(
    1,
    counts.reduce((sum, n) => sum + n, 0),
  );
  const mean = counts.reduce((sum, n, i) => sum + n * (i - 128), 0) / total;
  const variance = counts.reduce((sum, n, i) => sum + n * (i - 128 - mean) ** 2, 0) / total;
  // A mean that rounds to 0 has no sign, and others have the minus sign of the axes.
  const rounded = mean
    .toFixed(2)
    .replace(/^-(0\.00)$/, '$1')
    .replace('-', '\u2212');
  return `${rounded} ± ${Math.sqrt(variance).toFixed(2)}`;
}

const judged = (answers: readonly Answer[]): (Answer & { label: number })[] =>
  answers.filter((answer): answer is Answer & { label: number } => answer.label !== undefined);

/** Number of different targets, which is the number of answers that a guess chooses from. */
export const classesOf = (answers: readonly Answer[]): number =>
  new Set(judged(answers).map(({ label }) => label)).size;

/** Most classes of the confusion matrix: a chip has 16 outputs. */
const MOST_CLASSES = 16;

/** How often each answer was given to each target: of a training, in its last epoch. */
export function confusionCharts({ answers }: PictureData): Chart[] {
  const last = Math.max(...answers.map(({ epoch = 0 }) => epoch));
  const shown = judged(answers).filter(({ epoch = 0 }) => epoch === last);
  const uses = [...new Set(shown.map(({ use }) => use))];
  return uses.flatMap((use) => {
    const list = shown.filter((answer) => answer.use === use);
    const classes = [...new Set(list.flatMap(({ label, output }) => [label, output]))].sort((a, b) => a - b);
    if (classes.length < 2 || classes.length > MOST_CLASSES) return [];
    const values = classes.map((label) =>
      classes.map((output) => list.filter((a) => a.label === label && a.output === output).length),
    );
    const names = classes.map(String);
    const right = values.reduce((sum, row, i) => sum + row[i]!, 0);
    return [
      {
        id: `answers-${use ?? 'all'}`,
        title: use === undefined ? 'Answers' : `Answers, ${use}, epoch ${last}`,
        text: `${right} of ${list.length} answers were right.`,
        x: { title: 'answer', categories: names },
        y: { title: 'target', categories: names },
        height: Math.max(60, Math.min(30 * classes.length, 240)),
        marks: [{ mark: 'cells', name: 'answers', colour: use ?? 'series-0', values }],
      },
    ];
  });
}

/** Answers shown at once, and where a reader asks for them. */
const FEW = 20;
const MOST = 200;

/** The answers one by one. */
export function answerTable({ answers, samples }: PictureData): string {
  if (answers.length === 0) return '';
  const rows = answers.slice(0, MOST).map(({ tick, label, output, use, epoch }) => {
    const sample = samples.findLast((s) => s.tick <= tick)?.name ?? '';
    const verdict = label === undefined ? '' : label === output ? 'right' : 'wrong';
    const name = use === undefined ? sample : `${use}, epoch ${epoch ?? ''}`;
    return [name, String(tick), label === undefined ? 'none' : String(label), String(output), verdict];
  });
  const table = tableHtml(['sample', 'tick', 'target', 'answer', ''], rows);
  const rest = answers.length - rows.length;
  const more = rest > 0 ? `<p>${rest} more are in samples.csv.</p>` : '';
  return answers.length > FEW
    ? `<details><summary>The answers one by one</summary>${table}${more}</details>`
    : table + more;
}
