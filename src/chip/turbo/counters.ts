/**
 * What the phases of the turbo engine count: as long as only they run, no other counter with a price moves.
 *
 * An energy log writes down at every tick by how much they moved, so rows of them are made by the kernel, and are short:
 * a row ends where the last group of counters that moved does, and a tick in which nothing but the first group moved, by
 * as much as in the last such row, is no row at all, but counted.
 */
import { ACT, ACTIVITIES, activityBase, type Activity } from '../activity.js';
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
  ...of(State.PROP, 'neurReads', 'neurWrites', 'neurBitsWritten', 'winpReads'),
  ...of(State.PROP, 'wrecReads', 'woutReads', 'eventUpdates', 'traceIncrements'),
  ...of(State.PROP, 'outputEventUpdates', 'advancesNoise'),
];
/** With learning passes. */
const BY_LEARNING = [
  ...of(State.EPROP, 'neurReads', 'winpReads', 'winpWrites', 'winpBitsWritten'),
  ...of(State.EPROP, 'wrecReads', 'wrecWrites', 'wrecBitsWritten'),
  ...of(State.EPROP, 'woutReads', 'woutWrites', 'woutBitsWritten', 'learningSignals', 'lanesEvaluated'),
  ...of(State.EPROP, 'advancesWinp', 'advancesWrec', 'advancesWout'),
];
export const GROUPS: readonly (readonly PhaseCounter[])[] = [BY_STEPS, BY_EVENTS, BY_LEARNING];

/** All of them, in the order of a row; some activities are counted in several groups. */
export const PHASE_COUNTERS: readonly PhaseCounter[] = GROUPS.flat();
/** Where each group ends among them. */
const EVENTS_END = BY_STEPS.length + BY_EVENTS.length;
export const GROUP_ENDS = [BY_STEPS.length, EVENTS_END, PHASE_COUNTERS.length] as const;
/** Counters that move in every tick. */
export const STEADY = BY_STEPS.length;

/** What comes with every leak update, and is not written: a step writes what it has leaked. */
export const BY_LEAK_UPDATE: Partial<Record<Activity, number>> = {
  neurWrites: 1 / 2,
  neurBitsWritten: NEURON_BITS,
  traceLeaks: 3,
};

/** Among them, what moves with every event that is propagated. */
export const EVENTS = STEADY + BY_EVENTS.findIndex(({ activity }) => activity === 'eventUpdates');
/** Index among the counts of all states: what moves with every part of a learning pass. */
export const MOVES_WITH_LEARNING = placeOf(State.EPROP, 'cycles');

/** Cycles that a row may last: no counter then moves by 2^32. */
export const LONGEST_ROW = 2 ** 31;

/** What becomes of a row: it is there; it is, and the block is full; it is not, as more than phases moved counters. */
export const WRITTEN = 0;
export const FULL = 1;
export const DISTURBED = 2;

/** Rows of a chip's counters: by how much each moved since the row before. */
export interface CounterRows {
  /** Where they are written. */
  readonly values: Uint32Array;
  /** Numbers in use, rows they are, and repeats at their end that are not told yet. */
  used: number;
  rows: number;
  repeats: number;
  /**
   * Writes a row: its {@link rowHead}, and the counters up to the end of the last group that moved since the row before
   * (or the start); or counts one more repeat, if it is like the last one of the first group.
   * @param disturbances of the chip: a row without new ones, of less than {@link LONGEST_ROW} cycles, tells everything.
   * @returns WRITTEN, FULL or DISTURBED.
   */
  write(disturbances: number): number;
  /** Has the next row begin here. */
  restart(disturbances: number): void;
  /** Whether the chip did anything since the last row. */
  moved(disturbances: number): boolean;
}

/** First number of a row: the group that ends it, and how many ticks like the last row of group 0 came before it. */
export const rowHead = (group: number, repeats: number): number => (group | (repeats << HEAD_BITS)) >>> 0;
export const HEAD_BITS = 3;

/** Numbers in the array of rows: few enough to stay in the nearest cache beside what a tick needs. */
export const ROWS_LENGTH = 1 << 12;
/** Most rows in it, told or repeated; a head can tell as many repeats. */
export const MOST_ROWS = 1 << 16;
/** Numbers up to which it has room for a row, be it one of all activities as floats, and for heads and vectors around it. */
export const ROOM = ROWS_LENGTH - Math.max(PHASE_COUNTERS.length, 2 * ACTIVITIES.length) - 8;

/** Where the kernel keeps the sizes of the block: words. */
export const SIZES = { used: 0, rows: 1, repeats: 2 } as const;

/** What rows remember: places in an array of numbers. From 0 on it holds the counters as they were last told. */
export const MARKS = {
  /** By how much those of the first group moved in the last row of that group. */
  moved: PHASE_COUNTERS.length + 1,
  learning: PHASE_COUNTERS.length + 1 + STEADY,
  disturbances: PHASE_COUNTERS.length + 2 + STEADY,
  length: PHASE_COUNTERS.length + 3 + STEADY,
} as const;

const sumOf = (count: Float64Array, { places }: PhaseCounter): number =>
  places.reduce((sum, place) => sum + count[place]!, 0);

/** Marks of a row that begins here. */
export function takeMarks(marks: Float64Array, count: Float64Array, disturbances: number): void {
  PHASE_COUNTERS.forEach((counter, i) => (marks[i] = sumOf(count, counter)));
  marks[MARKS.learning] = count[MOVES_WITH_LEARNING]!;
  marks[MARKS.disturbances] = disturbances;
}

/** Before the first row, which repeats none. */
export const clearMarks = (marks: Float64Array): Float64Array => marks.fill(NaN);

export const haveMoved = (marks: Float64Array, count: Float64Array, disturbances: number): boolean =>
  marks[MARKS.disturbances] !== disturbances || marks[0] !== sumOf(count, PHASE_COUNTERS[0]!);

/** Rows on plain numbers. */
export class PlainRows implements CounterRows {
  readonly values = new Uint32Array(ROWS_LENGTH);
  used = 0;
  rows = 0;
  repeats = 0;
  private readonly marks = clearMarks(new Float64Array(MARKS.length));
  private readonly before = new Float64Array(MARKS.length);
  private readonly count: Float64Array;

  constructor({ activity }: ChipState) {
    this.count = activity;
  }

  write(disturbances: number): number {
    const { marks, before, count, values } = this;
    before.set(marks);
    takeMarks(marks, count, disturbances);
    const moved = (i: number): boolean => marks[i] !== before[i];
    if (moved(MARKS.disturbances) || marks[0]! - before[0]! >= LONGEST_ROW) return DISTURBED;
    const group = moved(MARKS.learning) ? 2 : moved(EVENTS) ? 1 : 0;
    const end = GROUP_ENDS[group];
    marks.set(before.subarray(end, PHASE_COUNTERS.length), end);
    const by = Array.from({ length: end }, (_, i) => marks[i]! - before[i]!);
    this.rows++;
    if (group === 0 && by.every((n, i) => n === marks[MARKS.moved + i])) this.repeats++;
    else {
      if (group === 0) marks.set(by, MARKS.moved);
      values[this.used] = rowHead(group, this.repeats);
      values.set(by, this.used + 1);
      this.used += 1 + end;
      this.repeats = 0;
    }
    return this.used > ROOM || this.rows === MOST_ROWS ? FULL : WRITTEN;
  }

  restart(disturbances: number): void {
    takeMarks(this.marks, this.count, disturbances);
  }

  moved(disturbances: number): boolean {
    return haveMoved(this.marks, this.count, disturbances);
  }
}
