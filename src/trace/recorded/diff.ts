/** Compares two recorded traces, of the same or of different formats, in the signals that both have. */
import { labelsOf } from '../../signals/lookup.js';
import { WIDEST } from '../../design/design.js';
import { signalsOf } from '../../signals/signals.js';
import { TraceFormatError, type RecordedTrace, type TraceStep, type TraceValue } from './model.js';

/** A value that differs between two traces. */
export interface ValueDifference {
  /** In {@link RecordedDiff.timeUnit}. */
  readonly time: number;
  readonly signal: string;
  /** Undefined if the signal has had no value so far. */
  readonly a: TraceValue | undefined;
  readonly b: TraceValue | undefined;
}

/** The result of comparing two recorded traces. */
export interface RecordedDiff {
  /** Signals that both traces have. */
  readonly shared: number;
  /** Unit of times: cycles of the clock, time stamps of the same length in both traces, or picoseconds. */
  readonly timeUnit: 'cycle' | 'stamp' | 'ps';
  /** Times between which they were compared. */
  readonly from: number;
  readonly to: number;
  /** First difference of each signal, in order; the first one is the divergence. Empty: the traces agree. */
  readonly differences: ValueDifference[];
  /** Last time of each trace that was read. */
  readonly ends: { a: number; b: number };
}

/** Time that both traces measure alike: units of theirs, or femtoseconds. */
type CommonTime = bigint;

/** One of the two traces: its steps, read one at a time, and the present values. */
class Side {
  readonly values = new Map<string, TraceValue>();
  last: CommonTime = -1n;
  private batch: TraceStep[] = [];
  private at = 0;

  constructor(
    private readonly trace: RecordedTrace,
    private readonly unit: CommonTime,
  ) {}

  /** Time of the next step; undefined at the end. */
  async next(): Promise<CommonTime | undefined> {
    while (this.at >= this.batch.length) {
      const next = await this.trace.steps.next();
      if (next.done === true) return undefined;
      this.batch = next.value;
      this.at = 0;
    }
    return BigInt(this.batch[this.at]!.time) * this.unit;
  }

  /** Applies the next step. @param touched takes the names of what it sets. */
  take(time: CommonTime, touched: Set<string>): void {
    const step = this.batch[this.at++]!;
    this.last = time;
    step.index.forEach((index, i) => {
      const { name } = this.trace.signals[index]!;
      this.values.set(name, step.values[i]!);
      touched.add(name);
    });
  }
}

const ALL = signalsOf(WIDEST);
const RANK = new Map(ALL.map((s, i) => [s.name, i]));
const rank = (name: string): number => RANK.get(name) ?? ALL.length;

/**
 * Compares two recorded traces, signal by signal.
 * @param follow differences listed after the first, each of another signal.
 * @throws TraceFormatError of the readers, and for traces that cannot be compared.
 */
export async function diffRecorded(
  a: RecordedTrace,
  b: RecordedTrace,
  follow: number,
): Promise<RecordedDiff> {
  const clock = commonClock(a, b);
  const sides = [new Side(a, clock.a), new Side(b, clock.b)] as const;
  const shared = a.format === 'events' && b.format === 'events' ? undefined : sharedNames(a, b);
  if (shared?.size === 0) throw new TraceFormatError('header', 'the two traces have no signal in common');
  const [startA, startB] = [await sides[0].next(), await sides[1].next()];
  const from = startA === undefined || startB === undefined ? undefined : startA > startB ? startA : startB;
  const different = new Map<string, ValueDifference>();
  const touched = new Set<string>();
  await walk(
    sides,
    (time) => {
      if (from === undefined || time < from) return true;
      const names = [...touched].filter((name) => shared?.has(name) ?? true);
      for (const signal of names.sort((x, y) => rank(x) - rank(y))) {
        const [x, y] = sides.map((side) => side.values.get(signal));
        if (x !== y && !different.has(signal) && different.size <= follow)
          different.set(signal, { time: clock.number(time), signal, a: x, b: y });
      }
      touched.clear();
      return different.size <= follow;
    },
    touched,
  );
  const ends = sides.map((side) => clock.number(side.last));
  return {
    shared: shared?.size ?? new Set(sides.flatMap((side) => [...side.values.keys()])).size,
    timeUnit: clock.unit,
    from: clock.number(from ?? 0n),
    to: Math.max(...ends, 0),
    differences: [...different.values()],
    ends: { a: ends[0]!, b: ends[1]! },
  };
}

/**
 * Applies the steps of both sides in the order of their times.
 * @param visit called after all steps of a time; false ends the walk.
 */
async function walk(
  sides: readonly [Side, Side],
  visit: (time: CommonTime) => boolean,
  touched: Set<string>,
): Promise<void> {
  for (;;) {
    const [x, y] = [await sides[0].next(), await sides[1].next()];
    if (x === undefined && y === undefined) return;
    const time = y === undefined || (x !== undefined && x < y) ? x! : y;
    for (const side of sides) while ((await side.next()) === time) side.take(time, touched);
    if (!visit(time)) return;
  }
}

interface CommonClock {
  readonly unit: RecordedDiff['timeUnit'];
  /** Length of a trace's unit of time in the common one. */
  readonly a: CommonTime;
  readonly b: CommonTime;
  /** A time in {@link unit}; -1 stays -1. */
  number(time: CommonTime): number;
}

/** @throws TraceFormatError if one trace counts cycles of unknown length and the other counts time. */
function commonClock(a: RecordedTrace, b: RecordedTrace): CommonClock {
  const unit = a.timeUnit;
  if (unit === b.timeUnit && (unit === 'cycle' || a.periodPs === b.periodPs))
    return { unit, a: 1n, b: 1n, number: Number };
  if (a.periodPs === undefined || b.periodPs === undefined) {
    const [cycles, times] = a.timeUnit === 'cycle' ? [a, b] : [b, a];
    throw new TraceFormatError(
      'header',
      `one trace counts cycles (${cycles.format}) and the other time (${times.format}): record the cycles as VCD, ` +
        'which tells how long they are (--clock)',
    );
  }
  const femtoseconds = (ps: number): CommonTime => BigInt(Math.round(ps * 1000));
  return {
    unit: 'ps',
    a: femtoseconds(a.periodPs),
    b: femtoseconds(b.periodPs),
    number: (time) => (time < 0n ? -1 : Number(time) / 1000),
  };
}

/** Names of signals that both traces have, except the names of states, whose numbers are compared already. */
function sharedNames(a: RecordedTrace, b: RecordedTrace): Set<string> {
  const isStateName = (name: string): boolean =>
    name.endsWith('_name') && labelsOf(name.slice(0, -'_name'.length)) !== undefined;
  const key = ({ name, type }: RecordedTrace['signals'][number]): string => `${type} ${name}`;
  const keys = new Set(b.signals.map(key));
  const both = a.signals.filter((s) => keys.has(key(s)) && !(s.type === 'text' && isStateName(s.name)));
  return new Set(both.map((s) => s.name));
}
