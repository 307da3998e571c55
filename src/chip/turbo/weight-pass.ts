/**
 * The inner loops of learning: one column of 16 post-synaptic neurons of a weight memory, all pre-synaptic addresses.
 *
 * A weight changes where its scaled update reaches a random number, which is rare: one comparison with the largest
 * update a word can have rules most lanes out before anything is multiplied.
 */
import { LANES, WORD_BYTES } from '../geometry.js';
import { drawsChange, drawsOutputChange, moveWeight, weightUpdate } from '../learning.js';
import {
  advanceGenerator,
  WEIGHT_GENERATOR,
  woutLane,
  WOUT_GENERATOR,
  type WordGenerator,
} from '../random.js';
import { readWeightWord, type WeightBank } from '../sram.js';
import type { ChipState } from '../state.js';

/** What a pass over one weight memory needs besides the state; lanes are the slots of the block. */
export interface WeightPass {
  /** Post block: lane n is neuron 16 * block + n. */
  block: number;
  /** Number of pre-synaptic addresses visited. */
  pres: number;
  /** False: Q is not read in this pass, and {@link held} stands for the traces. */
  supervised: boolean;
  /** No lane is regularised: addresses with no trace are passed over. */
  settled: boolean;
  /** Self-connections are held at 0. */
  diagonal: boolean;
  /** Fraction bits of the trace. */
  fraction: number;
  /** Learning rate, shifts. */
  left: number;
  right: number;
  /** By lane: learning signal times pseudo-derivative (0 where unsupervised), term subtracted (u32), factor (0..16). */
  readonly product: Int32Array;
  readonly add: Int32Array;
  readonly factor: Int32Array;
  /** Traces on Q, by parity of the address. */
  readonly held: Int32Array;
}

/** What came of a pass. */
export interface PassResult {
  /** Write accesses, each an advance of the generator. */
  writes: number;
  /** Weights with their mask set. */
  changed: number;
  /** Positive updates that flipped, and the address of the first. */
  flips: number;
  firstFlip: number;
}

const SIGN = -0x80000000;

/** Runs a pass; memory, output register and generator are left as the hardware leaves them. */
export function learnWeights(
  s: ChipState,
  bank: WeightBank,
  random: WordGenerator,
  traces: Uint16Array,
  pass: WeightPass,
  result: PassResult,
): void {
  const { product, add, pres, block, settled, fraction, left, right } = pass;
  const { buffer } = random;
  let largestProduct = 0;
  let largestTerm = 0;
  for (let n = 0; n < LANES; n++) {
    largestProduct = Math.max(largestProduct, Math.abs(product[n]!));
    largestTerm = Math.max(largestTerm, add[n]! >>> 0);
  }
  result.writes = result.changed = result.flips = 0;
  for (let pre = 0; pre < pres; pre++) {
    const word = (pre << 4) | block;
    if (pre === pres - 1) readWeightWord(bank, word);
    const valid = s.dirty[pre & 1] !== 0;
    const trace = (pass.supervised ? (valid ? traces[pre]! : 0) : pass.held[pre & 1]!) >> fraction;
    if (trace === 0 && settled) continue;
    const largest = largestProduct * trace + largestTerm;
    // Below 2^27 no update flips its sign, and the largest one bounds what is compared with the random numbers.
    const reach =
      largest < 0x8000000 ? (Math.min(largest * 2 ** left, 0xffffffff) >>> right) ^ SIGN : -1 ^ SIGN;
    const at = random.at;
    for (let n = 0; n < LANES; n++)
      if ((buffer[at + n]! ^ SIGN) <= reach)
        learnLane(bank, word, n, trace, buffer[at + n]!, pre, pass, result);
    result.writes++;
    advanceGenerator(random, WEIGHT_GENERATOR);
  }
  bank.writes += result.writes;
}

/** One weight, in full. */
function learnLane(
  bank: WeightBank,
  word: number,
  n: number,
  trace: number,
  random: number,
  pre: number,
  pass: WeightPass,
  result: PassResult,
): void {
  const e = pass.product[n]! * trace;
  const p = weightUpdate(e, pass.factor[n]!, pass.add[n]!);
  if (e > 0 && p === SIGN && result.flips++ === 0) result.firstFlip = pre;
  if (p === 0 || !drawsChange(p, pass.left, pass.right, random)) return;
  const at = word * WORD_BYTES + n;
  const own = pass.diagonal && pre === ((pass.block << 4) | n);
  bank.bytes[at] = own ? 0 : moveWeight(bank.bytes[at]!, p);
  result.changed++;
}

/** The output weights of neuron `post`; the word is on Q. Returns the number of changes. */
export function learnOutputWord(s: ChipState, post: number, trace: number, errors: Int32Array): number {
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
