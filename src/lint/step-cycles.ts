/** How many cycles a time step takes at most, and at least, for given settings. */
import type { RegisterName } from '../../isa/registers.js';

/** Cycles a tick needs to pass the synchroniser and states in between to change. */
const OVERHEAD = 8;

/**
 * Worst case of a step: every neuron spikes, and `events` inputs (default all) have an event.
 * Propagation: a cycle an address, 2 (NUM_REC / 2 + 1) an event, 2 more where a trace is supplemented; STEP: a cycle a
 * neuron; learning: every weight of 16 neurons at a time.
 */
export function worstStepCycles(get: (name: RegisterName) => number, events?: number): number {
  const [inp, rec, out] = [get('NUM_INP'), get('NUM_REC'), get('NUM_OUT')];
  const last = Math.max(inp, rec);
  // An address with an input event and a spike takes one pass, so no more than one an address.
  const active = Math.min(last + 1, rec + 1 + (events ?? inp + 1));
  const supplemented = Math.max(0, Math.min(inp - rec, events ?? inp + 1));
  const propagation = last + 1 + active * 2 * (Math.floor(rec / 2) + 1) + 2 * supplemented;
  const step = Math.max(last, out) + 1;
  const learning = get('DO_EPROP') === 0 ? 0 : (Math.floor(rec / 16) + 1) * (32 + 2 * (last + 1));
  return OVERHEAD + propagation + step + learning;
}

/** Cycles from the rise of TIME_TICK until its edge is seen. */
const EDGE = 3;

/**
 * Cycles from the rise of TIME_TICK that starts a sample until the chip is ready again.
 * @param events whether an input has one that waits for this tick: its weights are added to all membranes.
 */
export function fewestStartCycles(get: (name: RegisterName) => number, events: boolean): number {
  const scan = Math.max(get('NUM_INP'), get('NUM_REC')) + 1;
  return EDGE + scan + (events ? 2 * (Math.floor(get('NUM_REC') / 2) + 1) : 0);
}
