/**
 * Activity counters: what the chip did, by controller state, for energy and for people.
 *
 * One flat Float64Array in the state, `ACTIVITIES.length` counts for each state of the global controller; exact up to
 * 2^53. A run can be priced from them afterwards.
 */
import { STATE_NAMES } from './states.js';

/** What is counted, and its index within the counts of a state. Counts of words, updates, bits; `cycles`: edges of CLK. */
export const ACT = {
  cycles: 0,
  neurReads: 1,
  neurWrites: 2,
  neurBitsWritten: 3,
  winpReads: 4,
  winpWrites: 5,
  winpBitsWritten: 6,
  wrecReads: 7,
  wrecWrites: 8,
  wrecBitsWritten: 9,
  woutReads: 10,
  woutWrites: 11,
  woutBitsWritten: 12,
  scanCycles: 13,
  inputEvents: 14,
  recurrentEvents: 15,
  synapticOps: 16,
  eventUpdates: 17,
  leakUpdates: 18,
  spikes: 19,
  traceIncrements: 20,
  traceLeaks: 21,
  outputEventUpdates: 22,
  outputLeaks: 23,
  learningSignals: 24,
  lanesEvaluated: 25,
  lanesChanged: 26,
  advancesRounding: 27,
  advancesNoise: 28,
  advancesWinp: 29,
  advancesWrec: 30,
  advancesWout: 31,
  ticks: 32,
  aerHandshakes: 33,
  aerTargets: 34,
  outputHandshakes: 35,
  spiBits: 36,
} as const;

export type Activity = keyof typeof ACT;
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

/** Counts by state, states and activities without any left out. */
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
