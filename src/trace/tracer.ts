/** Several traces of one run, and one window that they share. */
import type { CycleObserver, PhaseObserver } from '../chip/cycle.js';
import type { ChipState } from '../chip/state.js';
import type { Wires } from '../chip/wires.js';
import type { EventRecord } from './events.js';
import { Window, type WindowBounds } from '../position/window.js';
import type { TraceSink } from './sink.js';

export class Tracer {
  private readonly window: Window | undefined;
  private readonly takers: NonNullable<TraceSink['onEvent']>[];

  constructor(
    private readonly sinks: readonly TraceSink[],
    selection: WindowBounds,
    state: ChipState,
  ) {
    const observers = sinks.flatMap((sink) => (sink.observe ? [sink.observe] : []));
    this.takers = sinks.flatMap((sink) => (sink.onEvent ? [sink.onEvent] : []));
    const everyCycle = sinks.some((sink) => sink.everyCycle === true);
    const inner = together(observers);
    this.window = inner && new Window(selection, state, inner, everyCycle);
  }

  /** Whether {@link observer} is the same throughout the run. */
  get isConstant(): boolean {
    return this.window === undefined || this.window.constant !== undefined;
  }

  /** What to run the chip with, asked before every call of its engine: undefined outside the window. */
  get observer(): CycleObserver | undefined {
    return this.window?.observer;
  }

  /** Cycles that were traced. */
  get cycles(): number {
    return this.window?.cycles ?? 0;
  }

  readonly onEvent = (record: EventRecord): void => {
    if (this.window && !this.window.open) return;
    for (const take of this.takers) take(record);
  };

  /** Ends all files; also after an interruption. */
  async finish(cycle: number): Promise<void> {
    for (const sink of this.sinks) await sink.finish(Math.min(cycle, this.window?.end ?? cycle));
  }
}

/** One observer for several; of phases where all are. */
export function together(observers: readonly CycleObserver[]): CycleObserver | undefined {
  const [a, b, ...more] = observers;
  if (!a || !b) return a;
  if (more.length > 0) return together([together([a, b])!, ...more]);
  const both = (s: ChipState, w: Wires): void => {
    a(s, w);
    b(s, w);
  };
  const phases = a.phases && b.phases && bothPhases(a.phases, b.phases);
  return phases ? Object.assign(both, { phases }) : both;
}

function bothPhases(a: PhaseObserver, b: PhaseObserver): PhaseObserver {
  return {
    event: (s, cycle) => {
      a.event?.(s, cycle);
      b.event?.(s, cycle);
    },
    spikes: (s, cycle, first, last) => {
      a.spikes?.(s, cycle, first, last);
      b.spikes?.(s, cycle, first, last);
    },
    done: (s, w) => {
      a.done?.(s, w);
      b.done?.(s, w);
    },
  };
}
