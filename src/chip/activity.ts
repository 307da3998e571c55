/**
 * Activity counters: how often the chip did something, by state of the global controller. Energy is computed from them,
 * also after a run.
 *
 * They are one flat Float64Array in the state, with `ACTIVITIES.length` counts for each state of the controller, exact up
 * to 2^53.
 */
import { STATE_NAMES } from './states.js';

/** The activities and their index within the counts of a state. They count words, updates or bits; `cycles` counts edges of CLK. */
export const ACT = {
  cycles: 0,
  scanCycles: 1,
  ticks: 2,
  aerHandshakes: 3,
  leakUpdates: 4,
  outputLeaks: 5,
  advancesRounding: 6,
  neurReads: 7,
  neurWrites: 8,
  neurBitsWritten: 9,
  eventUpdates: 10,
  traceIncrements: 11,
  outputEventUpdates: 12,
  advancesNoise: 13,
  winpReads: 14,
  winpWrites: 15,
  winpBitsWritten: 16,
  wrecReads: 17,
  wrecWrites: 18,
  wrecBitsWritten: 19,
  woutReads: 20,
  woutWrites: 21,
  woutBitsWritten: 22,
  learningSignals: 23,
  lanesEvaluated: 24,
  advancesWinp: 25,
  advancesWrec: 26,
  advancesWout: 27,
  traceLeaks: 28,
  inputEvents: 29,
  recurrentEvents: 30,
  synapticOps: 31,
  spikes: 32,
  lanesChanged: 33,
  aerTargets: 34,
  outputHandshakes: 35,
  spiBits: 36,
} as const;

/** Name of an activity that the chip counts. */
export type Activity = keyof typeof ACT;
/** The activities that the chip counts, in the order of the counters of one controller state. */
export const ACTIVITIES = Object.keys(ACT) as readonly Activity[];

/** Length of the counter array. */
export const ACTIVITY_LENGTH = STATE_NAMES.length * ACTIVITIES.length;

/** Index of the first count of a state. */
export const activityBase = (state: number): number => state * ACTIVITIES.length;

/** Counts summed over states. */
export function totalActivity(counts: Float64Array): Record<Activity, number> {
  const total = Object.fromEntries(ACTIVITIES.map((name) => [name, 0])) as Record<Activity, number>;
  for (let s = 0; s < STATE_NAMES.length; s++)
    ACTIVITIES.forEach((name, i) => (total[name] += counts[activityBase(s) + i]!));
  return total;
}

/** Counts by state, without states and activities that have none. */
export function activityByState(counts: Float64Array): Record<string, Partial<Record<Activity, number>>> {
  const table: Record<string, Partial<Record<Activity, number>>> = {};
  STATE_NAMES.forEach((state, s) => {
    const row: Partial<Record<Activity, number>> = {};
    ACTIVITIES.forEach((name, i) => {
      const n = counts[activityBase(s) + i]!;
      if (n > 0) row[name] = n;
    });
    if (Object.keys(row).length > 0) table[state] = row;
  });
  return table;
}

const N = ACTIVITIES.length;

/**
 * Sums the counts of all states, by activity. An energy log does so at every tick, hence the eight states of
 * {@link STATE_NAMES} one by one: a loop over them takes three times as long.
 * @param into takes the sums, in the order of {@link ACTIVITIES}, from `at` on.
 */
export function sumByActivity(counts: Float64Array, into: Float64Array, at: number): void {
  for (let i = 0; i < N; i++)
    into[at + i] =
      counts[i]! +
      counts[i + N]! +
      counts[i + 2 * N]! +
      counts[i + 3 * N]! +
      counts[i + 4 * N]! +
      counts[i + 5 * N]! +
      counts[i + 6 * N]! +
      counts[i + 7 * N]!;
}
