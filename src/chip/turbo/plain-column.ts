/**
 * Learning of one column of a weight memory on plain numbers: the weights of all pre-synaptic addresses to the neurons of a
 * block.
 *
 * A weight changes where its scaled update reaches a random number, which is rare: one comparison with the largest update
 * that a word can have rules most lanes out before anything is multiplied.
 */
import { LANES, WORD_BYTES } from '../geometry.js';
import { drawsChange, moveWeight, weightUpdate } from '../learning.js';
import { advanceGenerator, WEIGHT_GENERATOR } from '../random.js';
import type { ChipState } from '../state.js';

const SIGN = -0x80000000;

/** The weight memories the pre phase learns. */
export type LearningTarget = 'winp' | 'wrec';

/** What a pass over one column of a weight memory needs besides the state; lanes are the slots of the block. */
export interface WeightPass {
  /** Post block: lane n is neuron 16 * block + n. */
  block: number;
  /** Number of pre-synaptic addresses visited. */
  pres: number;
  /** False: Q is not read in this pass, and {@link held} stands for the traces. */
  supervised: boolean;
  /** No lane is regularised: addresses without a trace are passed over. */
  settled: boolean;
  /** Fraction bits of the trace. */
  fraction: number;
  /** Learning rate, shifts. */
  left: number;
  right: number;
  /** By lane: learning signal times pseudo-derivative (0 where unsupervised), term subtracted (u32), factor (0..16). */
  readonly product: Int32Array;
  readonly term: Int32Array;
  readonly factor: Int32Array;
  /** Traces on Q, by parity of the address. */
  readonly held: Int32Array;
  /** Results: write accesses (each an advance of the generator), weights with their mask set. */
  writes: number;
  changed: number;
  /** Positive updates that flipped, and the address of the first. */
  flips: number;
  firstFlip: number;
}

export const newPass = (): WeightPass => ({
  block: 0,
  pres: 0,
  supervised: false,
  settled: false,
  fraction: 0,
  left: 0,
  right: 0,
  product: new Int32Array(LANES),
  term: new Int32Array(LANES),
  factor: new Int32Array(LANES),
  held: new Int32Array(2),
  writes: 0,
  changed: 0,
  flips: 0,
  firstFlip: 0,
});

/**
 * Learns one column of a weight memory, all pre-synaptic addresses, by `pass`; the generator advances, Q is left alone.
 * Self-connections, of wrec, are held at 0.
 */
export function learnColumn(s: ChipState, target: LearningTarget, pass: WeightPass): void {
  const random = s.random[target];
  const traces = target === 'winp' ? s.neur.inputTrace : s.neur.recurrentTrace;
  const { product, term, pres, settled, fraction, left, right } = pass;
  const { buffer } = random;
  let largestProduct = 0;
  let largestTerm = 0;
  for (let n = 0; n < LANES; n++) {
    largestProduct = Math.max(largestProduct, Math.abs(product[n]!));
    largestTerm = Math.max(largestTerm, term[n]! >>> 0);
  }
  pass.writes = pass.changed = pass.flips = 0;
  for (let pre = 0; pre < pres; pre++) {
    const valid = s.dirty[pre & 1] !== 0;
    const trace = (pass.supervised ? (valid ? traces[pre]! : 0) : pass.held[pre & 1]!) >> fraction;
    if (trace === 0 && settled) continue;
    const largest = largestProduct * trace + largestTerm;
    // Below 2^27 no update flips its sign, and the largest one bounds what is compared with the random numbers.
    const reach =
      largest < 0x8000000 ? (Math.min(largest * 2 ** left, 0xffffffff) >>> right) ^ SIGN : -1 ^ SIGN;
    const at = random.at;
    for (let n = 0; n < LANES; n++)
      if ((buffer[at + n]! ^ SIGN) <= reach) learnLane(s, target, n, trace, buffer[at + n]!, pre, pass);
    pass.writes++;
    advanceGenerator(random, WEIGHT_GENERATOR);
  }
}

/** One weight, in full. */
function learnLane(
  s: ChipState,
  target: LearningTarget,
  n: number,
  trace: number,
  random: number,
  pre: number,
  pass: WeightPass,
): void {
  const e = pass.product[n]! * trace;
  const p = weightUpdate(e, pass.factor[n]!, pass.term[n]!);
  if (e > 0 && p === SIGN && pass.flips++ === 0) pass.firstFlip = pre;
  if (p === 0 || !drawsChange(p, pass.left, pass.right, random)) return;
  const { bytes } = s[target];
  const at = ((pre << 4) | pass.block) * WORD_BYTES + n;
  const own = target === 'wrec' && pre === ((pass.block << 4) | n);
  bytes[at] = own ? 0 : moveWeight(bytes[at]!, p);
  pass.changed++;
}
