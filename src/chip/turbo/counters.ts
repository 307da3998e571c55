/**
 * What the phases of the turbo engine count, by activity: as long as only they run, no other counter with a price moves.
 *
 * The counters come in three groups, by what makes them move; {@link eventsAndPasses} and {@link updates} tell which did. Copies of them take the
 * low 32 bits, which is enough to tell differences by. They are written out, as a loop over places takes three times as
 * long, and an energy log makes one a tick.
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

/** Any tick: waiting, a scan without events, a step. */
const BY_STEPS: readonly Activity[] = [
  'cycles',
  'neurReads',
  'scanCycles',
  'ticks',
  'aerHandshakes',
  'leakUpdates',
  'outputLeaks',
  'advancesRounding',
];
/** Besides, by events that are propagated and by learning passes. Writes of neurons are those of propagation. */
const BY_EVENTS: readonly Activity[] = [
  'neurWrites',
  'neurBitsWritten',
  'winpReads',
  'wrecReads',
  'woutReads',
  'eventUpdates',
  'traceIncrements',
  'outputEventUpdates',
  'advancesNoise',
  'learningSignals',
];
/** Besides, by updates of weights that are worked out. */
const BY_UPDATES: readonly Activity[] = [
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

/** All of them, in the order of copies that hold every group. */
export const PHASE_ACTIVITIES: readonly Activity[] = [...BY_STEPS, ...BY_EVENTS, ...BY_UPDATES];
/** Where each group ends among them. */
export const GROUP_ENDS = [BY_STEPS.length, BY_STEPS.length + BY_EVENTS.length, PHASE_ACTIVITIES.length] as const;

/** What comes with every leak update, and is not copied: a step writes what it has leaked. */
export const BY_LEAK_UPDATE: Partial<Record<Activity, number>> = {
  neurWrites: 1 / 2,
  neurBitsWritten: NEURON_BITS,
  traceLeaks: 3,
};

/** Moves with every event propagated and every part of a learning pass. */
export const eventsAndPasses = ({ activity: count }: ChipState): number =>
  count[PROP + ACT.eventUpdates]! + count[EPROP + ACT.cycles]!;

/** Moves with every update worked out. */
export const updates = ({ activity: count }: ChipState): number => count[EPROP + ACT.lanesEvaluated]!;

/** Copies the first group to places from `at` on. */
export function copySteps(s: ChipState, into: Int32Array, at: number): void {
  const { activity: count } = s;
  into[at] = s.cycle;
  into[at + 1] = count[PROP + ACT.neurReads]! + count[STEP + ACT.neurReads]! + count[EPROP + ACT.neurReads]!;
  into[at + 2] = count[PROP + ACT.scanCycles]!;
  into[at + 3] = count[PROP + ACT.ticks]!;
  into[at + 4] = count[PROP + ACT.aerHandshakes]!;
  into[at + 5] = count[STEP + ACT.leakUpdates]!;
  into[at + 6] = count[STEP + ACT.outputLeaks]!;
  into[at + 7] = count[STEP + ACT.advancesRounding]!;
}

/** Copies the second group. */
export function copyEvents({ activity: count }: ChipState, into: Int32Array, at: number): void {
  into[at] = count[PROP + ACT.neurWrites]!;
  into[at + 1] = count[PROP + ACT.neurBitsWritten]!;
  into[at + 2] = count[PROP + ACT.winpReads]! + count[EPROP + ACT.winpReads]!;
  into[at + 3] = count[PROP + ACT.wrecReads]! + count[EPROP + ACT.wrecReads]!;
  into[at + 4] = count[PROP + ACT.woutReads]! + count[EPROP + ACT.woutReads]!;
  into[at + 5] = count[PROP + ACT.eventUpdates]!;
  into[at + 6] = count[PROP + ACT.traceIncrements]!;
  into[at + 7] = count[PROP + ACT.outputEventUpdates]!;
  into[at + 8] = count[PROP + ACT.advancesNoise]!;
  into[at + 9] = count[EPROP + ACT.learningSignals]!;
}

/** Copies the third group. */
export function copyUpdates({ activity: count }: ChipState, into: Int32Array, at: number): void {
  into[at] = count[EPROP + ACT.winpWrites]!;
  into[at + 1] = count[EPROP + ACT.winpBitsWritten]!;
  into[at + 2] = count[EPROP + ACT.wrecWrites]!;
  into[at + 3] = count[EPROP + ACT.wrecBitsWritten]!;
  into[at + 4] = count[EPROP + ACT.woutWrites]!;
  into[at + 5] = count[EPROP + ACT.woutBitsWritten]!;
  into[at + 6] = count[EPROP + ACT.lanesEvaluated]!;
  into[at + 7] = count[EPROP + ACT.advancesWinp]!;
  into[at + 8] = count[EPROP + ACT.advancesWrec]!;
  into[at + 9] = count[EPROP + ACT.advancesWout]!;
}
