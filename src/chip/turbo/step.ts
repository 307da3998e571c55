/**
 * STEP as a whole: leak and fire of the neuron pairs, leak of the traces and of the output membranes.
 *
 * Cycle t reads (t even) or writes (t odd) pair t >> 1 and leaks output t.
 */
import { NEVER_ROUND } from '../../fixed-point/index.js';
import { ACT, activityBase } from '../activity.js';
import type { PhaseObserver } from '../cycle.js';
import { ALPHA_ONE, KAPPA_ONE, NEURON_BITS } from '../geometry.js';
import { leakMembrane, leakOutput, leakOutputTrace, leakTrace, resetMembrane } from '../neuron.js';
import { leakFactor } from '../neuron-datapath.js';
import { RND } from '../random.js';
import { readNeuronWord } from '../sram.js';
import type { ChipState } from '../state.js';
import { State } from '../states.js';
import { WARN, warn } from '../warnings.js';
import { DRAWS_OF_15, DRAWS_OF_7 } from './rounding-sequence.js';

const STEP = activityBase(State.STEP);
/** Bits of a pair that a step writes. */
const PAIR_BITS = 2 * NEURON_BITS;

/**
 * Runs a settled STEP from an even cycle on.
 * @param limit most cycles it may take.
 * @param observer called if a neuron spikes.
 * @returns cycles it took, 0 when nothing whole fits. The caller advances clock and synchronisers.
 */
export function runStep(s: ChipState, limit: number, observer: PhaseObserver | undefined): number {
  const { ctl: k, derived: d, activity: count, neur: bank } = s;
  const left = d.lastStep + 1 - k.step;
  if ((k.step & 1) !== 0 || left <= 0 || d.lastStep >= 2 * bank.words) return 0;
  const finishes = limit >= left;
  const cycles = finishes ? left : limit & ~1;
  if (cycles === 0) return 0;
  const first = k.step >> 1;
  const pairs = cycles >> 1;
  leakOutputs(s, cycles);
  if (pairs > 0) {
    readNeuronWord(bank, first + pairs - 1);
    const spikes = leakPairs(s, first, first + pairs);
    bank.writes += pairs;
    count[STEP + ACT.neurReads]! += pairs;
    count[STEP + ACT.neurWrites]! += pairs;
    count[STEP + ACT.neurBitsWritten]! += pairs * PAIR_BITS;
    count[STEP + ACT.leakUpdates]! += 2 * pairs;
    count[STEP + ACT.traceLeaks]! += 6 * pairs;
    count[STEP + ACT.spikes]! += spikes;
    if (spikes !== 0) observer?.spikes?.(s, s.cycle + 1, first, first + pairs);
  }
  if ((cycles & 1) !== 0) {
    // An odd count: the last neuron is read and never written.
    readNeuronWord(bank, first + pairs);
    s.z[2 * (first + pairs)] = s.z[2 * (first + pairs) + 1] = 0;
    count[STEP + ACT.neurReads]!++;
    warn(s.warnings, WARN.LAST_NEURON_UNSTEPPED, s.cycle + cycles - 1);
  }
  count[STEP + ACT.cycles]! += cycles;
  if (finishes) {
    k.state = State.SDONE;
    k.step = 0;
  } else k.step += cycles;
  return cycles;
}

/** Leak and fire of pairs first..last-1; returns the number of spikes. */
function leakPairs(s: ChipState, first: number, last: number): number {
  const { rounding } = s.random;
  const spikes = leakNeurons(s, 0, first, last) + leakNeurons(s, 1, first, last);
  if (s.config.EN_STOCH_ROUND !== 0) {
    const pairs = last - first;
    let leaking = 0;
    for (let pair = first; pair < last; pair++)
      if (leakFactor(s.config, pair, s.neur.alphaLow[pair]!) !== ALPHA_ONE) leaking++;
    skipDraws(rounding, RND.U, leaking);
    skipDraws(rounding, RND.INP, pairs);
    skipDraws(rounding, RND.REC, pairs);
    skipDraws(rounding, RND.OUT, pairs);
    s.activity[STEP + ACT.advancesRounding]! += 6 * pairs + 2 * leaking;
  }
  return spikes;
}

/** Leak and fire of neuron n (0, 1) of pairs first..last-1; returns the number of spikes. Generators stay. */
function leakNeurons(s: ChipState, n: number, first: number, last: number): number {
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

/** Moves the two generators of a kind on by a number of draws. */
function skipDraws(rounding: Int32Array, generator: number, draws: number): void {
  const { states, position } = generator < RND.OUT ? DRAWS_OF_15 : DRAWS_OF_7;
  for (let g = generator; g < generator + 2; g++) rounding[g] = states[position[rounding[g]!]! + draws]!;
}

/** Leak of the outputs whose cycle lies among the next `cycles`. */
function leakOutputs(s: ChipState, cycles: number): void {
  const { config: c, ctl: k, vOut, activity: count } = s;
  const { rounding } = s.random;
  const rounds = c.EN_STOCH_ROUND !== 0 && c.KAPPA !== KAPPA_ONE;
  const end = Math.min(k.step + cycles, s.design.outputs);
  if (end <= k.step) return;
  const { states, position } = DRAWS_OF_7;
  const at = position[rounding[RND.O]!]!;
  for (let i = k.step; i < end && i <= c.NUM_OUT; i++) {
    vOut[i] = leakOutput(vOut[i]!, c.KAPPA, rounds ? states[at + i - k.step]! & 0x7f : NEVER_ROUND);
  }
  count[STEP + ACT.outputLeaks]! += Math.max(0, Math.min(end, c.NUM_OUT + 1) - k.step);
  if (!rounds) return;
  rounding[RND.O] = states[at + end - k.step]!;
  count[STEP + ACT.advancesRounding]! += end - k.step;
}
