/** Outcomes gathered epoch by epoch, on several axes at once: accuracy, latency, activity, sparsity. */
import type { TrainingPhase, SampleOutcome } from './training.js';

/** Results of the samples of one phase of an epoch. */
export interface PhaseResult {
  samples: number;
  correct: number;
  /** Share of samples whose output was the label. */
  accuracy: number;
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
  test: PhaseResult;
}

/**
 * Adds the outcomes of samples up by epoch and phase.
 * @param neurons number of recurrent neurons, for the sparsity.
 */
export function summarise(outcomes: readonly SampleOutcome[], neurons: number): EpochResult[] {
  const epochs = new Map<number, SampleOutcome[]>();
  for (const o of outcomes) epochs.set(o.epoch, [...(epochs.get(o.epoch) ?? []), o]);
  return [...epochs].map(([epoch, list]) => ({
    epoch: epoch + 1,
    train: phaseResult(list, 'train', neurons),
    test: phaseResult(list, 'test', neurons),
  }));
}

function phaseResult(outcomes: readonly SampleOutcome[], phase: TrainingPhase, neurons: number): PhaseResult {
  const list = outcomes.filter((o) => o.phase === phase);
  const sum = (value: (o: SampleOutcome) => number): number => list.reduce((total, o) => total + value(o), 0);
  const correct = sum((o) => (o.output === o.label ? 1 : 0));
  const cycles = sum((o) => o.cycles);
  const spikes = sum((o) => o.spikes);
  const steps = sum((o) => o.ticks);
  return {
    samples: list.length,
    correct,
    accuracy: list.length > 0 ? correct / list.length : 0,
    cycles,
    cyclesPerSample: list.length > 0 ? Math.round(cycles / list.length) : 0,
    spikes,
    synapticOps: sum((o) => o.synapticOps),
    sparsity: steps > 0 ? 1 - spikes / (steps * neurons) : 0,
    weightsChanged: sum((o) => o.weightsChanged),
  };
}
