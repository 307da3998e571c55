/**
 * EPROP: a whole learning pass, block by block: the post phase fills the slots of a block and learns its output weights, the
 * pre phase learns the input and recurrent weights of every pre-synaptic address to the block's neurons. Twin of
 * src/chip/turbo/learn.ts.
 */
import { learnColumn, listTraces } from './column';
import * as at from './generated/layout';
import { readNeuronWord, readWeightWord } from './memory';
import { fillErrors, runPostPhase } from './post';
import { count, warn } from './tally';

/** Runs EPROP from its first cycle to its end; the clock moves on. */
export function learn(): void {
  const lanes = load<i32>(at.lanes);
  const numRec = load<i32>(at.NUM_REC);
  const lastBlock = numRec >> load<i32>(at.laneShift);
  const outputsOnly = load<i32>(at.DO_EPROP) == at.OUTPUTS_ONLY;
  const preCycles = 2 * (load<i32>(at.lastNeuron) + 1);
  let cycles = 0;
  fillErrors();
  if (!outputsOnly) for (let memory = 0; memory < 2; memory++) if (learns(memory)) listTraces(memory);
  for (let block = 0; block <= lastBlock; block++) {
    const slots = outputsOnly && block == lastBlock ? (numRec & (lanes - 1)) + 1 : lanes;
    store<i32>(at.passCycles, cycles);
    runPostPhase(block, slots);
    cycles += 2 * slots;
    if (outputsOnly) continue;
    store<i32>(at.passCycles, cycles);
    runPrePhase(block, load<f64>(at.cycle) + cycles);
    cycles += preCycles;
  }
  count(at.tallyPasses, 1);
  count(at.tallyLearningCycles, cycles);
  store<f64>(at.cycle, load<f64>(at.cycle) + cycles);
}

/** True if the pass learns the weights of a memory: 0 winp, 1 wrec. */
function learns(memory: i32): bool {
  const enable = 1 << memory;
  if (!(load<i32>(at.DO_EPROP) & enable)) return false;
  const always = (load<i32>(at.REGUL_MODE) & 6) == 6 && load<i32>(at.REGUL_W) & enable;
  return load<i32>(at.supervised) || always;
}

/** @param cycle the first of the phase. */
function runPrePhase(block: i32, cycle: f64): void {
  const settled = isSettled();
  fillProducts();
  let flips = 0;
  let firstFlip: i32 = i32.MAX_VALUE;
  for (let memory = 0; memory < 2; memory++) {
    if (!learns(memory)) continue;
    fillRegularisation(memory, settled);
    const word = (load<i32>(at.pres + 4 * memory) - 1) * load<i32>(at.rowBytes) + block * load<i32>(at.lanes);
    readWeightWord(memory, word);
    const flipped = learnColumn(memory, block, settled);
    if (!flipped) continue;
    flips += flipped;
    firstFlip = min(firstFlip, load<i32>(at.firstFlip));
  }
  // The write of pre-synaptic address p is in cycle 2p + 1 of the phase.
  if (flips) warn(at.WARN_UPDATE_SIGN_FLIPPED, cycle + 2 * firstFlip + 1, flips);
  if (!load<i32>(at.supervised)) return;
  const lastPair = load<i32>(at.lastNeuron) >> 1;
  readNeuronWord(lastPair);
  count(at.tallyLearningReads, lastPair + 1);
}

/** True if no slot of the block is regularised. */
function isSettled(): bool {
  if (!load<i32>(at.REGUL_MODE)) return true;
  const regularisation = load<usize>(at.regularisation);
  return !v128.any_true(v128.or(v128.load(regularisation), v128.load(regularisation, 16)));
}

/** By slot: learning signal times pseudo-derivative, 0 where unsupervised. */
function fillProducts(): void {
  const signals = load<usize>(at.learningSignal);
  const derivatives = load<usize>(at.pseudoDerivative);
  const supervised = i32x4.splat(load<i32>(at.supervised) ? -1 : 0);
  for (let n: usize = 0; n < 16; n += 8) {
    const signal = v128.load(signals + 2 * n);
    const derivative = v128.load8x8_s(derivatives + n);
    v128.store(at.products + 4 * n, v128.and(i32x4.extmul_low_i16x8_s(signal, derivative), supervised));
    v128.store(at.products + 4 * n, v128.and(i32x4.extmul_high_i16x8_s(signal, derivative), supervised), 16);
  }
}

/** By slot: the term subtracted from an update, and the factor (16 is one) on positive ones. */
function fillRegularisation(memory: i32, settled: bool): void {
  const mode = load<i32>(at.REGUL_MODE);
  const weights = load<i32>(at.REGUL_W);
  const additive = !settled && mode & 2 && weights & (1 << memory);
  const multiplicative = !settled && mode & 1 && weights;
  const left = load<i32>(at.additiveLeft + 4 * memory);
  const right = load<i32>(at.additiveRight + 4 * memory);
  const regularisation = load<usize>(at.regularisation);
  for (let n: usize = 0; n < 16; n++) {
    const g = <u32>load<u16>(regularisation + 2 * n);
    store<u32>(at.terms + 4 * n, additive ? (g << left) >> right : 0);
    const reduced = g >> load<i32>(at.REGUL_K_MUL);
    store<u32>(at.shrinks + 4 * n, !multiplicative ? 16 : reduced >= 16 ? 0 : 16 - reduced);
  }
}
