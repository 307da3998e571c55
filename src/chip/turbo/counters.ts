/**
 * What the phases of the turbo engine count: as long as only they run, no other counter with a price moves.
 *
 * An energy log writes them down at every tick, so rows of them are made by the kernel, and are short: a counter is the
 * lower half of its whole number, and a row ends where the last group of counters that moved does. Most counters lie side
 * by side in the state (activity.ts): little code for a row is what makes it cheap.
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
/** Kind of a row of all counters, as they stand where the next row begins. */
export const ALL = GROUPS.length;

/** What comes with every leak update, and is not written: a step writes what it has leaked. */
export const BY_LEAK_UPDATE: Partial<Record<Activity, number>> = {
  neurWrites: 1 / 2,
  neurBitsWritten: NEURON_BITS,
  traceLeaks: 3,
};

/** Indices among the counts of all states: what moves with every event propagated, with every part of a learning pass. */
export const MOVES_WITH_EVENTS = placeOf(State.PROP, 'eventUpdates');
export const MOVES_WITH_LEARNING = placeOf(State.EPROP, 'cycles');

/** Cycles that a row may last: a cycle writes less than 256 bits, so that no counter then moves by 2^32. */
export const LONGEST_ROW = 2 ** 24;

/** What becomes of a row: it is there; it is, and the block is full; it is not, as more than phases moved counters. */
export const WRITTEN = 0;
export const FULL = 1;
export const DISTURBED = 2;

/** Rows of a chip's counters as they stand when they are written. */
export interface CounterRows {
  /** The block they are written to. */
  readonly values: Uint32Array;
  /** Numbers of it in use. */
  used: number;
  /**
   * Writes a row: the last group that moved since the row before, and the counters up to its end.
   * @param disturbances of the chip: a row without new ones, of less than {@link LONGEST_ROW} cycles, tells everything.
   * @param cycle of the chip.
   * @returns WRITTEN, FULL or DISTURBED.
   */
  write(disturbances: number, cycle: number): number;
  /** Has the next row begin here, and writes a row of all counters ({@link ALL}). */
  restart(disturbances: number, cycle: number): void;
  /** Whether cycles passed since the last row. */
  moved(cycle: number): boolean;
}

/** Numbers in a block: few enough to stay in the nearest cache beside what a tick needs. */
export const ROWS_LENGTH = 1 << 12;
/** Numbers up to which a block has room for a row, be it one of all activities as floats and one of {@link ALL} behind it. */
export const ROOM = ROWS_LENGTH - PHASE_COUNTERS.length - 2 * ACTIVITIES.length - 8;

/** What rows remember of the last one, floats; then how much of the block is in use, a word. */
export const MARKS = { disturbances: 0, cycle: 1, events: 2, learning: 3, length: 4 } as const;

/** Has the next row begin here. */
export function takeMarks(
  marks: Float64Array,
  count: Float64Array,
  disturbances: number,
  cycle: number,
): void {
  marks[MARKS.disturbances] = disturbances;
  marks[MARKS.cycle] = cycle;
  marks[MARKS.events] = count[MOVES_WITH_EVENTS]!;
  marks[MARKS.learning] = count[MOVES_WITH_LEARNING]!;
}

/** Writes a row of counters. @returns where it ends. */
export function copyCounters(
  values: Uint32Array,
  at: number,
  kind: number,
  count: Float64Array,
  cycle: number,
): number {
  const end = GROUP_ENDS[Math.min(kind, GROUPS.length - 1)]!;
  values[at] = kind;
  for (let i = 0; i < end; i++) {
    const { place } = PHASE_COUNTERS[i]!;
    values[at + 1 + i] = (place === undefined ? cycle : count[place]!) % 2 ** 32;
  }
  return at + 1 + end;
}

/** Rows on plain numbers. */
export class PlainRows implements CounterRows {
  readonly values = new Uint32Array(ROWS_LENGTH);
  used = 0;
  protected readonly marks: Float64Array = new Float64Array(MARKS.length);
  protected readonly count: Float64Array;

  constructor({ activity }: ChipState) {
    this.count = activity;
  }

  write(disturbances: number, cycle: number): number {
    const { marks, count, values } = this;
    const [, last, events, learning] = marks;
    if (marks[MARKS.disturbances] !== disturbances || cycle - last! >= LONGEST_ROW) return DISTURBED;
    takeMarks(marks, count, disturbances, cycle);
    const group = marks[MARKS.learning] !== learning ? 2 : marks[MARKS.events] !== events ? 1 : 0;
    this.used = copyCounters(values, this.used, group, count, cycle);
    return this.used > ROOM ? FULL : WRITTEN;
  }

  restart(disturbances: number, cycle: number): void {
    takeMarks(this.marks, this.count, disturbances, cycle);
    this.used = copyCounters(this.values, this.used, ALL, this.count, cycle);
  }

  moved(cycle: number): boolean {
    return this.marks[MARKS.cycle] !== cycle;
  }
}
