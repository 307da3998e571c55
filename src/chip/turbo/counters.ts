/**
 * What the phases of the turbo engine count: as long as only they run, no other counter with a price moves.
 *
 * The counters come in groups, by what makes them move; {@link eventUpdates} and {@link learningCycles} tell whether they did.
 * Copies are written out, as a loop over places takes three times as long, and an energy log makes one a tick.
 */
import * as activities from '../activity.js';
import { activityBase, type Activity } from '../activity.js';
import { NEURON_BITS } from '../geometry.js';
import type { ChipState } from '../state.js';
import * as states from '../states.js';

// Constants of this module, which V8 folds; imported bindings it loads.
const { ACT } = activities;
const { State } = states;

const PROP = activityBase(State.PROP);
const STEP = activityBase(State.STEP);
const EPROP = activityBase(State.EPROP);

/** In every tick: all cycles; of PROP, scans, ticks and events received; of STEP. */
const BY_STEPS: readonly Activity[] = [
  'cycles',
  'scanCycles',
  'ticks',
  'aerHandshakes',
  'neurReads',
  'leakUpdates',
  'outputLeaks',
  'advancesRounding',
];
/** Of PROP, with events that are propagated. */
const BY_EVENTS: readonly Activity[] = [
  'neurReads',
  'neurWrites',
  'neurBitsWritten',
  'winpReads',
  'wrecReads',
  'woutReads',
  'eventUpdates',
  'traceIncrements',
  'outputEventUpdates',
  'advancesNoise',
];
/** Of EPROP, with learning passes. */
const BY_LEARNING: readonly Activity[] = [
  'neurReads',
  'winpReads',
  'wrecReads',
  'woutReads',
  'learningSignals',
  'winpWrites',
  'winpBitsWritten',
  'wrecWrites',
  'wrecBitsWritten',
  'woutWrites',
  'woutBitsWritten',
  'lanesEvaluated',
  'advancesWinp',
  'advancesWrec',
  'advancesWout',
];

/** All of them, in the order of copies that hold every group: some activities are counted in several groups. */
export const PHASE_COUNTERS: readonly Activity[] = [...BY_STEPS, ...BY_EVENTS, ...BY_LEARNING];
const STEPS_END = BY_STEPS.length;
const EVENTS_END = STEPS_END + BY_EVENTS.length;
/** Where each group ends among them. */
export const GROUP_ENDS = [STEPS_END, EVENTS_END, PHASE_COUNTERS.length] as const;

/** What comes with every leak update, and is not copied: a step writes what it has leaked. */
export const BY_LEAK_UPDATE: Partial<Record<Activity, number>> = {
  neurWrites: 1 / 2,
  neurBitsWritten: NEURON_BITS,
  traceLeaks: 3,
};

/** Updates of membranes by events: moves with every event propagated. */
export const eventUpdates = ({ activity: count }: ChipState): number => count[PROP + ACT.eventUpdates]!;
/** Cycles of EPROP: moves with every part of a learning pass. */
export const learningCycles = ({ activity: count }: ChipState): number => count[EPROP + ACT.cycles]!;

/** Copies the first group to places from `at` on. */
export function copySteps({ cycle, activity: count }: ChipState, into: Float64Array, at: number): void {
  into[at] = cycle;
  into[at + 1] = count[PROP + ACT.scanCycles]!;
  into[at + 2] = count[PROP + ACT.ticks]!;
  into[at + 3] = count[PROP + ACT.aerHandshakes]!;
  into[at + 4] = count[STEP + ACT.neurReads]!;
  into[at + 5] = count[STEP + ACT.leakUpdates]!;
  into[at + 6] = count[STEP + ACT.outputLeaks]!;
  into[at + 7] = count[STEP + ACT.advancesRounding]!;
}

/** Copies the second group. */
export function copyEvents({ activity: count }: ChipState, into: Float64Array, at: number): void {
  into[at] = count[PROP + ACT.neurReads]!;
  into[at + 1] = count[PROP + ACT.neurWrites]!;
  into[at + 2] = count[PROP + ACT.neurBitsWritten]!;
  into[at + 3] = count[PROP + ACT.winpReads]!;
  into[at + 4] = count[PROP + ACT.wrecReads]!;
  into[at + 5] = count[PROP + ACT.woutReads]!;
  into[at + 6] = count[PROP + ACT.eventUpdates]!;
  into[at + 7] = count[PROP + ACT.traceIncrements]!;
  into[at + 8] = count[PROP + ACT.outputEventUpdates]!;
  into[at + 9] = count[PROP + ACT.advancesNoise]!;
}

/** Copies the third group. */
export function copyLearning({ activity: count }: ChipState, into: Float64Array, at: number): void {
  into[at] = count[EPROP + ACT.neurReads]!;
  into[at + 1] = count[EPROP + ACT.winpReads]!;
  into[at + 2] = count[EPROP + ACT.wrecReads]!;
  into[at + 3] = count[EPROP + ACT.woutReads]!;
  into[at + 4] = count[EPROP + ACT.learningSignals]!;
  into[at + 5] = count[EPROP + ACT.winpWrites]!;
  into[at + 6] = count[EPROP + ACT.winpBitsWritten]!;
  into[at + 7] = count[EPROP + ACT.wrecWrites]!;
  into[at + 8] = count[EPROP + ACT.wrecBitsWritten]!;
  into[at + 9] = count[EPROP + ACT.woutWrites]!;
  into[at + 10] = count[EPROP + ACT.woutBitsWritten]!;
  into[at + 11] = count[EPROP + ACT.lanesEvaluated]!;
  into[at + 12] = count[EPROP + ACT.advancesWinp]!;
  into[at + 13] = count[EPROP + ACT.advancesWrec]!;
  into[at + 14] = count[EPROP + ACT.advancesWout]!;
}
