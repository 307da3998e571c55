/** What the owner of a host decides about it, and what the host keeps between two cycles. */
import type { CycleObserver } from '../chip/cycle.js';
import type { ObserverSource } from '../chip/observers.js';
import type { EventRecord } from '../trace/events/record.js';
import type { Operation } from './operations.js';

/** Default for the cycles that a single wait may take. */
export const DEFAULT_TIMEOUT = 50_000_000;

/** Observers, limits and callbacks of a host. */
export interface ExecutorOptions {
  /** Cycles a single wait may take; default {@link DEFAULT_TIMEOUT}. */
  timeout?: number;
  /** Sees every cycle (see Chip.run), or gives the observer before every call of the engine. */
  observer?: CycleObserver | ObserverSource | undefined;
  /** Sees every cycle for the rows' CRC alone; dropped as soon as no later snapshot records that CRC. */
  rowsObserver?: CycleObserver;
  /** Replaces operations before they are carried out. */
  replace?: ((operation: Operation) => Operation) | undefined;
  /** Takes the results of the operations. */
  onEvent?: (record: EventRecord) => void;
  /**
   * Takes the tags of snapshots in place of their records, which then need not be made: each costs a checksum over the
   * memories. The chip may be further on when it is called.
   */
  onSnapshot?: (tag: string) => void;
  /** CRC-32 of the rows so far, to be recorded in snapshots; called only where `recordsRows` says so. */
  rowsCrc?: () => number;
  /** Whether snapshots record the rows' CRC: always, never, or (default) until automatic snapshots are turned off. */
  recordsRows?: 'always' | 'never' | 'auto';
}

/** The state of a host: plain data, which `structuredClone` copies and JSON can hold. */
export interface ExecutorState {
  /** Cycles a single wait may take. */
  timeout: number;
  /** Cycles of half an SCK period. */
  halfPeriod: number;
  autosnap: boolean;
  recordsRows: boolean;
  /** The operation under way, undefined between two operations. */
  operation: Operation | undefined;
  /** Number of its current step, within the course of the operation. */
  step: number;
  /** Cycle at which that step (of a transfer: the half period of SCK) began. */
  since: number;
  /** Half periods of SCK done in that step. */
  halfPeriods: number;
  /** Cycle after the header of the read under way. */
  headerCycle: number;
  /** Words read so far, the last one perhaps in part. */
  words: number[];
}
