/**
 * The datapath of the neuron pair on Q: the word that the controllers write back in this cycle, and the spikes.
 */
import { NEVER_ROUND } from '../fixed-point/index.js';
import type { Config } from './config.js';
import { ALPHA_ONE, KAPPA_ONE, WIDTH } from './geometry.js';
import {
  addWeights,
  growTrace,
  integrate,
  leakMembrane,
  leakOutputTrace,
  leakTrace,
  outputTraceIncrement,
  resetMembrane,
  scaleWeight,
  traceIncrement,
} from './neuron.js';
import { RND } from './random.js';
import type { ChipState } from './state.js';
import { Evt, State } from './states.js';
import { Q } from './sram.js';
import type { Wires } from './wires.js';

/** Leak factor of the pair on Q: the upper part by the controllers' pair, the lower from the word. */
function alphaOf(s: ChipState, pair: number): number {
  return leakFactor(s.config, pair, s.neur.q[Q.ALPHA]!);
}

/** Leak factor of a pair from the low bits its word holds. */
export function leakFactor(c: Config, pair: number, low: number): number {
  const word =
    pair < 64 ? (pair < 32 ? c.ALPHA_CONF_0 : c.ALPHA_CONF_1) : pair < 96 ? c.ALPHA_CONF_2 : c.ALPHA_CONF_3;
  return (((word >>> (pair & 31)) & 1 ? 8 : 7) << 12) | low;
}

/** Fills data and mask of the controllers' write, and the spikes, from Q. Only needed in cycles with such a write. */
export function neuronDatapath(s: ChipState, w: Wires): void {
  w.alpha = alphaOf(s, w.pair);
  w.neur.mask = 0;
  w.spike0 = neuronLane(s, w, 0);
  w.spike1 = neuronLane(s, w, 1);
}

/** One neuron of the pair; returns its spike. */
function neuronLane(s: ChipState, w: Wires, n: 0 | 1): number {
  const { ctl: k, config: c, derived: d } = s;
  const { q } = s.neur;
  const { data } = w.neur;
  const at = 4 * n;
  const dirty = s.dirty[2 * w.pair + n] !== 0;
  const u = dirty ? q[Q.MEMBRANE + at]! : 0;
  const inEvt = k.evt === Evt.EVT;
  let spike = 0;

  if (inEvt) {
    data[Q.MEMBRANE + at] = integrate(u, eventWeight(s, w, n), noise(s, n));
    if (w.stepWrite) spike = u >= q[Q.THRESHOLD]! ? 1 : 0;
  } else if (w.stepWrite) {
    const round = c.EN_STOCH_ROUND !== 0 && w.alpha !== ALPHA_ONE;
    const leaked = leakMembrane(u, w.alpha, round ? s.random.rounding[RND.U + n]! : NEVER_ROUND);
    spike = u >= q[Q.THRESHOLD]! ? 1 : 0;
    data[Q.MEMBRANE + at] = spike ? resetMembrane(leaked, q[Q.THRESHOLD]!, c.RST_MODE) : leaked;
  } else {
    data[Q.MEMBRANE + at] = 0;
  }
  if (k.supp === 0) w.neur.mask |= 1 << (Q.MEMBRANE + at);

  // A trace is written where an event increments it, where its neuron was not dirty (0), and in odd steps.
  const own = w.pair === k.pre >> 1 && (k.pre & 1) === n;
  const grows = own && k.evt >= Evt.EVT;
  const all = !dirty || (k.step & 1) !== 0;
  const growInput = grows && w.inputEvent && d.inputTraces !== 0;
  const growSpike = grows && inEvt && w.spikeEvent;
  if (all || growInput) writeInputTrace(s, w, n, dirty, growInput);
  if (all || (growSpike && d.recurrentTraces !== 0)) writeRecurrentTrace(s, w, n, dirty, growSpike);
  if (all || (growSpike && d.outputTraces !== 0)) writeOutputTrace(s, w, n, dirty, growSpike);
  return spike;
}

/** Weight of the current event to neuron n of the pair, in membrane units; 0 in even cycles. */
function eventWeight(s: ChipState, w: Wires, n: number): number {
  const { ctl: k, config: c } = s;
  if ((k.upd & 1) === 0) return 0;
  const lane = (k.upd & 14) + n;
  const fromInput = w.inputEvent ? scaleWeight(s.winp.q[lane]!, c.FP_LOC_WINP) : 0;
  const fromRecurrent = w.spikeEvent ? scaleWeight(s.wrec.q[lane]!, c.FP_LOC_WREC) : 0;
  return addWeights(fromInput, fromRecurrent);
}

/** Noise of neuron n of a pair, from the current output of its generator. */
export function noise(s: ChipState, n: number): number {
  if (s.config.NOISE_EN === 0) return 0;
  const bits = s.random.noise.buffer[s.random.noise.at]!;
  return (n === 0 ? (bits << 16) >> 16 : bits >> 16) >> s.config.NOISE_STR;
}

function writeInputTrace(s: ChipState, w: Wires, n: number, dirty: boolean, grow: boolean): void {
  const at = Q.INP + 4 * n;
  const t = dirty ? s.neur.q[at]! : 0;
  w.neur.mask |= 1 << at;
  w.neur.data[at] = grow
    ? growTrace(t, traceIncrement(s.config.FP_LOC_TINP), WIDTH.inputTrace)
    : s.ctl.state === State.STEP
      ? leakTrace(t, w.alpha, traceThreshold(s, w, RND.INP + n))
      : t;
}

function writeRecurrentTrace(s: ChipState, w: Wires, n: number, dirty: boolean, spike: boolean): void {
  const at = Q.REC + 4 * n;
  const t = dirty ? s.neur.q[at]! : 0;
  w.neur.mask |= 1 << at;
  w.neur.data[at] =
    spike && s.derived.recurrentTraces !== 0
      ? growTrace(t, traceIncrement(s.config.FP_LOC_TREC), WIDTH.recurrentTrace)
      : s.ctl.state === State.STEP
        ? leakTrace(t, w.alpha, traceThreshold(s, w, RND.REC + n))
        : t;
}

function writeOutputTrace(s: ChipState, w: Wires, n: number, dirty: boolean, spike: boolean): void {
  const at = Q.OUT + 4 * n;
  const t = dirty ? s.neur.q[at]! : 0;
  const c = s.config;
  w.neur.mask |= 1 << at;
  if (spike && s.derived.outputTraces !== 0) {
    w.neur.data[at] = growTrace(t, outputTraceIncrement(c.FP_LOC_TOUT), WIDTH.outputTrace);
  } else if (s.ctl.state === State.STEP) {
    const round = c.EN_STOCH_ROUND !== 0 && c.KAPPA !== KAPPA_ONE;
    w.neur.data[at] = leakOutputTrace(
      t,
      c.KAPPA,
      round ? s.random.rounding[RND.OUT + n]! & 0x7f : NEVER_ROUND,
    );
  } else {
    w.neur.data[at] = t;
  }
}

function traceThreshold(s: ChipState, w: Wires, generator: number): number {
  return s.config.EN_STOCH_ROUND !== 0 && w.alpha !== ALPHA_ONE ? s.random.rounding[generator]! : NEVER_ROUND;
}
