/** Several traces of one run, and one window that they share. */
import type { CycleObserver } from '../chip/cycle.js';
import { combineObservers, type ObserverSource } from '../chip/observers.js';
import type { ChipState } from '../chip/state.js';
import type { EventRecord } from './events/record.js';
import { Window, type WindowBounds } from '../position/window.js';
import type { TraceSink } from './sink.js';

/** An observer that does nothing, with which a window follows a run whose traces need no cycles. */
const FOLLOWS: CycleObserver = Object.assign(() => undefined, { phases: {} });

/** Records several traces of one run in one window. */
export class Tracer implements ObserverSource {
  private readonly window: Window | undefined;
  private readonly isBounded: boolean;
  private readonly takers: NonNullable<TraceSink['onEvent']>[];

  constructor(
    private readonly sinks: readonly TraceSink[],
    selection: WindowBounds,
    state: ChipState,
  ) {
    const observers = sinks.flatMap((sink) => (sink.observe ? [sink.observe] : []));
    this.takers = sinks.flatMap((sink) => (sink.onEvent ? [sink.onEvent] : []));
    const everyCycle = sinks.some((sink) => sink.everyCycle === true);
    const { from, to, when } = selection;
    this.isBounded = (from ?? to ?? when) !== undefined;
    const inner = combineObservers(...observers) ?? (this.isBounded ? FOLLOWS : undefined);
    this.window = inner && new Window(selection, state, inner, everyCycle);
  }

  /** The observer for the next call of the engine: undefined outside the window. */
  get observer(): CycleObserver | undefined {
    return this.window?.observer;
  }

  /** Whether {@link observer} stays the same until the end of the run. */
  get isSteady(): boolean {
    return this.window?.isSteady !== false;
  }

  /** Whether the run has no cycle in the window so far. */
  get isEmpty(): boolean {
    return this.isBounded && this.cycles === 0;
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
