/**
 * STEP as a whole: leak and fire of the neuron pairs, leak of the traces and of the output membranes.
 *
 * Cycle t reads (t even) or writes (t odd) pair t >> 1 and leaks output t.
 */
import { NEVER_ROUND } from '../../fixed-point/index.js';
import { ACT, activityBase } from '../activity.js';
import { ALPHA_ONE, KAPPA_ONE, WIDTH } from '../geometry.js';
import { leakOutput } from '../neuron.js';
import { leakFactor } from '../neuron-datapath.js';
import { RND } from '../random.js';
import { readNeuronWord } from '../sram.js';
import type { ChipState } from '../state.js';
import { State } from '../states.js';
import { warn, WARN } from '../warnings.js';
import type { Kernel } from './kernel.js';
import { DRAWS_OF_15, DRAWS_OF_7 } from './rounding-sequence.js';

/** Bits of a pair that a step writes. */
const PAIR_BITS = 2 * (WIDTH.membrane + WIDTH.inputTrace + WIDTH.recurrentTrace + WIDTH.outputTrace);

/**
 * Runs a settled STEP from an even cycle on.
 * @param limit most cycles it may take.
 * @returns cycles it took, 0 when nothing whole fits. The caller advances clock and synchronisers.
 */
export function runStep(s: ChipState, kernel: Kernel, limit: number): number {
  const { ctl: k, derived: d, activity: count, neur: bank } = s;
  const left = d.lastStep + 1 - k.step;
  if ((k.step & 1) !== 0 || left <= 0 || d.lastStep >= 2 * bank.words) return 0;
  const finishes = limit >= left;
  const cycles = finishes ? left : limit & ~1;
  if (cycles === 0) return 0;
  const base = activityBase(State.STEP);
  const first = k.step >> 1;
  const pairs = cycles >> 1;
  leakOutputs(s, cycles, base);
  if (pairs > 0) {
    readNeuronWord(bank, first + pairs - 1);
    const spikes = leakPairs(s, kernel, first, first + pairs);
    bank.writes += pairs;
    count[base + ACT.neurReads]! += pairs;
    count[base + ACT.neurWrites]! += pairs;
    count[base + ACT.neurBitsWritten]! += pairs * PAIR_BITS;
    count[base + ACT.leakUpdates]! += 2 * pairs;
    count[base + ACT.traceLeaks]! += 6 * pairs;
    count[base + ACT.spikes]! += spikes;
  }
  if ((cycles & 1) !== 0) {
    // An odd count: the last neuron is read and never written.
    readNeuronWord(bank, first + pairs);
    s.z[2 * (first + pairs)] = s.z[2 * (first + pairs) + 1] = 0;
    count[base + ACT.neurReads]!++;
    warn(s.warnings, WARN.LAST_NEURON_UNSTEPPED, s.cycle + cycles - 1);
  }
  count[base + ACT.cycles]! += cycles;
  if (finishes) {
    k.state = State.SDONE;
    k.step = 0;
  } else k.step += cycles;
  return cycles;
}

/** Leak and fire of pairs first..last-1; returns the number of spikes. */
function leakPairs(s: ChipState, kernel: Kernel, first: number, last: number): number {
  const { config: c, neur: bank, random } = s;
  const spikes = kernel.leakPairs(s, first, last);
  if (c.EN_STOCH_ROUND !== 0) {
    const pairs = last - first;
    let leaking = 0;
    for (let p = first; p < last; p++) if (leakFactor(c, p, bank.alphaLow[p]!) !== ALPHA_ONE) leaking++;
    skipDraws(random.rounding, RND.U, leaking);
    skipDraws(random.rounding, RND.INP, pairs);
    skipDraws(random.rounding, RND.REC, pairs);
    skipDraws(random.rounding, RND.OUT, pairs);
    s.activity[activityBase(State.STEP) + ACT.advancesRounding]! += 6 * pairs + 2 * leaking;
  }
  return spikes;
}

/** Moves the two generators of a kind on by a number of draws. */
function skipDraws(rounding: Int32Array, generator: number, draws: number): void {
  const { states, position } = generator < RND.OUT ? DRAWS_OF_15 : DRAWS_OF_7;
  for (let g = generator; g < generator + 2; g++) rounding[g] = states[position[rounding[g]!]! + draws]!;
}

/** Leak of the outputs whose cycle lies among the next `cycles`. */
function leakOutputs(s: ChipState, cycles: number, base: number): void {
  const { config: c, ctl: k, vOut, activity: count } = s;
  const { rounding } = s.random;
  const rounds = c.EN_STOCH_ROUND !== 0 && c.KAPPA !== KAPPA_ONE;
  const end = Math.min(k.step + cycles, s.geometry.outputs);
  if (end <= k.step) return;
  const { states, position } = DRAWS_OF_7;
  const at = position[rounding[RND.O]!]!;
  for (let i = k.step; i < end && i <= c.NUM_OUT; i++) {
    vOut[i] = leakOutput(vOut[i]!, c.KAPPA, rounds ? states[at + i - k.step]! & 0x7f : NEVER_ROUND);
    count[base + ACT.outputLeaks]!++;
  }
  if (!rounds) return;
  rounding[RND.O] = states[at + end - k.step]!;
  count[base + ACT.advancesRounding]! += end - k.step;
}
