/**
 * What the phases of the turbo engine count: as long as only they run, no other counter with a price moves.
 *
 * An energy log writes down at every tick how much they moved (counter-rows.ts). Most counters lie side by side in the
 * state (activity.ts): little code for a row is what makes it cheap.
 */
import { ACT, activityBase, type Activity } from '../activity.js';
import { NEURON_BITS } from '../geometry.js';
import { State } from '../states.js';

/** A counter of the state's activity. */
export interface PhaseCounter {
  readonly activity: Activity;
  /** Its index among the counts of all states; of the cycles, which are those of all states together, none. */
  readonly place: number | undefined;
}

const placeOf = (state: number, activity: Activity): number => activityBase(state) + ACT[activity];
const of = (state: number, ...activities: Activity[]): PhaseCounter[] =>
  activities.map((activity) => ({ activity, place: placeOf(state, activity) }));

/** In every tick: cycles, scans, ticks and events received; steps. Each moves by less than 8 in a cycle. */
const BY_STEPS = [
  { activity: 'cycles', place: undefined } as const,
  ...of(State.PROP, 'scanCycles', 'ticks', 'aerHandshakes'),
  ...of(State.STEP, 'leakUpdates', 'outputLeaks', 'advancesRounding', 'neurReads'),
];
/** With events that are propagated. Each moves by less than 8 in a cycle, but for the last. */
const BY_EVENTS = [
  ...of(State.PROP, 'neurReads', 'neurWrites', 'eventUpdates', 'traceIncrements'),
  ...of(State.PROP, 'outputEventUpdates', 'advancesNoise', 'winpReads', 'wrecReads'),
  ...of(State.PROP, 'woutReads', 'neurBitsWritten'),
];
/** With learning passes. */
const BY_LEARNING = [
  ...of(State.EPROP, 'winpReads', 'winpWrites', 'winpBitsWritten'),
  ...of(State.EPROP, 'wrecReads', 'wrecWrites', 'wrecBitsWritten'),
  ...of(State.EPROP, 'woutReads', 'woutWrites', 'woutBitsWritten', 'learningSignals', 'lanesEvaluated'),
  ...of(State.EPROP, 'advancesWinp', 'advancesWrec', 'advancesWout', 'neurReads'),
];
export const GROUPS: readonly (readonly PhaseCounter[])[] = [BY_STEPS, BY_EVENTS, BY_LEARNING];

/** All of them, in the order of a row; some activities are counted in several groups. */
export const PHASE_COUNTERS: readonly PhaseCounter[] = GROUPS.flat();
/** Where each group ends among them. */
const EVENTS_END = BY_STEPS.length + BY_EVENTS.length;
export const GROUP_ENDS = [BY_STEPS.length, EVENTS_END, PHASE_COUNTERS.length] as const;

/** What comes with every leak update, and is not written: a step writes what it has leaked. */
export const BY_LEAK_UPDATE: Partial<Record<Activity, number>> = {
  neurWrites: 1 / 2,
  neurBitsWritten: NEURON_BITS,
  traceLeaks: 3,
};

/** Indices among the counts of all states: what moves with every event propagated, with every part of a learning pass. */
export const MOVES_WITH_EVENTS = placeOf(State.PROP, 'eventUpdates');
export const MOVES_WITH_LEARNING = placeOf(State.EPROP, 'cycles');
