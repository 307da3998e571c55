/** Statistics of a recorded trace, from one pass over it. */
import { labelsOf } from '../../signals/lookup.js';
import { numberOf, type RecordedSignal, type RecordedTrace, type TraceValue } from './model.js';

/** Statistics of one signal. */
export interface SignalStatistics {
  readonly name: string;
  readonly type: RecordedSignal['type'];
  readonly bits: number;
  /** Changes of value after the first. */
  readonly changes: number;
  /** Least and largest value of numbers; absent: the signal never has a known value of up to 32 bits. */
  readonly min?: number;
  readonly max?: number;
  /** Mean over the time in which the value is a known number. */
  readonly mean?: number;
  /** Units of time by value, of text and of numbers of up to 3 bits, if the signal has no more than 16 values. */
  readonly durations?: Record<string, number>;
}

/** Statistics of a recorded trace. */
export interface TraceStatistics {
  readonly format: string;
  /** Every signal of the trace, also those that never have a value. */
  readonly signals: SignalStatistics[];
  /** Unit of times, and its length if the file gives it. */
  readonly timeUnit: RecordedTrace['timeUnit'];
  readonly periodPs?: number;
  readonly first: number;
  readonly last: number;
  /** Times at which something changed. */
  readonly steps: number;
  readonly changes: number;
}

const MAX_VALUES = 16;

/** Reads a trace to its end. @throws TraceFormatError of the reader. */
export async function traceStatistics(trace: RecordedTrace): Promise<TraceStatistics> {
  const tallies: Tally[] = [];
  const tallyOf = (n: number): Tally => (tallies[n] ??= new Tally(trace.signals[n]!));
  let steps = 0;
  let first: number | undefined;
  let last = 0;
  for await (const batch of trace.steps) {
    for (const { time, index, values } of batch) {
      first ??= time;
      last = time;
      if (index.length > 0) steps++;
      for (let i = 0; i < index.length; i++) tallyOf(index[i]!).change(values[i]!, time);
    }
  }
  const signals = trace.signals.map((_, n) => tallyOf(n).finish(last));
  return {
    format: trace.format,
    signals,
    timeUnit: trace.timeUnit,
    ...(trace.periodPs === undefined ? {} : { periodPs: trace.periodPs }),
    first: first ?? 0,
    last,
    steps,
    changes: signals.reduce((sum, s) => sum + s.changes, 0),
  };
}

/** Counts of one signal. */
class Tally {
  private value: TraceValue | undefined;
  private since = 0;
  private changes = 0;
  private min = Infinity;
  private max = -Infinity;
  /** Sum of value times duration, and of durations, while the value is a number. */
  private sum = 0;
  private known = 0;
  private readonly durations: Map<string, number> | undefined;

  constructor(private readonly signal: RecordedSignal) {
    if (signal.type === 'text' || signal.bits <= 3) this.durations = new Map();
  }

  change(value: TraceValue, time: number): void {
    if (value === this.value) return;
    this.settle(time);
    if (this.value !== undefined) this.changes++;
    this.value = value;
    const number = this.number();
    if (number === undefined) return;
    this.min = Math.min(this.min, number);
    this.max = Math.max(this.max, number);
  }

  finish(last: number): SignalStatistics {
    this.settle(last);
    const { name, type, bits } = this.signal;
    const { changes, min, max, durations } = this;
    // A value that came with the last time has no duration: it counts if there is no other.
    const mean = this.known > 0 ? this.sum / this.known : min;
    return {
      name,
      type,
      bits,
      changes,
      ...(max >= min ? { min, max, mean } : {}),
      ...(durations && durations.size <= MAX_VALUES ? { durations: Object.fromEntries(durations) } : {}),
    };
  }

  /** The value, if it is a finite number. */
  private number(): number | undefined {
    const number = this.value === undefined ? undefined : numberOf(this.signal, this.value);
    return number !== undefined && Number.isFinite(number) ? number : undefined;
  }

  /** Accounts for the time since the last change. */
  private settle(time: number): void {
    const duration = time - this.since;
    this.since = time;
    if (this.value === undefined || duration === 0) return;
    const number = this.number();
    if (number !== undefined) {
      this.sum += number * duration;
      this.known += duration;
    }
    const { durations } = this;
    if (!durations) return;
    const key =
      typeof this.value === 'string'
        ? this.value
        : (labelsOf(this.signal.name)?.[this.value] ?? String(this.value));
    if (durations.size <= MAX_VALUES || durations.has(key))
      durations.set(key, (durations.get(key) ?? 0) + duration);
  }
}
