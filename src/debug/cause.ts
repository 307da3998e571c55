/** What writes a stored value in a cycle: learning, an event, the leak of a step, SPI, the host. */
import type { ChipState } from '../chip/state.js';
import { Evt, State } from '../chip/states.js';
import { SYNC } from '../chip/synchronisers.js';
import type { Wires } from '../chip/wires.js';
import { forEachWeightChange } from '../trace/weight-changes.js';

/** Why a value changed, for people and for programs. */
export interface Cause {
  readonly by: 'learning' | 'event' | 'step' | 'spi' | 'reset' | 'host' | 'user' | 'chip';
  /** In words. */
  readonly text: string;
  /** The synapse that learnt, or the address of the event. */
  readonly pre?: number;
  readonly post?: number;
}

const SPI: Cause = { by: 'spi', text: 'written over SPI' };

/** @param name of the value, such as `wrec[17][5]`. */
export function causeIn(name: string, s: ChipState, w: Wires): Cause {
  if (w.rst) return { by: 'reset', text: 'reset' };
  const [, array = '', first = '', second] = /^(\w+)(?:\[(\d+)\])?(?:\[(\d+)\])?$/.exec(name) ?? [];
  if (array === 'winp' || array === 'wrec' || array === 'wout')
    return weightCause(array, Number(first), Number(second), s, w);
  if (['membrane', 'threshold', 'alphaLow', 'inputTrace', 'recurrentTrace', 'outputTrace'].includes(array))
    return neuronCause(s, w);
  if (array === 'v') return outputCause(s, w);
  if ((w.prog & SYNC.PROG_ALL) !== 0 || s.spi.count > 0) return SPI;
  return { by: 'chip', text: `the controller is in ${stateName(s)}` };
}

function weightCause(
  memory: 'winp' | 'wrec' | 'wout',
  pre: number,
  post: number,
  s: ChipState,
  w: Wires,
): Cause {
  const learnt: unknown[] = [];
  forEachWeightChange(s, w, (m, a, b) => {
    if (m === memory && a === pre && b === post) learnt.push(m);
  });
  if (learnt.length === 0) return SPI;
  const signal = s.learningSignal[post & s.design.laneMask]!;
  const derivative = s.pseudoDerivative[post & s.design.laneMask]!;
  const text =
    memory === 'wout'
      ? `learning (neuron ${pre} to output ${post})`
      : `learning (pre ${pre}, post ${post}, learning signal ${signal}, pseudo-derivative ${derivative})`;
  return { by: 'learning', text, pre, post };
}

function neuronCause(s: ChipState, w: Wires): Cause {
  if (w.neur.prog) return SPI;
  if (s.ctl.evt === Evt.EVT || s.ctl.evt === Evt.SUPP) return eventCause(s, w);
  return { by: 'step', text: 'leak and threshold of the step' };
}

function eventCause(s: ChipState, w: Wires): Cause {
  const { pre } = s.ctl;
  const kinds = [
    ...(w.inputEvent ? [`event of input ${pre}`] : []),
    ...(w.spikeEvent ? [`spike of neuron ${pre}`] : []),
  ];
  return { by: 'event', text: kinds.join(' and '), pre };
}

function outputCause(s: ChipState, w: Wires): Cause {
  if ((w.prog & SYNC.PROG_ONEUR) !== 0) return SPI;
  if (s.ctl.state === State.STEP) return { by: 'step', text: 'leak of the step' };
  return { by: 'event', text: `spike of neuron ${s.ctl.pre}`, pre: s.ctl.pre };
}

const stateName = (s: ChipState): string =>
  Object.entries(State).find(([, state]) => state === s.ctl.state)?.[0] ?? '?';
