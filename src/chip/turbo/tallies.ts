/**
 * What the WebAssembly of the phases counts, and which activity (activity.ts) each tally stands for.
 *
 * Most activities follow from few tallies: an event visits all neuron pairs, a step leaks all of them. The table below says
 * how many of each activity one unit of a tally is; it holds as long as no register changes.
 */
import { ACT, activityBase } from '../activity.js';
import { KAPPA_ONE } from '../neuron.js';
import { FIELD_BITS, NEURON_BITS } from '../sram.js';
import type { ChipState } from '../state.js';
import { State } from '../states.js';

export const TALLIES = [
  'tallyTicks',
  'tallyHandshakes',
  'tallyPropagationCycles',
  'tallyScans',
  'tallyEvents',
  'tallyInputEvents',
  'tallyRecurrentEvents',
  'tallySupplements',
  'tallyTraceIncrements',
  /** Bits written at events besides membranes. */
  'tallyEventBits',
  'tallySteps',
  /** Pairs whose leak draws a random number. */
  'tallyLeakingPairs',
  'tallySpikes',
  'tallyPasses',
  'tallyLearningCycles',
  'tallyLearningReads',
  'tallyLearningSignals',
  'tallyOutputReads',
  'tallyOutputWrites',
  'tallyOutputChanges',
  // Of winp, then of wrec.
  'tallyWeightReads',
  'tallyRecurrentReads',
  'tallyWeightWrites',
  'tallyRecurrentWrites',
  'tallyWeightChanges',
  'tallyRecurrentChanges',
] as const;
export type Tally = (typeof TALLIES)[number];

/** Index of every tally among the tallies. */
export const TALLY = Object.fromEntries(TALLIES.map((name, i) => [name, i])) as Record<Tally, number>;

/** Where the counts of the states begin (activity.ts). */
const PROP = activityBase(State.PROP);
const STEP = activityBase(State.STEP);
const SDONE = activityBase(State.SDONE);
const EPROP = activityBase(State.EPROP);

/**
 * Adds what the tallies stand for to the counts of a chip's activity. It depends on the settings, which therefore must be
 * those of the time of the counting.
 */
export function addTallies(s: ChipState, tallies: Float64Array): void {
  const { activity } = s;
  addTicks(s, tallies);
  addPropagation(activity, PROP, tallies, s);
  addSteps(activity, STEP, tallies, s);
  if (tallies[TALLY.tallyPasses] !== 0) addLearning(activity, EPROP, tallies, s);
}

/**
 * Adds what the tallies stand for to counts summed over the states.
 * @param sums takes the counts in the order of ACTIVITIES, from `from` on.
 */
export function addToSums(s: ChipState, tallies: Float64Array, sums: Float64Array, from: number): void {
  sums[from + ACT.ticks]! += tallies[TALLY.tallyTicks]!;
  sums[from + ACT.cycles]! += tallies[TALLY.tallyTicks]!;
  addPropagation(sums, from, tallies, s);
  addSteps(sums, from, tallies, s);
  if (tallies[TALLY.tallyPasses] !== 0) addLearning(sums, from, tallies, s);
}

/** Adds what a tick counts in any case, before its phases, and takes it out of the tallies. */
export function addTicks({ activity }: ChipState, tallies: Float64Array): void {
  const ticks = tallies[TALLY.tallyTicks]!;
  activity[PROP + ACT.ticks]! += ticks;
  activity[SDONE + ACT.cycles]! += ticks;
  tallies[TALLY.tallyTicks] = 0;
}

