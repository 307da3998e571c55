/** The text that `sextant train` prints. */
import { sizesText, type Task } from '../../data/task.js';
import type { EpochResult, PhaseResult } from '../../training/epochs.js';
import { chipTime, formatCount } from '../progress.js';
import type { TrainSummary } from './train-results.js';

/** What is about to be trained, and on which data. */
export function announcement(task: Task, { data, seed }: { data?: string; seed: string }): string {
  const source = data ?? `generated, seed '${seed}'`;
  return `${task.name}: ${sizesText(task.sizes)}; ${task.train.length} training and ${task.test.length} test samples (${source})`;
}

export const EPOCH_HEADER =
  'epoch   training       test   cycles  emulated/s   spikes  silent   syn. ops  weights changed';

/** A line of the table. @param speed in cycles/s. */
export function epochLine({ epoch, train: t, test: e }: EpochResult, speed: number): string {
  const share = (p: PhaseResult): string => `${p.correct}/${p.samples}`.padStart(10);
  const count = (n: number, width: number): string => formatCount(n).padStart(width);
  const silent = `${(100 * e.sparsity).toFixed(1)} %`.padStart(7);
  return (
    `${String(epoch).padStart(5)} ${share(t)} ${share(e)} ${count(t.cycles + e.cycles, 8)} ${count(speed, 11)} ` +
    `${count(t.spikes + e.spikes, 8)} ${silent} ${count(t.synapticOps + e.synapticOps, 10)} ${count(t.weightsChanged, 10)}`
  );
}

/** @param output directory of the results. */
export function endLines(summary: TrainSummary, output: string | undefined): string[] {
  const last = summary.epochs.at(-1);
  const speed = `${formatCount(summary.cyclesPerSecond)} cycles/s`;
  return [
    `${formatCount(summary.cycles)} cycles in ${summary.seconds.toFixed(1)} s (${speed}); ${chipTime(summary)}`,
    ...(summary.interrupted ? ['interrupted: the epochs above are complete'] : []),
    ...(last && last.test.samples > 0 ? [`test accuracy ${(100 * last.test.accuracy).toFixed(0)} %`] : []),
    ...(output === undefined
      ? []
      : [`results in ${output}: see accuracy.svg, summary.json, samples.csv, and sextant plot ${output}`]),
  ];
}
