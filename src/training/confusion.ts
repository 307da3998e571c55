/** The confusion matrix of a training: answers counted by label. */
import type { SampleOutcome, TrainingPhase } from './outcome.js';

/** The answers of one phase of one epoch. */
export interface Confusion {
  readonly phase: TrainingPhase;
  /** From 1. */
  readonly epoch: number;
  /** Samples by label and answer; shape [classes, classes]. Answers beyond the classes are counted in `other`. */
  readonly matrix: readonly (readonly number[])[];
  /** Samples whose answer was not one of the classes, by label; shape [classes]. */
  readonly other: readonly number[];
  /** Share of right answers by label; null for one without samples; shape [classes]. */
  readonly accuracy: readonly (number | null)[];
}

/**
 * Counts answers by label in the last complete epoch: in the test, or in the training where there is no test.
 * @param classes number of outputs.
 * @returns undefined for a regression, and before the end of the first epoch.
 */
export function confusionOf(
  outcomes: readonly SampleOutcome[],
  epochs: number,
  classes: number,
): Confusion | undefined {
  const last = outcomes.filter((o) => o.epoch === epochs - 1 && o.error === undefined);
  const phase = last.some((o) => o.phase === 'test') ? 'test' : 'train';
  const list = last.filter((o) => o.phase === phase);
  if (list.length === 0) return undefined;
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const other = new Array<number>(classes).fill(0);
  for (const { label, output } of list)
    if (output < classes) matrix[label]![output]!++;
    else other[label]!++;
  const accuracy = matrix.map((row, label) => {
    const all = row.reduce((sum, n) => sum + n, other[label]!);
    return all === 0 ? null : row[label]! / all;
  });
  return { phase, epoch: epochs, matrix, other, accuracy };
}
