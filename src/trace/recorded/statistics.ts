/** What a recorded trace holds, counted in one pass. */
import type { RecordedTrace, TraceValue } from './model.js';
import { labelsOf } from '../../signals/lookup.js';

export interface SignalStatistics {
  readonly name: string;
  readonly bits: number;
  /** Changes of value after the first. */
  changes: number;
  /** Least and largest value, and its mean over cycles, of a number. */
  min?: number;
  max?: number;
  mean?: number;
  /** Cycles by value, of a text or of a number of up to 3 bits. */
  cycles?: Record<string, number>;
}

export interface TraceStatistics {
  readonly format: string;
  readonly signals: SignalStatistics[];
  readonly firstCycle: number;
  readonly lastCycle: number;
  /** Cycles in which something changed. */
  readonly steps: number;
  readonly changes: number;
  readonly periodPs?: number;
}

interface Tally extends SignalStatistics {
  value?: TraceValue;
  since: number;
  sum: number;
  first: number;
}

const MAX_VALUES = 16;

/** Reads a trace to its end. @throws TraceFormatError of the reader. */
export async function traceStatistics(trace: RecordedTrace): Promise<TraceStatistics> {
  const tallies: Tally[] = [];
  let steps = 0;
  let changes = 0;
  let first = -1;
  let last = 0;
  for await (const batch of trace.steps) {
    for (const { cycle, index, values } of batch) {
      if (first < 0) first = cycle;
      last = cycle;
      if (index.length > 0) steps++;
      for (let i = 0; i < index.length; i++) {
        const number = index[i]!;
        const tally = (tallies[number] ??= newTally(trace, number, cycle));
        if (tally.value === values[i]) continue;
        settle(tally, cycle);
        if (tally.value !== undefined) {
          tally.changes++;
          changes++;
        }
        tally.value = values[i]!;
        extremes(tally, values[i]!);
      }
    }
  }
  for (const tally of tallies) settle(tally, last);
  const signals = tallies.map(({ name, bits, changes: n, min, max, sum, first: from, cycles }) => ({
    name,
    bits,
    changes: n,
    ...(min === undefined || max === undefined
      ? {}
      : { min, max, mean: last > from ? sum / (last - from) : min }),
    ...(cycles && Object.keys(cycles).length <= MAX_VALUES ? { cycles } : {}),
  }));
  return {
    format: trace.format,
    signals,
    firstCycle: Math.max(0, first),
    lastCycle: last,
    steps,
    changes,
    ...(trace.periodPs === undefined ? {} : { periodPs: trace.periodPs }),
  };
}

function newTally(trace: RecordedTrace, index: number, cycle: number): Tally {
  const { name, bits } = trace.signals[index]!;
  return { name, bits, changes: 0, since: cycle, sum: 0, first: cycle, ...(bits <= 3 ? { cycles: {} } : {}) };
}

/** Accounts for the cycles that a value stood. */
function settle(tally: Tally, cycle: number): void {
  const { value, cycles } = tally;
  const stood = cycle - tally.since;
  tally.since = cycle;
  if (value === undefined || stood === 0) return;
  if (typeof value === 'number') tally.sum += value * stood;
  if (!cycles) return;
  const name = typeof value === 'number' ? (labelsOf(tally.name)?.[value] ?? String(value)) : value;
  if (name in cycles || Object.keys(cycles).length <= MAX_VALUES) cycles[name] = (cycles[name] ?? 0) + stood;
}

function extremes(tally: Tally, value: TraceValue): void {
  if (typeof value !== 'number') return;
  tally.min = Math.min(tally.min ?? value, value);
  tally.max = Math.max(tally.max ?? value, value);
}
