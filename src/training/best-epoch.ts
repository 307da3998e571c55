/** Finds the best epoch of a training, and whether the score has stopped improving. */
import type { EpochResult, PhaseResult } from './epochs.js';

/** The epoch with the best score. */
export interface BestEpoch {
  /** From 1. */
  readonly epoch: number;
  /** The samples that decided. If they are those of the test, its accuracy is better than that of new samples. */
  readonly by: 'validation' | 'test' | 'train';
}

/** The phase whose score decides: the validation, else the test, else the training. */
export function decidingPhase({ validation, test }: EpochResult): BestEpoch['by'] {
  if (validation) return 'validation';
  return test.samples > 0 ? 'test' : 'train';
}

/** Higher is better. */
const scoreOf = ({ accuracy, error }: PhaseResult): number => accuracy ?? -(error ?? Infinity);

/** The best of several epochs, the earliest of equals. @returns undefined without epochs. */
export function bestEpoch(epochs: readonly EpochResult[]): BestEpoch | undefined {
  let best: { readonly epoch: EpochResult; readonly score: number } | undefined;
  for (const epoch of epochs) {
    const score = scoreOf(epoch[decidingPhase(epoch)]!);
    if (!best || score > best.score) best = { epoch, score };
  }
  return best && { epoch: best.epoch.epoch, by: decidingPhase(best.epoch) };
}

/** Whether the score has not become better for a number of epochs. */
export function hasStalled(epochs: readonly EpochResult[], patience: number): boolean {
  const best = bestEpoch(epochs)?.epoch ?? 0;
  return epochs.length > 0 && epochs.at(-1)!.epoch - best >= patience;
}
