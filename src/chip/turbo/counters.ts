/**
 * What the phases of the turbo engine count: as long as only they run, no other counter with a price moves.
 *
 * An energy log writes down at every tick by how much they moved, so rows of them are made by the kernel, and are short:
 * a row ends where the last group of counters that moved does. The order of counters in the state is such that most lie
 * side by side (activity.ts): little code for a row is what makes it cheap.
 */
import { ACT, ACTIVITIES, activityBase, type Activity } from '../activity.js';
import { NEURON_BITS } from '../geometry.js';
import type { ChipState } from '../state.js';
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

/** In every tick: cycles, scans, ticks and events received; steps. */
const BY_STEPS = [
  { activity: 'cycles', place: undefined } as const,
  ...of(State.PROP, 'scanCycles', 'ticks', 'aerHandshakes'),
  ...of(State.STEP, 'leakUpdates', 'outputLeaks', 'advancesRounding', 'neurReads'),
];
/** With events that are propagated. */
const BY_EVENTS = [
  ...of(State.PROP, 'neurReads', 'neurWrites', 'neurBitsWritten'),
  ...of(State.PROP, 'eventUpdates', 'traceIncrements', 'outputEventUpdates', 'advancesNoise'),
  ...of(State.PROP, 'winpReads', 'wrecReads', 'woutReads'),
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

/** Among them, the cycles, and what moves with every event that is propagated. */
export const CYCLE = 0;
export const EVENTS = BY_STEPS.length + BY_EVENTS.findIndex(({ activity }) => activity === 'eventUpdates');
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
  /** The block they are written to. */
  readonly values: Uint32Array;
  /** Numbers of it in use. */
  used: number;
  /**
   * Writes a row: the last group that moved since the row before (or the start), and the counters up to its end.
   * @param disturbances of the chip: a row without new ones, of less than {@link LONGEST_ROW} cycles, tells everything.
   * @param cycle of the chip.
   * @returns WRITTEN, FULL or DISTURBED.
   */
  write(disturbances: number, cycle: number): number;
  /** Has the next row begin here. */
  restart(disturbances: number, cycle: number): void;
  /** Whether cycles passed since the last row. */
  moved(cycle: number): boolean;
}

/** Numbers in a block: few enough to stay in the nearest cache beside what a tick needs. */
export const ROWS_LENGTH = 1 << 12;
/** Numbers up to which a block has room for a row, be it one of all activities as floats, and for heads and vectors around it. */
export const ROOM = ROWS_LENGTH - Math.max(PHASE_COUNTERS.length, 2 * ACTIVITIES.length) - 8;

/** What rows remember: places in an array of numbers. From 0 on it holds the counters as they were last told. */
export const MARKS = {
  learning: PHASE_COUNTERS.length + 1,
  disturbances: PHASE_COUNTERS.length + 2,
  length: PHASE_COUNTERS.length + 3,
} as const;

/** Marks of a row that begins here. */
export function takeMarks(
  marks: Float64Array,
  count: Float64Array,
  disturbances: number,
  cycle: number,
): void {
  PHASE_COUNTERS.forEach(({ place }, i) => (marks[i] = place === undefined ? cycle : count[place]!));
  marks[MARKS.learning] = count[MOVES_WITH_LEARNING]!;
  marks[MARKS.disturbances] = disturbances;
}

/** Rows on plain numbers. */
export class PlainRows implements CounterRows {
  readonly values = new Uint32Array(ROWS_LENGTH);
  used = 0;
  private readonly marks = new Float64Array(MARKS.length);
  private readonly before = new Float64Array(MARKS.length);
  private readonly count: Float64Array;

  constructor({ activity }: ChipState) {
    this.count = activity;
  }

  write(disturbances: number, cycle: number): number {
    const { marks, before, count, values, used } = this;
    before.set(marks);
    takeMarks(marks, count, disturbances, cycle);
    const moved = (i: number): boolean => marks[i] !== before[i];
    if (moved(MARKS.disturbances) || marks[CYCLE]! - before[CYCLE]! >= LONGEST_ROW) return DISTURBED;
    const group = moved(MARKS.learning) ? 2 : moved(EVENTS) ? 1 : 0;
    const end = GROUP_ENDS[group];
    marks.set(before.subarray(end, PHASE_COUNTERS.length), end);
    values[used] = group;
    for (let i = 0; i < end; i++) values[used + 1 + i] = marks[i]! - before[i]!;
    this.used = used + 1 + end;
    return this.used > ROOM ? FULL : WRITTEN;
  }

  restart(disturbances: number, cycle: number): void {
    takeMarks(this.marks, this.count, disturbances, cycle);
  }

  moved(cycle: number): boolean {
    return this.marks[CYCLE] !== cycle;
  }
}
