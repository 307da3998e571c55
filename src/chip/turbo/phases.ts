/** The phases of the turbo engine that take long, as an interface: plain numbers, or WebAssembly (simd-phases.ts). */
import type { Design } from '../../design/design.js';
import type { PhaseObserver } from '../cycle.js';
import type { ChipState } from '../state.js';
import { runLearning } from './learn.js';
import { runPropagation } from './propagate.js';
import { runStep } from './step.js';

/**
 * Each runs a settled phase as far as it can within `limit` cycles, and returns the cycles it took: 0 if nothing whole
 * fits. The caller advances the clock and the synchronisers.
 */
export interface Phases {
  /** PROP from a scan cycle on. */
  propagate(s: ChipState, limit: number): number;
  /** STEP from an even cycle on. @param observer called if a neuron spikes. */
  step(s: ChipState, limit: number, observer: PhaseObserver | undefined): number;
  /**
   * EPROP from the start of a post or pre phase on.
   * @param observer called for words of weights that change; phases that cannot do that take no cycle if it wants them.
   */
  learn(s: ChipState, limit: number, observer: PhaseObserver | undefined): number;
}

/** None: every cycle is stepped. */
export const NO_PHASES: Phases = { propagate: () => 0, step: () => 0, learn: () => 0 };

/** The phases that need no WebAssembly; those on plain numbers know the public design only. */
export const plainPhases = ({ isReference }: Design): Phases => (isReference ? PLAIN_PHASES : NO_PHASES);

/** On plain numbers: what every platform runs, and what the WebAssembly must equal. */
export const PLAIN_PHASES: Phases = { propagate: runPropagation, step: runStep, learn: runLearning };
