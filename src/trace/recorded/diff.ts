/** Compares two recorded traces, of the same or of different formats, in the signals that both have. */
import { TraceFormatError, type RecordedTrace, type TraceStep, type TraceValue } from './model.js';
import { SIGNALS } from '../../signals/signals.js';

export interface ValueDifference {
  readonly cycle: number;
  readonly signal: string;
  /** Undefined: no value so far. */
  readonly a: TraceValue | undefined;
  readonly b: TraceValue | undefined;
}

export interface RecordedDiff {
  /** Signals that both traces have. */
  readonly shared: number;
  /** Cycles over which they were compared. */
  readonly from: number;
  readonly to: number;
  /** First difference of each signal, in order; the first one is the divergence. Empty: the traces agree. */
  readonly differences: ValueDifference[];
  /** Values of each signal that changed, at the last cycle before the divergence. */
  readonly ends: { a: number; b: number };
}

/** One side: its steps one at a time, and the values as they stand. */
class Side {
  readonly values = new Map<string, TraceValue>();
  last = -1;
  private batch: TraceStep[] = [];
  private at = 0;

  constructor(private readonly trace: RecordedTrace) {}

  async peek(): Promise<TraceStep | undefined> {
    while (this.at >= this.batch.length) {
      const next = await this.trace.steps.next();
      if (next.done === true) return undefined;
      this.batch = next.value;
      this.at = 0;
    }
    return this.batch[this.at];
  }

  /** Applies the step in hand. @returns names of what it set. */
  take(step: TraceStep, touched: Set<string>): void {
    this.at++;
    this.last = step.cycle;
    step.index.forEach((index, i) => {
      const { name } = this.trace.signals[index]!;
      this.values.set(name, step.values[i]!);
      touched.add(name);
    });
  }
}

const RANK = new Map(SIGNALS.map((s, i) => [s.name, i]));
const rank = (name: string): number => RANK.get(name) ?? SIGNALS.length;

/**
 * @param follow differences told after the first, each of another signal.
 * @throws TraceFormatError of the readers.
 */
export async function diffRecorded(
  a: RecordedTrace,
  b: RecordedTrace,
  follow: number,
): Promise<RecordedDiff> {
  const sides = { a: new Side(a), b: new Side(b) };
  const different = new Map<string, ValueDifference>();
  const touched = new Set<string>();
  const growing = a.format === 'events' && b.format === 'events';
  const shared = growing ? undefined : sharedNames(a, b);
  if (shared?.size === 0) throw new TraceFormatError('header', 'the two traces have no signal in common');
  const starts = [await sides.a.peek(), await sides.b.peek()].map((s) => s?.cycle ?? Infinity);
  const from = Math.max(...starts);
  let complete = false;
  while (different.size <= follow) {
    const [stepA, stepB] = [await sides.a.peek(), await sides.b.peek()];
    if (!stepA && !stepB) {
      complete = true;
      break;
    }
    const cycle = Math.min(stepA?.cycle ?? Infinity, stepB?.cycle ?? Infinity);
    for (const side of [sides.a, sides.b])
      for (let step = await side.peek(); step?.cycle === cycle; step = await side.peek())
        side.take(step, touched);
    if (cycle < from) continue;
    const names = [...touched]
      .filter((name) => (shared ? shared.has(name) : true))
      .sort((x, y) => rank(x) - rank(y));
    for (const signal of names) {
      const [x, y] = [sides.a.values.get(signal), sides.b.values.get(signal)];
      if (x !== y && !different.has(signal) && different.size <= follow)
        different.set(signal, { cycle, signal, a: x, b: y });
    }
    touched.clear();
  }
  if (!complete) await Promise.all([a.steps.return(), b.steps.return()]);
  return {
    shared: shared?.size ?? new Set([...sides.a.values.keys(), ...sides.b.values.keys()]).size,
    from: Number.isFinite(from) ? from : 0,
    to: Math.max(sides.a.last, sides.b.last, 0),
    differences: [...different.values()],
    ends: { a: sides.a.last, b: sides.b.last },
  };
}

function sharedNames(a: RecordedTrace, b: RecordedTrace): Set<string> {
  const names = new Set(b.signals.filter((s) => s.bits > 0).map((s) => s.name));
  return new Set(a.signals.filter((s) => s.bits > 0 && names.has(s.name)).map((s) => s.name));
}
