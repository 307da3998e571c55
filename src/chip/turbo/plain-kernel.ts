/**
 * The inner loops of the turbo engine on plain numbers: what every platform runs, and what the SIMD kernel must equal.
 *
 * In learning, a weight changes where its scaled update reaches a random number, which is rare: one comparison with the
 * largest update a word can have rules most lanes out before anything is multiplied.
 */
import { NEVER_ROUND } from '../../fixed-point/index.js';
import { ALPHA_ONE, KAPPA_ONE, LANES, WORD_BYTES } from '../geometry.js';
import { drawsChange, moveWeight, weightUpdate } from '../learning.js';
import {
  addWeights,
  integrate,
  leakMembrane,
  leakOutputTrace,
  leakTrace,
  resetMembrane,
  scaleWeight,
} from '../neuron.js';
import { leakFactor } from '../neuron-datapath.js';
import { RND, advanceGenerator, WEIGHT_GENERATOR } from '../random.js';
import type { ChipState } from '../state.js';
import { ROW_BYTES, newPass, type Kernel, type LearningTarget, type WeightPass } from './kernel.js';
import { DRAWS_OF_15, DRAWS_OF_7 } from './rounding-sequence.js';

const SIGN = -0x80000000;

/** A kernel of plain numbers, with memory for a state of `bytes`. */
export function newPlainKernel(bytes: number): Kernel {
  const pass = newPass(() => new Int32Array(LANES), new Int32Array(2));
  return {
    image: new Uint8Array(bytes),
    pass,
    nextEvent: (s, from, last) => {
      let at = from;
      while (at <= last && (s.inNow[at]! | s.z[at]!) === 0) at++;
      return at;
    },
    leakPairs: (s, first, last) => {
      let leaking = 0;
      for (let p = first; p < last; p++)
        if (leakFactor(s.config, p, s.neur.alphaLow[p]!) !== ALPHA_ONE) leaking++;
      return leakLane(s, 0, first, last) + leakLane(s, 1, first, last) + 65536 * leaking;
    },
    addRows,
    learnColumn: (s, target) => learnColumn(s, target, pass),
  };
}

/** Leak and fire of neuron n (0, 1) of pairs first..last-1; returns the number of spikes. Generators stay. */
function leakLane(s: ChipState, n: number, first: number, last: number): number {
  const { config: c, neur: bank, z, dirty } = s;
  const { membrane, inputTrace, recurrentTrace, outputTrace } = bank;
  const { rounding } = s.random;
  const rounds = c.EN_STOCH_ROUND !== 0;
  const roundsOut = rounds && c.KAPPA !== KAPPA_ONE;
  const long = DRAWS_OF_15.states;
  const short = DRAWS_OF_7.states;
  let atU = DRAWS_OF_15.position[rounding[RND.U + n]!]!;
  // These advance with every pair, so that they stand at a fixed distance from it.
  const atInp = DRAWS_OF_15.position[rounding[RND.INP + n]!]! - first;
  const atRec = DRAWS_OF_15.position[rounding[RND.REC + n]!]! - first;
  const atOut = DRAWS_OF_7.position[rounding[RND.OUT + n]!]! - first;
  let spikes = 0;
  for (let pair = first; pair < last; pair++) {
    const i = 2 * pair + n;
    const alpha = leakFactor(c, pair, bank.alphaLow[pair]!);
    const draws = rounds && alpha !== ALPHA_ONE;
    const threshold = bank.threshold[pair]!;
    let u = 0;
    if (dirty[i] !== 0) {
      u = membrane[i]!;
      const inp = inputTrace[i]!;
      const rec = recurrentTrace[i]!;
      const out = outputTrace[i]!;
      if (inp !== 0) inputTrace[i] = leakTrace(inp, alpha, draws ? long[atInp + pair]! : NEVER_ROUND);
      if (rec !== 0) recurrentTrace[i] = leakTrace(rec, alpha, draws ? long[atRec + pair]! : NEVER_ROUND);
      if (out !== 0)
        outputTrace[i] = leakOutputTrace(out, c.KAPPA, roundsOut ? short[atOut + pair]! & 0x7f : NEVER_ROUND);
    } else {
      inputTrace[i] = recurrentTrace[i] = outputTrace[i] = 0;
    }
    const leaked = leakMembrane(u, alpha, draws ? long[atU++]! : NEVER_ROUND);
    const spike = u >= threshold ? 1 : 0;
    membrane[i] = spike !== 0 ? resetMembrane(leaked, threshold, c.RST_MODE) : leaked;
    z[i] = spike;
    dirty[i] = 1;
    spikes += spike;
  }
  return spikes;
}

function addRows(s: ChipState, pre: number, end: number): void {
  const { config: c, neur, winp, wrec } = s;
  const { membrane } = neur;
  const inp = s.inNow[pre] !== 0;
  const rec = s.z[pre] !== 0;
  const row = pre * ROW_BYTES;
  if (inp && rec) {
    for (let i = 0; i < end; i++) {
      const fromInput = scaleWeight(winp.bytes[row + i]!, c.FP_LOC_WINP);
      const fromRecurrent = scaleWeight(wrec.bytes[row + i]!, c.FP_LOC_WREC);
      membrane[i] = integrate(membrane[i]!, addWeights(fromInput, fromRecurrent), 0);
    }
    return;
  }
  const { bytes } = inp ? winp : wrec;
  const shift = inp ? c.FP_LOC_WINP : c.FP_LOC_WREC;
  for (let i = 0; i < end; i++) membrane[i] = integrate(membrane[i]!, scaleWeight(bytes[row + i]!, shift), 0);
}

function learnColumn(s: ChipState, target: LearningTarget, pass: WeightPass): void {
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
