/** The text that `sextant train` prints. */
import { sizesText, type Task } from '../../data/task.js';
import type { TaskSource } from '../../data/tasks/load-task.js';
import type { Confusion } from '../../training/confusion.js';
import type { EpochResult, PhaseResult } from '../../training/epochs.js';
import { chipTime, formatCount } from '../progress.js';
import type { TrainSummary } from './train-results.js';

/** What is about to be trained, and on which data. */
export function announcement({ task, data, seed }: TaskSource): string {
  const source = seed === undefined ? data : `${data}, seed '${seed}'`;
  const sets = [
    `${task.train.length} training`,
    ...(task.validation ? [`${task.validation.length} validation`] : []),
    `${task.test.length} test samples`,
  ];
  return `${task.name}: ${sizesText(task.sizes)}; ${sets.join(', ').replace(/, ([^,]*)$/, ' and $1')} (${source})`;
}

const VALIDATION_WIDTH = 11;

export const epochHeader = ({ validation }: Task): string =>
  `epoch   training ${validation ? ' validation' : ''}      test   cycles  emulated/s   spikes  silent   syn. ops  weights changed`;

/** A line of the table. @param speed in cycles/s. */
export function epochLine({ epoch, train: t, validation: v, test: e }: EpochResult, speed: number): string {
  const share = (p: PhaseResult, width = 10): string => scoreText(p).padStart(width);
  const count = (n: number, width: number): string => formatCount(n).padStart(width);
  const silent = `${(100 * e.sparsity).toFixed(1)} %`.padStart(7);
  const sum = (name: 'cycles' | 'spikes' | 'synapticOps'): number => t[name] + (v?.[name] ?? 0) + e[name];
  return (
    `${String(epoch).padStart(5)} ${share(t)} ${v ? share(v, VALIDATION_WIDTH) : ''}${share(e)} ` +
    `${count(sum('cycles'), 8)} ${count(speed, 11)} ${count(sum('spikes'), 8)} ${silent} ` +
    `${count(sum('synapticOps'), 10)} ${count(t.weightsChanged, 10)}`
  );
}

/** Right answers of all, or the error of a regression. */
const scoreText = ({ correct, samples, error }: PhaseResult): string =>
  samples === 0 ? '-' : error === undefined ? `${correct ?? 0}/${samples}` : error.toFixed(3);

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** @param output directory of the results. */
export function endLines(summary: TrainSummary, output: string | undefined): string[] {
  const { interrupted, stalled, best, confusion } = summary;
  const last = summary.epochs.at(-1);
  const speed = `${formatCount(summary.cyclesPerSecond)} cycles/s`;
  return [
    `${formatCount(summary.cycles)} cycles in ${summary.seconds.toFixed(1)} s (${speed}); ${chipTime(summary)}`,
    ...(interrupted ? ['interrupted: the epochs above are complete'] : []),
    ...(stalled ? ['stopped early: the score has not become better'] : []),
    ...(last && last.test.samples > 0 ? [testLine(last.test)] : []),
    ...(best && best.epoch !== last?.epoch ? [bestLine(best)] : []),
    ...(confusion && confusion.matrix.length > 2 ? confusionLines(confusion) : []),
    ...(output === undefined
      ? []
      : [`results in ${output}: see accuracy.svg, summary.json, samples.csv, and sextant plot ${output}`]),
  ];
}

const testLine = ({ accuracy, error }: PhaseResult): string =>
  error === undefined
    ? `test accuracy ${percent(accuracy ?? 0)}`
    : `test error ${error.toFixed(3)} of the variance of the targets`;

const bestLine = ({ epoch, by }: NonNullable<TrainSummary['best']>): string =>
  `best epoch by its ${by} samples: ${epoch}` +
  (by === 'test' ? ' (a choice by the test flatters it: samples for validation avoid that)' : '');

/** A line for each label: how many samples got which answer. */
function confusionLines({ phase, epoch, matrix, other, accuracy }: Confusion): string[] {
  const width = Math.max(4, ...matrix.flat().map((n) => String(n).length + 1));
  const cells = (values: readonly (number | string)[]): string =>
    values.map((value) => String(value).padStart(width)).join('');
  const others = other.some((n) => n > 0);
  return [
    `answers in the ${phase === 'test' ? 'test' : 'training'} of epoch ${epoch}, a line a label:`,
    `label ${cells(matrix.map((_row, answer) => answer))}${others ? ' other' : ''}   right`,
    ...matrix.map((row, label) => {
      const share = accuracy[label];
      const right = share === null || share === undefined ? '-' : percent(share);
      return `${String(label).padStart(5)} ${cells(row)}${others ? String(other[label]).padStart(6) : ''} ${right.padStart(7)}`;
    }),
  ];
}
