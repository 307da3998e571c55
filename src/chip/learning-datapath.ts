/**
 * The datapath of the learning unit: the words it writes into the weight SRAMs in this cycle, and the slot registers that
 * it fills at the edge.
 */
import { MOST_OUTPUTS } from '../design/parameters.js';
import { ACT } from './activity.js';
import {
  additiveTerm,
  drawsChange,
  drawsOutputChange,
  moveWeight,
  multiplicativeFactor,
  pseudoDerivative,
  regularisationTerm,
  weightUpdate,
} from './learning.js';
import { fillErrors, seenField, signalOnQ } from './learning-inputs.js';
import { woutLane } from './random.js';
import type { ChipState } from './state.js';
import { State } from './states.js';
import { hasWord, Q, type WeightBank, type WeightPort } from './sram.js';
import { SYNC } from './synchronisers.js';
import { WARN, warn } from './warnings.js';
import type { Wires } from './wires.js';

const errors = new Int32Array(MOST_OUTPUTS);

/** Fills data and mask of the learning writes that have their port. */
export function learningWrites(s: ChipState, w: Wires): void {
  const { config: c, ctl: k } = s;
  const pre = k.ePre >> 1;
  if (w.winpLearns && w.winp.we && !w.winp.prog) {
    const trace = seenField(s, w.pair, Q.INP, pre & 1) >> c.FP_LOC_TINP;
    const add = (c.REGUL_MODE & 2) !== 0 && (c.REGUL_W & 1) !== 0;
    const rates = {
      left: c.LR_P_WINP,
      right: c.LR_R_WINP,
      addLeft: c.REGUL_K_INP_P,
      addRight: c.REGUL_K_INP_R,
    };
    weightWrite(s, w, w.winp, s.winp, s.random.winp, trace, add, (c.REGUL_W & 1) !== 0, rates);
  }
  if (w.wrecLearns && w.wrec.we && !w.wrec.prog) {
    const trace = seenField(s, w.pair, Q.REC, pre & 1) >> c.FP_LOC_TREC;
    const add = (c.REGUL_MODE & 2) !== 0 && (c.REGUL_W & 2) !== 0;
    const rates = {
      left: c.LR_P_WREC,
      right: c.LR_R_WREC,
      addLeft: c.REGUL_K_REC_P,
      addRight: c.REGUL_K_REC_R,
    };
    weightWrite(s, w, w.wrec, s.wrec, s.random.wrec, trace, add, (c.REGUL_W & 2) !== 0, rates);
    // A neuron does not connect to itself.
    if (pre >> s.design.laneBits === k.blk) w.wrec.data[pre & s.design.laneMask] = 0;
  }
  if (w.woutLearns && w.wout.we && !w.wout.prog) outputWrite(s, w);
}

interface Rates {
  left: number;
  right: number;
  addLeft: number;
  addRight: number;
}

/** One word of input or recurrent weights: 16 lanes against the slots of the block. */
function weightWrite(
  s: ChipState,
  w: Wires,
  port: WeightPort,
  bank: WeightBank,
  random: { buffer: Int32Array; at: number },
  trace: number,
  additive: boolean,
  regularised: boolean,
  rates: Rates,
): void {
  const { config: c, design } = s;
  const { data, mask } = port;
  const { weightLeast, weightMost } = design;
  const supervised = (w.sync & SYNC.TARGET_VALID) !== 0;
  const always = c.REGUL_MODE !== 0 && regularised;
  const multiplicative = (c.REGUL_MODE & 1) !== 0 && c.REGUL_W !== 0;
  let changed = 0;
  for (let n = 0; n < bank.lanes; n++) {
    const h = s.pseudoDerivative[n]!;
    const weight = bank.q[n]!;
    const active = h !== 0 && supervised;
    data[n] = weight;
    mask[n] = 0;
    if (!active && !always) continue;
    const g = s.regularisation[n]!;
    const e = active ? (s.learningSignal[n]! * trace * h) | 0 : 0;
    // Nothing to add, and nothing that regularisation would take away.
    if (e === 0 && g === 0) continue;
    const factor = multiplicative ? multiplicativeFactor(g, c.REGUL_K_MUL) : 16;
    const add = additive ? additiveTerm(g, rates.addLeft, rates.addRight) : 0;
    const p = weightUpdate(e, factor, add);
    if (e > 0 && p === -0x80000000) warn(s.warnings, WARN.UPDATE_SIGN_FLIPPED, s.cycle);
    if (p === 0 || !drawsChange(p, rates.left, rates.right, random.buffer[random.at + n]!)) continue;
    data[n] = moveWeight(weight, p, weightLeast, weightMost);
    mask[n] = -1;
    changed++;
  }
  port.changed = changed;
  dropAbsent(bank, port);
}

/** A write to a word that the chip does not have changes nothing. */
function dropAbsent(bank: WeightBank, port: WeightPort): void {
  if (hasWord(bank, port.addr)) return;
  port.mask.fill(0);
  port.changed = 0;
}

/** One word of output weights: errors against the output trace of the post-synaptic neuron. */
function outputWrite(s: ChipState, w: Wires): void {
  const { config: c, design, wout } = s;
  const { weightLeast, weightMost } = design;
  const { data, mask } = w.wout;
  const trace = seenField(s, w.pair, Q.OUT, (s.ctl.lsb >> 1) & 1) >> c.FP_LOC_TOUT;
  let changed = 0;
  fillErrors(s, errors);
  for (let k = 0; k < wout.lanes; k++) {
    const weight = wout.q[k]!;
    const p = errors[k]! * trace;
    data[k] = weight;
    mask[k] = 0;
    if (p === 0 || !drawsOutputChange(p, c.LR_P_WOUT, c.LR_R_WOUT, woutLane(s.random.wout, k))) continue;
    data[k] = moveWeight(weight, p, weightLeast, weightMost);
    mask[k] = -1;
    changed++;
  }
  w.wout.changed = changed;
  dropAbsent(wout, w.wout);
}

/** Slot registers L, H, G at the edge; H and G follow in every state whose slot counter is odd. */
export function updateSlots(s: ChipState, w: Wires, activity: number): void {
  const { config: c, ctl: k, design } = s;
  if ((k.lsb & 1) === 0) return;
  const slot = k.lsb >> 1;
  const n = slot & 1;
  const inEprop = k.state === State.EPROP;
  if (inEprop) {
    fillErrors(s, errors);
    s.learningSignal[slot] = ((k.blk << design.laneBits) | slot) <= c.NUM_REC ? signalOnQ(s, errors) : 0;
    s.activity[activity + ACT.learningSignals]!++;
  }
  s.pseudoDerivative[slot] =
    inEprop && k.posts !== 0 ? pseudoDerivative(seenField(s, w.pair, Q.MEMBRANE, n), c) : 0;
  if (c.REGUL_MODE !== 0) s.regularisation[slot] = regularisationTerm(seenField(s, w.pair, Q.REC, n), c);
}
