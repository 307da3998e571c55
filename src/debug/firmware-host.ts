/** A firmware program as a host that a debugger can move. */
import type { Chip } from '../chip/chip.js';
import type { ObserverSource } from '../chip/observers.js';
import type { FirmwareImage } from '../firmware/image.js';
import type { ExecutorState } from '../host/executor.js';
import { RegisterOverride, type RegisterSetting } from '../host/register-settings.js';
import type { SpiWordsState } from '../isa/spi.js';
import { Sequencer } from '../sequencer/sequencer.js';
import type { InterpreterState } from '../sequencer/state.js';
import { SelectionError } from '../text/selection-error.js';
import { positionIn } from './firmware-change.js';
import type { Host, HostEnd, HostState, Mark } from './host.js';

/** Limits of a debugged run. */
export interface HostLimits {
  /** Cycles that a single wait may take. */
  readonly timeout?: number;
  /** Cycles that the whole run of a firmware program may take. */
  readonly maxCycles?: number;
}

/** State of a firmware program without its memory. */
interface FirmwareState extends HostState {
  readonly kind: 'firmware';
  readonly interpreter: Omit<InterpreterState, 'memory'>;
  readonly executor: ExecutorState;
  readonly settings: SpiWordsState;
  readonly epoch: number;
}

export class FirmwareHost implements Host {
  readonly kind = 'firmware';
  readonly sequencer: Sequencer;
  epoch = 0;
  onMark: ((mark: Mark) => void) | undefined;
  /** The instruction that begins an epoch. */
  private readonly epochAt: number | undefined;
  private readonly override: RegisterOverride;

  /** @param settings registers that are set from outside the program. */
  constructor(
    chip: Chip,
    image: FirmwareImage,
    { timeout, maxCycles }: HostLimits,
    observing: ObserverSource,
    settings: readonly RegisterSetting[] = [],
  ) {
    this.override = new RegisterOverride(settings, chip.state.design);
    this.sequencer = new Sequencer(chip, image, {
      ...(timeout === undefined ? {} : { timeout }),
      ...(maxCycles === undefined ? {} : { maxCycles }),
      ...(settings.length === 0 ? {} : { replace: this.override.apply }),
      observer: observing,
      recordsRows: 'never',
      onSnapshot: () => undefined,
      onMark: ({ cycle, mark }) => this.onMark?.({ cycle, text: mark }),
    });
    this.epochAt = image.symbols.find((s) => s.type === 'code' && /(^|_)epoch$/.test(s.name))?.value;
  }

  get instruction(): number {
    const { state } = this.sequencer.interpreter;
    return state.operation === 0 ? state.executed : state.executed - 1;
  }

  get operation(): number {
    return this.sequencer.interpreter.state.operation;
  }

  get pc(): number {
    return this.sequencer.pc;
  }

  get busy(): boolean {
    return this.sequencer.executor.busy;
  }

  get memory(): Uint8Array {
    return this.sequencer.interpreter.state.memory;
  }

  get upcoming(): Host['upcoming'] {
    return this.sequencer.interpreter.upcoming;
  }

  get end(): HostEnd | undefined {
    const { outcome } = this.sequencer;
    if (outcome === undefined) return undefined;
    const { trap, status } = outcome;
    if (trap === undefined)
      return { kind: 'halt', status, message: `the program ended with status ${status}` };
    return { kind: trap.trap === 'time-out' ? 'time-out' : 'trap', message: `trap: ${trap.message}` };
  }

  move(cycles: number): void {
    const { sequencer } = this;
    const { instruction } = this;
    sequencer.move(cycles);
    if (sequencer.pc === this.epochAt && sequencer.betweenInstructions && this.instruction > instruction)
      this.epoch++;
  }

  play(cycles: number): boolean {
    return this.sequencer.play(cycles);
  }

  save(): FirmwareState {
    const { memory: _pages, ...s } = this.sequencer.interpreter.state;
    return {
      kind: 'firmware',
      interpreter: {
        ...s,
        registers: s.registers.slice(),
        counters: s.counters.slice(),
        calls: [...s.calls],
        results: [...s.results],
        play: s.play && { ...s.play },
      },
      executor: copyOf(this.sequencer.executor.state),
      settings: this.override.state,
      epoch: this.epoch,
    };
  }

  /**
   * The present state, as one from which other firmware goes on.
   * @throws SelectionError where it cannot.
   */
  stateIn(image: FirmwareImage): HostState {
    if (this.end)
      throw new SelectionError(`${this.end.message}: go back to where other firmware is to go on`);
    if (this.busy || this.operation > 0)
      throw new SelectionError(
        "an instruction is under way: go to the next one ('instruction') or back to its start ('back-instruction') first",
      );
    const { interpreter, ...rest } = this.save();
    const position = positionIn(this.sequencer.image, image, interpreter);
    const state: FirmwareState = {
      ...rest,
      interpreter: { ...interpreter, ...position, calls: [...position.calls] },
    };
    return state;
  }

  restore(state: HostState, memory: Uint8Array): void {
    const { interpreter, executor, settings, epoch } = state as FirmwareState;
    this.sequencer.restore({ interpreter: { ...interpreter, memory }, executor });
    this.override.restore(settings);
    this.epoch = epoch;
  }
}

/** Operations are never changed, so that a copy can share them. */
export const copyOf = (state: Readonly<ExecutorState>): ExecutorState => ({
  ...state,
  words: [...state.words],
});
