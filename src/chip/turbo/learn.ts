/**
 * EPROP, one phase of one block at a time: the post phase fills the 16 slots of a block and learns its output weights, the
 * pre phase learns the input and recurrent weights from every pre-synaptic address to those 16 neurons.
 *
 * The controllers' pair is 0 throughout: the valid flags of neurons 0 and 1 stand for all.
 */
import { ACT, activityBase } from '../activity.js';
import { LANES, WIDTH, WORD_BYTES } from '../geometry.js';
import {
  additiveTerm,
  drawsOutputChange,
  moveWeight,
  multiplicativeFactor,
  pseudoDerivative,
  regularisationTerm,
} from '../learning.js';
import { fillErrors, regularisationIsZero, seenField, signalOnQ } from '../learning-inputs.js';
import { advanceGenerator, woutLane, WOUT_GENERATOR } from '../random.js';
import { Q, readNeuronWord, readWeightWord } from '../sram.js';
import type { PhaseObserver } from '../cycle.js';
import type { ChipState } from '../state.js';
import { Evt, State } from '../states.js';
import { SYNC } from '../synchronisers.js';
import { WARN, warn } from '../warnings.js';
import { learnColumn, newPass, type LearningTarget, type WeightPass } from './plain-column.js';

const EPROP = activityBase(State.EPROP);

const errors = new Int32Array(LANES);
const pass = newPass();

/**
 * Runs a settled EPROP from the start of a phase on, to the end of that phase.
 * @param limit most cycles it may take. @param observer if it takes changes of weights, every cycle is stepped.
 * @returns cycles it took, 0 when the phase does not fit or is not regular. The caller advances clock and synchronisers.
 */
export function runLearning(s: ChipState, limit: number, observer?: PhaseObserver): number {
  // With faults, too: weights would be stored without them.
  if (observer?.weights || s.faults.rate !== 0) return 0;
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

function runPostPhase(s: ChipState, slots: number): void {
  const { config: c, ctl: k, derived: d, activity: count, neur, wout } = s;
  const supervised = (s.sync.stage2 & SYNC.TARGET_VALID) !== 0;
  fillErrors(s, errors);
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
    s.learningSignal[slot] = post <= c.NUM_REC ? signalOnQ(s, errors) : 0;
    s.pseudoDerivative[slot] = pseudoDerivative(seenField(s, 0, Q.MEMBRANE, n), c);
    if (c.REGUL_MODE !== 0) s.regularisation[slot] = regularisationTerm(seenField(s, 0, Q.REC, n), c);
    const trace = seenField(s, 0, Q.OUT, n) >> c.FP_LOC_TOUT;
    if (!reads || trace === 0) continue;
    if ((c.DO_EPROP & 4) === 0) {
      count[EPROP + ACT.woutReads]!++;
      continue;
    }
    const changed = learnOutputWord(s, post, trace);
    count[EPROP + ACT.woutWrites]!++;
    count[EPROP + ACT.woutBitsWritten]! += WIDTH.weight * changed;
    count[EPROP + ACT.lanesEvaluated]! += LANES;
    count[EPROP + ACT.lanesChanged]! += changed;
    count[EPROP + ACT.advancesWout]!++;
  }
  count[EPROP + ACT.learningSignals]! += slots;
}

/** The output weights of neuron `post`; its word is on Q. Returns the number of changes. */
function learnOutputWord(s: ChipState, post: number, trace: number): number {
  const { config: c, wout } = s;
  const random = s.random.wout;
  let changed = 0;
  for (let i = 0; i <= c.NUM_OUT; i++) {
    const p = errors[i]! * trace;
    if (p === 0 || !drawsOutputChange(p, c.LR_P_WOUT, c.LR_R_WOUT, woutLane(random, i))) continue;
    wout.bytes[post * WORD_BYTES + i] = moveWeight(wout.q[i]!, p);
    changed++;
  }
  wout.writes++;
  advanceGenerator(random, WOUT_GENERATOR);
  return changed;
}

