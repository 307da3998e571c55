/**
 * EPROP, half a block at a time: the post phase fills the 16 slots of a block and learns its output weights, the pre
 * phase learns the input and recurrent weights of every pre-synaptic address to those 16 neurons.
 *
 * The controllers' pair is 0 throughout: the valid flags of neurons 0 and 1 stand for all.
 */
import { ACT, activityBase } from '../activity.js';
import { LANES } from '../geometry.js';
import {
  additiveTerm,
  learningSignal,
  multiplicativeFactor,
  pseudoDerivative,
  regularisationTerm,
} from '../learning.js';
import { errorOf } from '../outputs.js';
import { Q, readNeuronWord, readWeightWord } from '../sram.js';
import type { ChipState } from '../state.js';
import { Evt, State } from '../states.js';
import { SYNC } from '../synchronisers.js';
import { warn, WARN } from '../warnings.js';
import { learnOutputWord, learnWeights, type PassResult, type WeightPass } from './weight-pass.js';

const EPROP = activityBase(State.EPROP);

const errors = new Int32Array(LANES);

/**
 * Runs a settled EPROP from the start of a phase on, to the end of that phase.
 * @param limit most cycles it may take.
 * @returns cycles it took, 0 when the phase does not fit or is not regular. The caller advances clock and synchronisers.
 */
export function runLearning(s: ChipState, limit: number): number {
  const { ctl: k, config: c, derived: d } = s;
  const lastBlock = c.NUM_REC >> 4;
  const words = Math.min(s.winp.words, s.wrec.words);
  if (c.DO_EPROP === 0 || k.blk > lastBlock || d.lastNeuron >= 2 * s.neur.words) return 0;
  if (((d.lastNeuron << 4) | 15) >= words || k.lsb !== 0) return 0;
  const outputsOnly = c.DO_EPROP === 4;
  const ends = k.blk === lastBlock && (k.posts === 0) !== outputsOnly;
  // Where SAMPLE has fallen the unit runs on into further blocks.
  if (ends && c.SEND_PER_TIMESTEP === 0 && (s.sync.stage2 & SYNC.SAMPLE) === 0) return 0;
  let cycles: number;
  if (k.posts !== 0) {
    const slots = ends ? (c.NUM_REC & 15) + 1 : LANES;
    cycles = 2 * slots;
    if (cycles > limit) return 0;
    runPostPhase(s, slots);
    k.lsb = cycles & 31;
    if (outputsOnly && k.lsb === 0) k.blk = (k.blk + 1) & 15;
    if (!outputsOnly) k.posts = 0;
  } else {
    cycles = 2 * (d.lastNeuron + 1);
    if (k.ePre !== 0 || cycles > limit) return 0;
    runPrePhase(s);
    k.blk = (k.blk + 1) & 15;
    k.posts = 1;
  }
  s.activity[EPROP + ACT.cycles]! += cycles;
  if (ends) {
    k.state = c.SEND_PER_TIMESTEP !== 0 ? State.SEND : State.PROP;
    if (k.state === State.PROP) k.evt = Evt.CNT;
  }
  return cycles;
}

/** Field of neuron n on Q as the learning unit sees it. */
function seen(s: ChipState, field: number, n: number): number {
  return s.dirty[n] !== 0 ? s.neur.q[field + 4 * n]! : 0;
}

function runPostPhase(s: ChipState, slots: number): void {
  const { config: c, ctl: k, derived: d, activity: count, neur, wout } = s;
  const supervised = (s.sync.stage2 & SYNC.TARGET_VALID) !== 0;
  for (let i = 0; i < LANES; i++) errors[i] = errorOf(s, i);
  for (let slot = 0; slot < slots; slot++) {
    const post = (k.blk << 4) | slot;
    const n = slot & 1;
    if (n === 0 && post <= d.lastNeuron && supervised) {
      readNeuronWord(neur, post >> 1);
      count[EPROP + ACT.neurReads]!++;
    }
    const reads = post <= c.NUM_REC && supervised;
    if (reads) {
      readWeightWord(wout, post);
      count[EPROP + ACT.woutReads]!++;
    }
    s.learningSignal[slot] = post <= c.NUM_REC ? signal(s) : 0;
    s.pseudoDerivative[slot] = pseudoDerivative(seen(s, Q.MEMBRANE, n), c);
    if (c.REGUL_MODE !== 0) s.regularisation[slot] = regularisationTerm(seen(s, Q.REC, n), c);
    const trace = seen(s, Q.OUT, n) >> c.FP_LOC_TOUT;
    if (!reads || trace === 0) continue;
    if ((c.DO_EPROP & 4) === 0) {
      count[EPROP + ACT.woutReads]!++;
      continue;
    }
    const changed = learnOutputWord(s, post, trace, errors);
    count[EPROP + ACT.woutWrites]!++;
    count[EPROP + ACT.woutBitsWritten]! += 8 * changed;
    count[EPROP + ACT.lanesEvaluated]! += LANES;
    count[EPROP + ACT.lanesChanged]! += changed;
    count[EPROP + ACT.advancesWout]!++;
  }
  count[EPROP + ACT.learningSignals]! += slots;
}

