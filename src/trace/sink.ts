/** What every trace format is: something that takes the cycles of a window, and bytes that come out of it. */
import type { CycleObserver } from '../chip/cycle.js';
import type { WeightPort } from '../chip/sram.js';
import type { EventRecord } from './events.js';

/** Takes a chunk of a file; the chunk is its to keep. */
export type WriteBytes = (chunk: Uint8Array) => void;

export interface TraceSink {
  /** Sees the cycles of the window, just before their edges. */
  readonly observe?: CycleObserver;
  /** Takes what comes of the host's operations. */
  readonly onEvent?: (record: EventRecord) => void;
  /** It must see every cycle: those in which the core rests are not to be skipped. */
  readonly everyCycle?: boolean;
  /**
   * Ends the file; to be called once, also after an interruption.
   * @param cycle edges of CLK when the run ended.
   */
  finish(cycle: number): void | Promise<void>;
}

/** What a file says about the run it was recorded from. */
export interface TraceMeta {
  /** Period of CLK in picoseconds, a whole number. */
  readonly periodPs: number;
  /** Version of the program. */
  readonly version: string;
  /** What ran (a file name) and the SHA-256 of its text, where known. */
  readonly source?: string;
  readonly sourceHash?: string;
  /** The command's settings, as the user gave them. */
  readonly settings?: string;
}

/** A clock of 100 MHz: traces need some time base, and cycles are easily read off it (10 ns each). */
export const DEFAULT_PERIOD_PS = 10_000;

/** Whether a learning write really has its port and changes something: SPI may have taken the port. */
export const learnt = (port: WeightPort): boolean => port.cs && port.we && !port.prog && port.changed > 0;
