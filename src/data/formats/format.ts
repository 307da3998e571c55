/** The description of an event format. */
import type { EventStream } from '../../firmware/events.js';
import type { Limits } from '../sample-collector.js';
import type { Sample } from '../task.js';

/** Values for what a file leaves out. */
export interface EventDefaults {
  /** Tick at which labels begin, where the format gives none; default: found from the events around them. */
  readonly labelTick?: number;
  /** Label, where the format gives none. */
  readonly label?: number;
  /** Ticks of a sample, where the format gives none. */
  readonly ticks?: number;
  /** Of the chip that the events are for; default: the public design. */
  readonly limits?: Limits;
}

/** A format that is read whole. */
export interface EventFormatSpec {
  /** Endings of file names in this format. */
  readonly endings: readonly string[];
  /** Whether bytes are more likely of this format than of another with the same ending. */
  readonly looksLike?: (bytes: Uint8Array) => boolean;
  /** @throws UserError with file and line, or byte, of what does not fit. */
  readonly read: (file: string, bytes: Uint8Array, defaults: EventDefaults) => Sample[];
  /**
   * @param sample the one to write, for formats that hold one.
   * @throws UserError (exit code 2) when the format cannot hold the stream.
   */
  readonly write: (stream: EventStream, sample?: number) => Uint8Array;
}
