/**
 * The datapath of the neuron pair on Q: the word that the controllers write back in this cycle, and the spikes.
 */
import { NEVER_ROUND, wrapSigned } from '../fixed-point/index.js';
import type { Config } from './config.js';
import { seenField } from './learning-inputs.js';
import {
  addWeights,
  ALPHA_ONE,
  growTrace,
  integrate,
  KAPPA_ONE,
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
  return (((upperParts(c, pair) >>> (pair & 31)) & 1 ? 8 : 7) << 12) | low;
}

/** The register with the upper part of the leak factor of a pair: 32 pairs each. */
function upperParts(c: Config, pair: number): number {
  if (pair < 64) return pair < 32 ? c.ALPHA_CONF_0 : c.ALPHA_CONF_1;
  if (pair < 128) return pair < 96 ? c.ALPHA_CONF_2 : c.ALPHA_CONF_3;
  if (pair < 192) return pair < 160 ? c.ALPHA_CONF_4 : c.ALPHA_CONF_5;
  return pair < 224 ? c.ALPHA_CONF_6 : c.ALPHA_CONF_7;
}

/** Fills data and mask of the controllers' write, and the spikes, from Q. Only needed in cycles with such a write. */
export function neuronDatapath(s: ChipState, w: Wires): void {
  w.alpha = alphaOf(s, w.pair);
  w.neur.mask = 0;
  w.spike0 = neuronLane(s, w, 0);
  w.spike1 = neuronLane(s, w, 1);
  // A pair beyond the last word takes part like any other, but nothing is written.
  if (w.neur.addr >= s.neur.existing) w.neur.mask = 0;
}

/** The membrane that the port of the neuron SRAM writes for neuron n of its pair. */
export const writtenMembrane = (s: ChipState, w: Wires, n: number): number =>
  wrapSigned(w.neur.data[Q.MEMBRANE + 4 * n]!, s.design.membraneBits);

/** One neuron of the pair; returns its spike. */
function neuronLane(s: ChipState, w: Wires, n: 0 | 1): number {
  const { ctl: k, config: c, derived: d, design } = s;
  const { q } = s.neur;
  const { data } = w.neur;
  const at = 4 * n;
  const dirty = s.dirty[2 * w.pair + n] !== 0;
  const bits = design.membraneBits;
  const u = seenField(s, w.pair, Q.MEMBRANE, n);
  const inEvt = k.evt === Evt.EVT;
  let spike = 0;

  if (inEvt) {
    data[Q.MEMBRANE + at] = integrate(u, eventWeight(s, w, n), noise(s, n), bits) & design.membraneMask;
    if (w.stepWrite) spike = u >= q[Q.THRESHOLD]! ? 1 : 0;
  } else if (w.stepWrite) {
    const round = c.EN_STOCH_ROUND !== 0 && w.alpha !== ALPHA_ONE;
    const leaked = leakMembrane(u, w.alpha, round ? s.random.rounding[RND.U + n]! : NEVER_ROUND, bits);
    spike = u >= q[Q.THRESHOLD]! ? 1 : 0;
    const next = spike ? resetMembrane(leaked, q[Q.THRESHOLD]!, c.RST_MODE, bits) : leaked;
    data[Q.MEMBRANE + at] = next & design.membraneMask;
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
  if (all || growInput) writeInputTrace(s, w, n, growInput);
  if (all || (growSpike && d.recurrentTraces !== 0)) writeRecurrentTrace(s, w, n, growSpike);
  if (all || (growSpike && d.outputTraces !== 0)) writeOutputTrace(s, w, n, growSpike);
  return spike;
}

/** Weight of the current event to neuron n of the pair, in membrane units; 0 in even cycles. */
function eventWeight(s: ChipState, w: Wires, n: number): number {
  const { ctl: k, config: c, design } = s;
  if ((k.upd & 1) === 0) return 0;
  const bits = design.membraneBits;
  const lane = (k.upd & design.laneMask & ~1) + n;
  const fromInput = w.inputEvent ? scaleWeight(s.winp.q[lane]!, c.FP_LOC_WINP, bits) : 0;
  const fromRecurrent = w.spikeEvent ? scaleWeight(s.wrec.q[lane]!, c.FP_LOC_WREC, bits) : 0;
  return addWeights(fromInput, fromRecurrent, bits);
}

/** Noise of neuron n of a pair, from the current output of its generator. */
export function noise(s: ChipState, n: number): number {
  if (s.config.NOISE_EN === 0) return 0;
  const bits = s.random.noise.buffer[s.random.noise.at]!;
  return (n === 0 ? (bits << 16) >> 16 : bits >> 16) >> s.config.NOISE_STR;
}

function writeInputTrace(s: ChipState, w: Wires, n: number, grow: boolean): void {
  const at = Q.INP + 4 * n;
  const t = seenField(s, w.pair, Q.INP, n);
  const bits = s.design.inputTraceBits;
  w.neur.mask |= 1 << at;
  w.neur.data[at] = grow
    ? growTrace(t, traceIncrement(s.config.FP_LOC_TINP), bits)
    : s.ctl.state === State.STEP
      ? leakTrace(t, w.alpha, traceThreshold(s, w, RND.INP + n), bits)
      : t;
}

function writeRecurrentTrace(s: ChipState, w: Wires, n: number, spike: boolean): void {
  const at = Q.REC + 4 * n;
  const t = seenField(s, w.pair, Q.REC, n);
  const bits = s.design.recurrentTraceBits;
  w.neur.mask |= 1 << at;
  w.neur.data[at] =
    spike && s.derived.recurrentTraces !== 0
      ? growTrace(t, traceIncrement(s.config.FP_LOC_TREC), bits)
      : s.ctl.state === State.STEP
        ? leakTrace(t, w.alpha, traceThreshold(s, w, RND.REC + n), bits)
        : t;
}

function writeOutputTrace(s: ChipState, w: Wires, n: number, spike: boolean): void {
  const at = Q.OUT + 4 * n;
  const t = seenField(s, w.pair, Q.OUT, n);
  const c = s.config;
  const bits = s.design.outputTraceBits;
  w.neur.mask |= 1 << at;
  if (spike && s.derived.outputTraces !== 0) {
    w.neur.data[at] = growTrace(t, outputTraceIncrement(c.FP_LOC_TOUT), bits);
  } else if (s.ctl.state === State.STEP) {
    const round = c.EN_STOCH_ROUND !== 0 && c.KAPPA !== KAPPA_ONE;
    w.neur.data[at] = leakOutputTrace(
      t,
      c.KAPPA,
      round ? s.random.rounding[RND.OUT + n]! & 0x7f : NEVER_ROUND,
      bits,
    );
  } else {
    w.neur.data[at] = t;
  }
}

function traceThreshold(s: ChipState, w: Wires, generator: number): number {
  return s.config.EN_STOCH_ROUND !== 0 && w.alpha !== ALPHA_ONE ? s.random.rounding[generator]! : NEVER_ROUND;
}
