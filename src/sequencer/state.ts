/** The state of a program: plain data, which `structuredClone` copies, so that a debugger can keep it and go back. */
import { COUNTERS, GENERAL_REGISTERS } from '../../isa/instructions.js';
import type { FirmwareImage } from '../firmware/image.js';
import { initialMemory } from './data-memory.js';
import type { PlayPosition } from './play.js';
import type { TrapReport } from './trap.js';

/** How a program ended: by `halt`, with a status, or by a trap. */
export type Outcome =
  | { readonly status: number; readonly trap?: undefined }
  | { readonly trap: TrapReport; readonly status?: undefined };

/** A mark that a program left in the trace. */
export interface MarkRecord {
  cycle: number;
  mark: string;
}

/** The state of a program, as plain data. */
export interface InterpreterState {
  /** The instruction under way; between two instructions, the next one. */
  pc: number;
  /** Operations of that instruction given out so far; 0 between two instructions. */
  operation: number;
  /** The progress of `play`, while it is the instruction under way. */
  play: PlayPosition | undefined;
  /** General registers, signed; shape [16]. */
  registers: Int32Array;
  /** Return addresses, the innermost last. */
  calls: number[];
  /** Unsigned; shape [16]. */
  counters: Uint32Array;
  /** Signed numbers in the order they were pushed. */
  results: number[];
  /** Data memory. */
  memory: Uint8Array;
  /** Instructions executed. */
  executed: number;
  /** Instructions since a cycle passed last, and that cycle. */
  idle: number;
  idleSince: number;
  /** Cycles that a single wait may take. */
  waitLimit: number;
  /** The chip's last answers: a byte on the output bus, words read over SPI. */
  lastOutput: number;
  lastWords: readonly number[];
  /** How the program ended; undefined until then. */
  outcome: Outcome | undefined;
}

/** A program before its first instruction. @param waitLimit cycles that a single wait may take. */
export function initialState(image: FirmwareImage, waitLimit: number): InterpreterState {
  return {
    pc: image.entry,
    operation: 0,
    play: undefined,
    registers: new Int32Array(GENERAL_REGISTERS),
    calls: [],
    counters: new Uint32Array(COUNTERS),
    results: [],
    memory: initialMemory(image.memory),
    executed: 0,
    idle: 0,
    idleSince: 0,
    waitLimit,
    lastOutput: 0,
    lastWords: [],
    outcome: undefined,
  };
}
