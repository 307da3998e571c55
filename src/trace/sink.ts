/** Sinks of a run's traces: each takes the cycles of a window, and writes the bytes of a file. */
import type { CycleObserver } from '../chip/cycle.js';
import type { EventRecord } from './events/record.js';

export type { RunOrigin as TraceMeta } from '../table/origin.js';
export type { WriteBytes } from '../table/schema.js';

/** A trace that is being recorded: takes the cycles of a window and the events of the host. */
export interface TraceSink {
  /** Sees the cycles of the window, just before their edges. */
  readonly observe?: CycleObserver;
  /** Takes the events that the host sees. */
  readonly onEvent?: (record: EventRecord) => void;
  /** Whether it must also see cycles in which the core rests, which the engine would skip. */
  readonly everyCycle?: boolean;
  /**
   * Ends the file; to be called once, also after an interruption.
   * @param cycle edges of CLK when the run ended.
   */
  finish(cycle: number): void | Promise<void>;
}

/** The time base of traces that say nothing of their clock: 100 MHz, so that a cycle is 10 ns. */
export const DEFAULT_PERIOD_PS = 10_000;

/** Energy that a running chip spends. */
export interface PowerSource {
  /** Parts of the energy, by name. */
  readonly parts: readonly string[];
  /** Reads what was spent since the last call. @param into energy by part in aJ; shape [parts.length]. */
  read(into: Float64Array): void;
}