/** The differences between the two weight memories of the pre phase. */
interface Target {
  readonly bank: LearningTarget;
  /** Its bit of DO_EPROP and REGUL_W. */
  readonly enable: number;
  readonly last: 'NUM_INP' | 'NUM_REC';
  /** Trace field on Q, and its fraction bits. */
  readonly field: number;
  readonly fraction: 'FP_LOC_TINP' | 'FP_LOC_TREC';
  /** Shifts of the learning rate and of the additive regularisation. */
  readonly left: 'LR_P_WINP' | 'LR_P_WREC';
  readonly right: 'LR_R_WINP' | 'LR_R_WREC';
  readonly termLeft: 'REGUL_K_INP_P' | 'REGUL_K_REC_P';
  readonly termRight: 'REGUL_K_INP_R' | 'REGUL_K_REC_R';
  /** Counters: reads (writes and bits written follow), advances. */
  readonly reads: number;
  readonly advances: number;
}

const INPUT: Target = {
  bank: 'winp',
  enable: 1,
  last: 'NUM_INP',
  field: Q.INP,
  fraction: 'FP_LOC_TINP',
  left: 'LR_P_WINP',
  right: 'LR_R_WINP',
  termLeft: 'REGUL_K_INP_P',
  termRight: 'REGUL_K_INP_R',
  reads: ACT.winpReads,
  advances: ACT.advancesWinp,
};
const RECURRENT: Target = {
  bank: 'wrec',
  enable: 2,
  last: 'NUM_REC',
  field: Q.REC,
  fraction: 'FP_LOC_TREC',
  left: 'LR_P_WREC',
  right: 'LR_R_WREC',
  termLeft: 'REGUL_K_REC_P',
  termRight: 'REGUL_K_REC_R',
  reads: ACT.wrecReads,
  advances: ACT.advancesWrec,
};

function runPrePhase(s: ChipState): void {
  const { config: c, ctl: k, derived: d, activity: count, neur } = s;
  const supervised = (s.sync.stage2 & SYNC.TARGET_VALID) !== 0;
  pass.block = k.blk;
  pass.supervised = supervised;
  pass.settled = regularisationIsZero(s);
  for (let n = 0; n < LANES; n++)
    pass.product[n] = supervised ? s.learningSignal[n]! * s.pseudoDerivative[n]! : 0;
  let firstFlip = Infinity;
  let flips = 0;
  for (const target of [INPUT, RECURRENT] as const) {
    const always = (c.REGUL_MODE & 6) === 6 && (c.REGUL_W & target.enable) !== 0;
    if ((c.DO_EPROP & target.enable) === 0 || !(supervised || always)) continue;
    learn(s, target);
    if (pass.flips > 0) firstFlip = Math.min(firstFlip, pass.firstFlip);
    flips += pass.flips;
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

/** One column of one weight memory. */
function learn(s: ChipState, target: Target): void {
  const { config: c, activity: count } = s;
  const bank = s[target.bank];
  pass.pres = Math.min(c[target.last], s.derived.lastNeuron) + 1;
  pass.fraction = c[target.fraction];
  pass.left = c[target.left];
  pass.right = c[target.right];
  setRegularisation(s, pass, target);
  // Unsupervised, Q keeps the last step's word: its two traces stand for all.
  pass.held[0] = seenField(s, 0, target.field, 0);
  pass.held[1] = seenField(s, 0, target.field, 1);
  readWeightWord(bank, ((pass.pres - 1) << 4) | pass.block);
  learnColumn(s, target.bank, pass);
  bank.writes += pass.writes;
  count[EPROP + target.reads]! += pass.pres;
  count[EPROP + target.reads + 1]! += pass.writes;
  count[EPROP + target.reads + 2]! += WIDTH.weight * pass.changed;
  count[EPROP + ACT.lanesEvaluated]! += LANES * pass.writes;
  count[EPROP + ACT.lanesChanged]! += pass.changed;
  count[EPROP + target.advances]! += pass.writes;
}

/** Regularisation of each lane: subtracted term and factor on positive updates. */
function setRegularisation(s: ChipState, { term, factor, settled }: WeightPass, target: Target): void {
  const { config: c, regularisation } = s;
  const additive = (c.REGUL_MODE & 2) !== 0 && (c.REGUL_W & target.enable) !== 0;
  const multiplicative = (c.REGUL_MODE & 1) !== 0 && c.REGUL_W !== 0;
  term.fill(0);
  factor.fill(16);
  if (settled) return;
  if (additive) {
    const left = c[target.termLeft];
    const right = c[target.termRight];
    for (let n = 0; n < LANES; n++) term[n] = additiveTerm(regularisation[n]!, left, right);
  }
  if (multiplicative)
    for (let n = 0; n < LANES; n++) factor[n] = multiplicativeFactor(regularisation[n]!, c.REGUL_K_MUL);
}