function addPropagation(
  n: Float64Array,
  base: number,
  t: Float64Array,
  { config: c, design }: ChipState,
): void {
  const events = t[TALLY.tallyEvents]!;
  const supplements = t[TALLY.tallySupplements]!;
  const inputs = t[TALLY.tallyInputEvents]!;
  const spikes = t[TALLY.tallyRecurrentEvents]!;
  const pairs = (c.NUM_REC >> 1) + 1;
  const words = ((2 * pairs - 2) >> design.laneBits) + 1;
  n[base + ACT.cycles]! += t[TALLY.tallyPropagationCycles]!;
  n[base + ACT.aerHandshakes]! += t[TALLY.tallyHandshakes]!;
  n[base + ACT.scanCycles]! += t[TALLY.tallyScans]!;
  if (events === 0) return;
  n[base + ACT.neurReads]! += events * pairs + supplements;
  n[base + ACT.neurWrites]! += events * pairs + supplements;
  n[base + ACT.neurBitsWritten]! += events * pairs * 2 * FIELD_BITS.membrane + t[TALLY.tallyEventBits]!;
  n[base + ACT.eventUpdates]! += events * pairs * 2;
  n[base + ACT.traceIncrements]! += t[TALLY.tallyTraceIncrements]!;
  n[base + ACT.outputEventUpdates]! += spikes * (c.NUM_OUT + 1);
  if (c.NOISE_EN !== 0) n[base + ACT.advancesNoise]! += events * pairs;
  n[base + ACT.inputEvents]! += inputs;
  n[base + ACT.recurrentEvents]! += spikes;
  n[base + ACT.synapticOps]! += (inputs + spikes) * (c.NUM_REC + 1);
  n[base + ACT.winpReads]! += inputs * words;
  n[base + ACT.wrecReads]! += spikes * words;
  n[base + ACT.woutReads]! += spikes;
}

function addSteps(n: Float64Array, base: number, t: Float64Array, s: ChipState): void {
  const { config: c, derived: d } = s;
  const steps = t[TALLY.tallySteps]!;
  if (steps === 0) return;
  const cycles = d.lastStep + 1;
  const pairs = cycles >> 1;
  n[base + ACT.cycles]! += steps * cycles;
  // An odd count: the last neuron is read and never written.
  n[base + ACT.neurReads]! += steps * (pairs + (cycles & 1));
  n[base + ACT.neurWrites]! += steps * pairs;
  n[base + ACT.neurBitsWritten]! += steps * pairs * 2 * NEURON_BITS;
  n[base + ACT.leakUpdates]! += steps * pairs * 2;
  n[base + ACT.traceLeaks]! += steps * pairs * 6;
  n[base + ACT.spikes]! += t[TALLY.tallySpikes]!;
  n[base + ACT.outputLeaks]! += steps * (c.NUM_OUT + 1);
  if (c.EN_STOCH_ROUND === 0) return;
  const outputDraws = c.KAPPA !== KAPPA_ONE ? Math.min(cycles, s.design.outputs) : 0;
  n[base + ACT.advancesRounding]! += steps * (6 * pairs + outputDraws) + 2 * t[TALLY.tallyLeakingPairs]!;
}

function addLearning(n: Float64Array, base: number, t: Float64Array, { design }: ChipState): void {
  const [winp, wrec, wout] = [
    t[TALLY.tallyWeightWrites]!,
    t[TALLY.tallyRecurrentWrites]!,
    t[TALLY.tallyOutputWrites]!,
  ];
  const changes = [TALLY.tallyWeightChanges, TALLY.tallyRecurrentChanges, TALLY.tallyOutputChanges].map(
    (i) => t[i]!,
  );
  n[base + ACT.cycles]! += t[TALLY.tallyLearningCycles]!;
  n[base + ACT.neurReads]! += t[TALLY.tallyLearningReads]!;
  n[base + ACT.learningSignals]! += t[TALLY.tallyLearningSignals]!;
  n[base + ACT.winpReads]! += t[TALLY.tallyWeightReads]!;
  n[base + ACT.wrecReads]! += t[TALLY.tallyRecurrentReads]!;
  n[base + ACT.woutReads]! += t[TALLY.tallyOutputReads]!;
  n[base + ACT.winpWrites]! += winp;
  n[base + ACT.wrecWrites]! += wrec;
  n[base + ACT.woutWrites]! += wout;
  n[base + ACT.winpBitsWritten]! += design.weightBits * changes[0]!;
  n[base + ACT.wrecBitsWritten]! += design.weightBits * changes[1]!;
  n[base + ACT.woutBitsWritten]! += design.weightBits * changes[2]!;
  n[base + ACT.lanesEvaluated]! += design.lanes * (winp + wrec) + design.outputs * wout;
  n[base + ACT.lanesChanged]! += changes[0]! + changes[1]! + changes[2]!;
  n[base + ACT.advancesWinp]! += winp;
  n[base + ACT.advancesWrec]! += wrec;
  n[base + ACT.advancesWout]! += wout;
}
