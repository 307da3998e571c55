/**
 * What the phases of the turbo engine count, by activity: as long as only they run, no other counter with a price moves.
 *
 * The copies take the low 32 bits, which is enough to tell differences by. They are written out, as a loop over places
 * takes three times as long, and an energy log makes one a tick.
 */
import * as activities from '../activity.js';
import { activityBase, type Activity } from '../activity.js';
import type { ChipState } from '../state.js';
import * as states from '../states.js';

// Constants of this module, which V8 folds; imported bindings it loads.
const { ACT } = activities;
const { State } = states;

const PROP = activityBase(State.PROP);
const STEP = activityBase(State.STEP);
const EPROP = activityBase(State.EPROP);

/** From a tick to the next: waiting, propagation, step, and learning passes that work out no update. */
export const STEPPING_ACTIVITIES: readonly Activity[] = [
  'cycles',
  'neurReads',
  'neurWrites',
  'neurBitsWritten',
  'winpReads',
  'wrecReads',
  'woutReads',
  'scanCycles',
  'eventUpdates',
  'traceIncrements',
  'outputEventUpdates',
  'advancesNoise',
  'ticks',
  'aerHandshakes',
  'leakUpdates',
  'traceLeaks',
  'outputLeaks',
  'advancesRounding',
  'learningSignals',
];
/** With updates worked out, as {@link lanesEvaluated} tells: those of before, first. */
export const LEARNING_ACTIVITIES: readonly Activity[] = [
  ...STEPPING_ACTIVITIES,
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

/** Copies counts of the {@link STEPPING_ACTIVITIES} to places from `at` on. */
export function copyStepping(s: ChipState, into: Int32Array, at: number): void {
  const { activity: count } = s;
  into[at] = s.cycle;
  into[at + 1] = count[PROP + ACT.neurReads]! + count[STEP + ACT.neurReads]! + count[EPROP + ACT.neurReads]!;
  into[at + 2] = count[PROP + ACT.neurWrites]! + count[STEP + ACT.neurWrites]!;
  into[at + 3] = count[PROP + ACT.neurBitsWritten]! + count[STEP + ACT.neurBitsWritten]!;
  into[at + 4] = count[PROP + ACT.winpReads]! + count[EPROP + ACT.winpReads]!;
  into[at + 5] = count[PROP + ACT.wrecReads]! + count[EPROP + ACT.wrecReads]!;
  into[at + 6] = count[PROP + ACT.woutReads]! + count[EPROP + ACT.woutReads]!;
  into[at + 7] = count[PROP + ACT.scanCycles]!;
  into[at + 8] = count[PROP + ACT.eventUpdates]!;
  into[at + 9] = count[PROP + ACT.traceIncrements]!;
  into[at + 10] = count[PROP + ACT.outputEventUpdates]!;
  into[at + 11] = count[PROP + ACT.advancesNoise]!;
  into[at + 12] = count[PROP + ACT.ticks]!;
  into[at + 13] = count[PROP + ACT.aerHandshakes]!;
  into[at + 14] = count[STEP + ACT.leakUpdates]!;
  into[at + 15] = count[STEP + ACT.traceLeaks]!;
  into[at + 16] = count[STEP + ACT.outputLeaks]!;
  into[at + 17] = count[STEP + ACT.advancesRounding]!;
  into[at + 18] = count[EPROP + ACT.learningSignals]!;
}

/** Copies counts of the {@link LEARNING_ACTIVITIES} to places from `at` on. */
export function copyLearning(s: ChipState, into: Int32Array, at: number): void {
  const { activity: count } = s;
  copyStepping(s, into, at);
  into[at + 19] = count[EPROP + ACT.winpWrites]!;
  into[at + 20] = count[EPROP + ACT.winpBitsWritten]!;
  into[at + 21] = count[EPROP + ACT.wrecWrites]!;
  into[at + 22] = count[EPROP + ACT.wrecBitsWritten]!;
  into[at + 23] = count[EPROP + ACT.woutWrites]!;
  into[at + 24] = count[EPROP + ACT.woutBitsWritten]!;
  into[at + 25] = count[EPROP + ACT.lanesEvaluated]!;
  into[at + 26] = count[EPROP + ACT.advancesWinp]!;
  into[at + 27] = count[EPROP + ACT.advancesWrec]!;
  into[at + 28] = count[EPROP + ACT.advancesWout]!;
}

/** Updates of weights worked out so far by learning passes: what else they count moves with it. */
export const lanesEvaluated = ({ activity }: ChipState): number => activity[EPROP + ACT.lanesEvaluated]!;
