/** Outcomes gathered epoch by epoch, on several axes at once: accuracy, latency, activity, sparsity. */
import type { SampleOutcome, TrainingPhase } from './outcome.js';

/** Results of the samples of one phase of an epoch. */
export interface PhaseResult {
  samples: number;
  /** Classification: samples whose output was the label, and their share. */
  correct?: number;
  accuracy?: number;
  /** Regression: mean squared error over the variance of the targets; 1 is the error of outputs that never move. */
  error?: number;
  cycles: number;
  /** Cycles a sample: its latency on the chip. */
  cyclesPerSample: number;
  spikes: number;
  synapticOps: number;
  /** Share of neurons and steps without a spike. */
  sparsity: number;
  weightsChanged: number;
}

/** Results of an epoch, by phase. */
export interface EpochResult {
  /** From 1. */
  epoch: number;
  train: PhaseResult;
  /** Only where the task has samples for it. */
  validation?: PhaseResult;
  test: PhaseResult;
}

/**
 * Adds the outcomes of samples up by epoch and phase.
 * @param neurons number of recurrent neurons, for the sparsity.
 */
export function summarise(outcomes: readonly SampleOutcome[], neurons: number): EpochResult[] {
  const epochs = new Map<number, SampleOutcome[]>();
  for (const o of outcomes) {
    const list = epochs.get(o.epoch);
    if (list) list.push(o);
    else epochs.set(o.epoch, [o]);
  }
  return [...epochs].map(([epoch, list]) => {
    const validation = phaseResult(list, 'validation', neurons);
    return {
      epoch: epoch + 1,
      train: phaseResult(list, 'train', neurons),
      ...(validation.samples > 0 && { validation }),
      test: phaseResult(list, 'test', neurons),
    };
  });
}

function phaseResult(outcomes: readonly SampleOutcome[], phase: TrainingPhase, neurons: number): PhaseResult {
  const list = outcomes.filter((o) => o.phase === phase);
  const sum = (value: (o: SampleOutcome) => number): number => list.reduce((total, o) => total + value(o), 0);
  const cycles = sum((o) => o.cycles);
  const spikes = sum((o) => o.spikes);
  const steps = sum((o) => o.ticks);
  return {
    samples: list.length,
    ...qualityOf(list),
    cycles,
    cyclesPerSample: list.length > 0 ? Math.round(cycles / list.length) : 0,
    spikes,
    synapticOps: sum((o) => o.synapticOps),
    sparsity: steps > 0 ? 1 - spikes / (steps * neurons) : 0,
    weightsChanged: sum((o) => o.weightsChanged),
  };
}

/** How good the answers to samples were. */
function qualityOf(list: readonly SampleOutcome[]): Pick<PhaseResult, 'correct' | 'accuracy' | 'error'> {
  if (list.some((o) => o.error !== undefined)) {
    const sum = (part: 'squares' | 'variance'): number =>
      list.reduce((total, { error }) => total + (error?.[part] ?? 0), 0);
    return { error: sum('squares') / Math.max(1, sum('variance')) };
  }
  const correct = list.filter((o) => o.output === o.label).length;
  return { correct, accuracy: list.length > 0 ? correct / list.length : 0 };
}
