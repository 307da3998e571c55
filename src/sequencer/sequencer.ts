/**
 * The sequencer: a firmware image executed against a chip's pins.
 *
 * It stands where the FPGA or microcontroller beside the chip stands, and is taken as infinitely fast: only its pin
 * operations take cycles, with the timing of the host operations that they are. `advance` goes on by any number of
 * cycles, `step` by one instruction; all of its state is open, and can be kept and restored.
 */
import type { Chip } from '../chip/chip.js';
import { checkSameDesign } from '../design/design.js';
import { designOfImage, type FirmwareImage } from '../firmware/image.js';
import { DEFAULT_TIMEOUT, Executor, type ExecutorOptions, type ExecutorState } from '../host/executor.js';
import type { Operation } from '../host/operations.js';
import type { InstructionForm } from '../isa/instructions.js';
import type { EventRecord } from '../trace/events/record.js';
import { Interpreter } from './interpreter.js';
import type { InterpreterState, MarkRecord, Outcome } from './state.js';
import { Trap } from './trap.js';

export type { MarkRecord, Outcome };

/** Limits of a run, and callbacks for its results. */
export interface SequencerOptions extends ExecutorOptions {
  /** Cycles the whole run may take; default: no limit. */
  maxCycles?: number;
  /** Instructions in a row without a cycle passing; see {@link Interpreter}. */
  maxIdle?: number;
  onMark?: (mark: MarkRecord) => void;
}

/** A program and its host, as plain data; with a snapshot of the chip, all that is needed to go back to it. */
export interface SequencerState {
  readonly interpreter: InterpreterState;
  readonly executor: ExecutorState;
}

/** Cycles, and operations, after which the caller gets a turn. */
const SLICE_CYCLES = 1 << 16;
const SLICE_OPERATIONS = 64;

/**
 * Executes a firmware image on a chip.
 *
 *     const sequencer = new Sequencer(new Chip(), image);
 *     const { status, trap } = sequencer.run();
 */
export class Sequencer {
  /** @internal */
  readonly interpreter: Interpreter;
  readonly executor: Executor;
  private readonly maxCycles: number;

  /** @throws DesignError for an image that is for another chip. */
  constructor(
    readonly chip: Chip,
    readonly image: FirmwareImage,
    options: SequencerOptions = {},
  ) {
    checkSameDesign(designOfImage(image), chip.state.design, 'the firmware image');
    const { timeout = DEFAULT_TIMEOUT, maxIdle, onMark } = options;
    this.interpreter = new Interpreter(image, chip, { timeout, maxIdle, onMark });
    this.executor = new Executor(chip, {
      ...options,
      onEvent: (record: EventRecord) => {
        this.interpreter.take(record);
        options.onEvent?.(record);
      },
    });
    this.maxCycles = options.maxCycles ?? Infinity;
  }

  /** The instruction under way; between two instructions, the next one. */
  get pc(): number {
    return this.interpreter.state.pc;
  }

  /** General registers, signed; shape [16]. */
  get registers(): Int32Array {
    return this.interpreter.state.registers;
  }

  /** Unsigned; shape [16]. */
  get counters(): Uint32Array {
    return this.interpreter.state.counters;
  }

  /** Signed numbers in the order they were pushed. */
  get results(): readonly number[] {
    return this.interpreter.state.results;
  }

  /** Instructions executed. */
  get executed(): number {
    return this.interpreter.state.executed;
  }

  /** How the program ended; undefined until then. */
  get outcome(): Outcome | undefined {
    return this.interpreter.state.outcome;
  }

  /** The instruction at {@link pc}; undefined for an undefined word, and past the code. */
  get instruction(): InstructionForm | undefined {
    return this.interpreter.instruction;
  }

  /** Whether the program stands between two instructions. */
  get betweenInstructions(): boolean {
    return this.interpreter.betweenInstructions;
  }

