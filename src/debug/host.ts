/** What a debugger needs of a host on the chip's pins: the smallest moves, and its state as data. */
import type { OperationList } from '../host/operation-list.js';

/** How a program ended. */
export interface HostEnd {
  readonly kind: 'halt' | 'trap' | 'time-out' | 'end';
  /** For people. */
  readonly message: string;
  /** Status of `halt`. */
  readonly status?: number;
}

/** A mark that a program left. */
export interface Mark {
  readonly cycle: number;
  readonly text: string;
}

/** The state of a host but for its memory: data that is never changed once it was taken. */
export interface HostState {
  readonly kind: 'firmware' | 'script';
}

/** A host whose state can be kept and restored. */
export interface Host {
  readonly kind: HostState['kind'];
  /** Instructions that are done; see Place. */
  readonly instruction: number;
  readonly operation: number;
  readonly pc: number;
  readonly epoch: number;
  /** Whether an operation is under way. */
  readonly busy: boolean;
  readonly end: HostEnd | undefined;
  /** Data memory, which a checkpoint keeps page by page; of a script, empty. */
  readonly memory: Uint8Array;
  /** Operations that come next, where they are known as a list. */
  readonly upcoming: { readonly list: OperationList; readonly next: number } | undefined;
  /** Called for each mark. */
  onMark: ((mark: Mark) => void) | undefined;
  /** The smallest move: goes on with an operation, or begins the next one, by at most that many cycles. */
  move(cycles: number): void;
  /** Plays upcoming operations at once. @returns false if none can be played within these cycles. */
  play(cycles: number): boolean;
  save(): HostState;
  /** @param memory the data memory of that time. */
  restore(state: HostState, memory: Uint8Array): void;
}