/** Errors weighted by the output weights on Q. */
function signal(s: ChipState): number {
  const { config: c, wout } = s;
  if ((c.DO_EPROP & 3) === 0) return 0;
  let sum = 0;
  for (let i = 0; i <= c.NUM_OUT; i++) sum += errors[i]! * wout.q[i]!;
  return learningSignal(sum, c.LEARN_SIG_SCALE);
}

const pass: WeightPass = {
  block: 0,
  pres: 0,
  supervised: false,
  settled: false,
  diagonal: false,
  fraction: 0,
  left: 0,
  right: 0,
  product: new Int32Array(LANES),
  add: new Int32Array(LANES),
  factor: new Int32Array(LANES),
  held: new Int32Array(2),
};
const result: PassResult = { writes: 0, changed: 0, flips: 0, firstFlip: 0 };

function runPrePhase(s: ChipState): void {
  const { config: c, ctl: k, derived: d, activity: count, neur } = s;
  const supervised = (s.sync.stage2 & SYNC.TARGET_VALID) !== 0;
  const always = (c.REGUL_MODE & 6) === 6 ? c.REGUL_W : 0;
  pass.block = k.blk;
  pass.supervised = supervised;
  pass.settled = c.REGUL_MODE === 0 || s.regularisation.every((g) => g === 0);
  for (let n = 0; n < LANES; n++)
    pass.product[n] = supervised ? s.learningSignal[n]! * s.pseudoDerivative[n]! : 0;
  let flips = 0;
  let firstFlip = Infinity;
  if ((c.DO_EPROP & 1) !== 0 && (supervised || (always & 1) !== 0)) {
    pass.pres = Math.min(c.NUM_INP, d.lastNeuron) + 1;
    pass.fraction = c.FP_LOC_TINP;
    pass.left = c.LR_P_WINP;
    pass.right = c.LR_R_WINP;
    pass.diagonal = false;
    setRegularisation(s, (c.REGUL_W & 1) !== 0, c.REGUL_K_INP_P, c.REGUL_K_INP_R);
    holdTraces(s, Q.INP);
    learnWeights(s, s.winp, s.random.winp, neur.inputTrace, pass, result);
    countPass(count, ACT.winpReads, ACT.advancesWinp);
    flips += result.flips;
    if (result.flips > 0) firstFlip = result.firstFlip;
  }
  if ((c.DO_EPROP & 2) !== 0 && (supervised || (always & 2) !== 0)) {
    pass.pres = Math.min(c.NUM_REC, d.lastNeuron) + 1;
    pass.fraction = c.FP_LOC_TREC;
    pass.left = c.LR_P_WREC;
    pass.right = c.LR_R_WREC;
    pass.diagonal = true;
    setRegularisation(s, (c.REGUL_W & 2) !== 0, c.REGUL_K_REC_P, c.REGUL_K_REC_R);
    holdTraces(s, Q.REC);
    learnWeights(s, s.wrec, s.random.wrec, neur.recurrentTrace, pass, result);
    countPass(count, ACT.wrecReads, ACT.advancesWrec);
    flips += result.flips;
    if (result.flips > 0) firstFlip = Math.min(firstFlip, result.firstFlip);
  }
  // The write of pre-synaptic address p is in cycle 2p + 1 of the phase.
  if (flips > 0) {
    warn(s.warnings, WARN.UPDATE_SIGN_FLIPPED, s.cycle + 2 * firstFlip + 1);
    s.warnings[2 * WARN.UPDATE_SIGN_FLIPPED]! += flips - 1;
  }
  if (!supervised) return;
  readNeuronWord(neur, d.lastNeuron >> 1);
  count[EPROP + ACT.neurReads]! += (d.lastNeuron >> 1) + 1;
}

/** Regularisation of each lane: subtracted term and factor on positive updates. */
function setRegularisation(s: ChipState, regularised: boolean, left: number, right: number): void {
  const { config: c, regularisation } = s;
  const additive = (c.REGUL_MODE & 2) !== 0 && regularised;
  const multiplicative = (c.REGUL_MODE & 1) !== 0 && c.REGUL_W !== 0;
  for (let n = 0; n < LANES; n++) {
    const g = regularisation[n]!;
    pass.add[n] = additive ? additiveTerm(g, left, right) : 0;
    pass.factor[n] = multiplicative ? multiplicativeFactor(g, c.REGUL_K_MUL) : 16;
  }
}

/** Unsupervised, Q keeps the last step's word: its two traces stand for all. */
function holdTraces(s: ChipState, field: number): void {
  pass.held[0] = seen(s, field, 0);
  pass.held[1] = seen(s, field, 1);
}

function countPass(count: Float64Array, reads: number, advances: number): void {
  count[EPROP + reads]! += pass.pres;
  count[EPROP + reads + 1]! += result.writes;
  count[EPROP + reads + 2]! += 8 * result.changed;
  count[EPROP + ACT.lanesEvaluated]! += LANES * result.writes;
  count[EPROP + ACT.lanesChanged]! += result.changed;
  count[EPROP + advances]! += result.writes;
}
