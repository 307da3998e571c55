/** How many cycles a time step can take, for given settings. */
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