  /** Runs to the end. What goes wrong in the program is a trap in the outcome, not an exception. */
  run(): Outcome {
    while (!this.advance());
    return this.outcome!;
  }

  /**
   * Continues the program.
   * @param cycles that pass at most; absent: as many as give good speed.
   * @returns whether the program has ended.
   */
  advance(cycles?: number): boolean {
    const end = this.chip.cycle + (cycles ?? SLICE_CYCLES);
    for (let n = 0; n < SLICE_OPERATIONS && this.chip.cycle <= end; n++) {
      const slice = cycles === undefined ? SLICE_CYCLES : end - this.chip.cycle;
      if (!this.finishOperation(slice)) break;
      if (this.play(cycles === undefined ? Infinity : slice)) continue;
      const operation = this.interpreter.next();
      if (operation === undefined) break;
      this.startOperation(operation, cycles === undefined ? SLICE_CYCLES : end - this.chip.cycle);
    }
    return this.outcome !== undefined;
  }

  /** Continues with one instruction. @returns whether it is done; otherwise the next call continues it. */
  step(): boolean {
    const { interpreter } = this;
    let operation = interpreter.betweenInstructions ? interpreter.begin() : undefined;
    for (let n = 0; n < SLICE_OPERATIONS; n++) {
      if (operation !== undefined) this.startOperation(operation, SLICE_CYCLES);
      if (!this.finishOperation(SLICE_CYCLES)) return false;
      this.play();
      operation = interpreter.resume();
      if (operation === undefined) return true;
    }
    if (operation !== undefined) this.startOperation(operation, SLICE_CYCLES);
    return false;
  }

  /**
   * The smallest step of a debugger: continues the operation under way, starts the next operation of the instruction,
   * or executes an instruction that takes none.
   * @param cycles that pass at most; with 0, an operation is started up to its first cycle.
   */
  move(cycles: number): void {
    const { executor, interpreter } = this;
    if (executor.busy) {
      this.finishOperation(cycles);
      return;
    }
    const operation = interpreter.betweenInstructions ? interpreter.begin() : interpreter.resume();
    if (operation !== undefined) this.startOperation(operation, cycles);
  }

  /**
   * Plays ticks and events of `play` at once, where that is its instruction and the chip can.
   * @param cycles at most that many pass.
   * @returns whether any were played.
   */
  play(cycles = Infinity): boolean {
    const { chip, executor, interpreter, maxCycles } = this;
    const { upcoming } = interpreter;
    if (upcoming === undefined) return false;
    const left = Math.min(cycles, maxCycles - chip.cycle);
    executor.timeout = interpreter.state.waitLimit;
    const end = executor.play(upcoming.list, upcoming.next, left);
    interpreter.skip(end - upcoming.next);
    return end > upcoming.next;
  }

  private startOperation(operation: Operation, cycles: number): void {
    this.executor.timeout = this.interpreter.state.waitLimit;
    this.guard(() => this.executor.start(operation, cycles));
  }

  /** @returns whether no operation is under way any more. */
  private finishOperation(cycles: number): boolean {
    return !this.executor.busy || this.guard(() => this.executor.advance(cycles));
  }

  /** Runs an action; a wait or a run that takes too long ends the program with a trap. */
  private guard(action: () => boolean): boolean {
    try {
      const done = action();
      if (this.chip.cycle > this.maxCycles)
        throw new Trap('time-out', `the run took more than ${this.maxCycles} cycles`);
      return done;
    } catch (error) {
      this.interpreter.fail(error);
      return true;
    }
  }

  /** A copy of the state of the program and its host. */
  checkpoint(): SequencerState {
    return structuredClone({ interpreter: this.interpreter.state, executor: this.executor.state });
  }

  /** Sets program and host to an earlier state; the chip must have been restored already. */
  restore({ interpreter, executor }: SequencerState): void {
    this.interpreter.restore(interpreter);
    this.executor.restore(executor);
  }
}
