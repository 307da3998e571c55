/** A host script as a host that a debugger can move: a line is an instruction of one operation. */
import type { Chip } from '../chip/chip.js';
import type { ObserverSource } from '../chip/observers.js';
import { OPERATION } from '../chip/turbo/play-list.js';
import { Executor, HostTimeout, type ExecutorState } from '../host/executor.js';
import type { OperationList } from '../host/operation-list.js';
import { copyOf, type HostLimits } from './firmware-host.js';
import type { Host, HostEnd, HostState, Mark } from './host.js';

interface ScriptState extends HostState {
  readonly kind: 'script';
  readonly next: number;
  readonly begun: boolean;
  readonly failure: string | undefined;
  readonly executor: ExecutorState;
}

const NO_MEMORY = new Uint8Array(0);

export class ScriptHost implements Host {
  readonly kind = 'script';
  readonly epoch = 0;
  readonly memory = NO_MEMORY;
  onMark: ((mark: Mark) => void) | undefined;
  readonly executor: Executor;
  private next = 0;
  private begun = false;
  private failure: string | undefined;

  /** @param list an entry for each line of the script. */
  constructor(
    chip: Chip,
    readonly list: OperationList,
    { timeout }: HostLimits,
    observing: ObserverSource,
  ) {
    this.executor = new Executor(chip, {
      ...(timeout === undefined ? {} : { timeout }),
      observer: observing,
      recordsRows: 'never',
    });
    this.skipBlank();
  }

  get instruction(): number {
    return this.next;
  }

  get operation(): number {
    return this.begun ? 1 : 0;
  }

  get pc(): number {
    return this.next;
  }

  get busy(): boolean {
    return this.executor.busy;
  }

  get end(): HostEnd | undefined {
    if (this.failure !== undefined) return { kind: 'time-out', message: this.failure };
    return this.next < this.list.length ? undefined : { kind: 'end', message: 'the script ended' };
  }

  get upcoming(): Host['upcoming'] {
    return this.begun || this.end ? undefined : { list: this.list, next: this.next };
  }

  move(cycles: number): void {
    if (this.end) return;
    const { executor } = this;
    try {
      const done = this.begun ? executor.advance(cycles) : executor.start(this.list.at(this.next)!, cycles);
      this.begun = !done;
      if (done) this.skip(1);
    } catch (error) {
      if (!(error instanceof HostTimeout)) throw error;
      this.failure = error.message;
      // However it was reached: the wait is under way.
      this.begun = true;
    }
  }

  play(cycles: number): boolean {
    if (this.begun || this.end) return false;
    const end = this.executor.play(this.list, this.next, cycles);
    const played = end - this.next;
    if (played > 0) this.skip(played);
    return played > 0;
  }

  save(): ScriptState {
    const { next, begun, failure } = this;
    return { kind: 'script', next, begun, failure, executor: copyOf(this.executor.state) };
  }

  restore(state: HostState): void {
    const { next, begun, failure, executor } = state as ScriptState;
    this.next = next;
    this.begun = begun;
    this.failure = failure;
    this.executor.restore(executor);
  }

  private skip(count: number): void {
    this.next += count;
    this.skipBlank();
  }

  /** Lines without an operation are passed together with the one before. */
  private skipBlank(): void {
    const { list } = this;
    while (this.next < list.length && list.codes[this.next] === OPERATION.NONE) this.next++;
  }
}
