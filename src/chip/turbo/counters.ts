/**
 * What the phases of the turbo engine count: as long as only they run, no other counter with a price moves.
 *
 * An energy log writes these counters down at every tick, so rows of them are made by the kernel: a copy without a
 * branch, which takes less than to ask first what moved. The counters come in groups, by what makes them
 * move, and a row ends where the last group that moved does; the next row starts there, over the rest of the copy.
 */
import { ACT, activityBase, type Activity } from '../activity.js';
import { NEURON_BITS } from '../geometry.js';
import type { ChipState } from '../state.js';
import { State } from '../states.js';

/** A counter of the state's activity, or the sum of several. */
export interface PhaseCounter {
  readonly activity: Activity;
  /** Indices among the counts of all states. */
  readonly places: readonly number[];
}

const placeOf = (state: number, activity: Activity): number => activityBase(state) + ACT[activity];
const of = (state: number, ...activities: Activity[]): PhaseCounter[] =>
  activities.map((activity) => ({ activity, places: [placeOf(state, activity)] }));
const together = (activity: Activity, ...states: number[]): PhaseCounter => ({
  activity,
  places: states.map((state) => placeOf(state, activity)),
});

/** In every tick: cycles, scans, ticks and events received; steps. */
const BY_STEPS = [
  together('cycles', State.PROP, State.STEP, State.SDONE, State.EPROP),
  ...of(State.PROP, 'scanCycles', 'ticks', 'aerHandshakes'),
  ...of(State.STEP, 'neurReads', 'leakUpdates', 'outputLeaks', 'advancesRounding'),
];
/** With events that are propagated. */
const BY_EVENTS = [
  ...of(State.PROP, 'neurReads', 'neurWrites', 'neurBitsWritten'),
  ...of(State.PROP, 'winpReads', 'wrecReads', 'woutReads', 'eventUpdates', 'traceIncrements'),
  ...of(State.PROP, 'outputEventUpdates', 'advancesNoise'),
];
/** With learning passes. */
const BY_LEARNING = [
  ...of(State.EPROP, 'neurReads', 'winpReads', 'winpWrites', 'winpBitsWritten'),
  ...of(State.EPROP, 'wrecReads', 'wrecWrites', 'wrecBitsWritten'),
  ...of(State.EPROP, 'woutReads', 'woutWrites', 'woutBitsWritten', 'learningSignals', 'lanesEvaluated'),
  ...of(State.EPROP, 'advancesWinp', 'advancesWrec', 'advancesWout'),
];

/** All of them, in the order of a row; some activities are counted in several groups. */
export const PHASE_COUNTERS: readonly PhaseCounter[] = [...BY_STEPS, ...BY_EVENTS, ...BY_LEARNING];
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

/** Counters that move with every event propagated, and with every part of a learning pass. */
export const MOVES_WITH_EVENTS = placeOf(State.PROP, 'eventUpdates');
export const MOVES_WITH_LEARNING = placeOf(State.EPROP, 'cycles');

/** Rows of a chip's counters as they stand when they are written. */
export interface CounterRows {
  /** Where they are written. */
  readonly values: Float64Array;
  /**
   * Writes a row: the index of the last group that moved since the row before (or the start), and the counters, of
   * which those up to the end of that group count.
   * @param at where, with room for one number more than {@link PHASE_COUNTERS} has.
   * @returns where the row ends.
   */
  write(at: number): number;
}

/** Numbers in the array of rows: few enough to stay in the nearest cache, where the next row's place is at hand. */
export const ROWS_LENGTH = 1 << 12;

/** Rows on plain numbers. */
export function newPlainRows({ activity: count }: ChipState): CounterRows {
  const values = new Float64Array(ROWS_LENGTH);
  let events = count[MOVES_WITH_EVENTS]!;
  let learning = count[MOVES_WITH_LEARNING]!;
  return {
    values,
    write: (at) => {
      const propagated = count[MOVES_WITH_EVENTS]!;
      const learned = count[MOVES_WITH_LEARNING]!;
      const group = learned !== learning ? 2 : propagated !== events ? 1 : 0;
      events = propagated;
      learning = learned;
      values[at] = group;
      PHASE_COUNTERS.forEach(({ places }, i) => {
        values[at + 1 + i] = places.reduce((sum, place) => sum + count[place]!, 0);
      });
      return at + 1 + GROUP_ENDS[group];
    },
  };
}
