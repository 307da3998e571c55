/** One of two runs that are compared: a host script on a chip, operation by operation, restorable. */
import { Chip } from '../chip/chip.js';
import type { CycleObserver } from '../chip/cycle.js';
import type { ChipState } from '../chip/state.js';
import { Executor, HostTimeout } from '../host/executor.js';
import { OperationError, parseOperation, type Operation } from '../host/operations.js';
import { badInput } from '../io/errors.js';
import { numbered, readLines } from '../io/lines.js';
import type { EventRecord } from '../trace/events.js';
import type { Fault } from './fault.js';

/** An operation and the line it stands in. */
export interface Step {
  readonly line: number;
  readonly text: string;
  readonly operation: Operation;
}

/** Everything needed to go on from a point. */
export interface Checkpoint {
  readonly snapshot: Uint8Array;
  readonly settings: readonly Operation[];
  readonly faultDone: boolean;
}

export class RunSide {
  readonly chip = new Chip();
  observer: CycleObserver | undefined;
  onEvent: ((record: EventRecord) => void) | undefined;
  /** Where the run waits in vain, if it does. */
  stuck: string | undefined;
  /** Cycle at which the fault struck. */
  faultCycle: number | undefined;
  private executor = this.newExecutor();
  /** The last operation that set how the host works (SCK period). */
  private settings = new Map<string, Operation>();
  private readonly steps: AsyncGenerator<Step, void>;

  constructor(
    readonly file: string,
    private readonly timeout: number,
    private readonly fault?: Fault,
  ) {
    this.steps = readSteps(file);
  }

  /** The next operation of the script, undefined at its end. @throws UserError for a script that cannot be read. */
  async next(): Promise<Step | undefined> {
    if (this.stuck !== undefined) return undefined;
    for (;;) {
      const next = await this.steps.next();
      if (next.done === true) return undefined;
      if (!isNothing(next.value.operation)) return next.value;
    }
  }

  async close(): Promise<void> {
    await this.steps.return();
  }

  /** Whether the fault is to strike a chip in this state. */
  due(state: ChipState): boolean {
    return this.fault !== undefined && this.faultCycle === undefined && this.fault.due(state);
  }

  /** The fault strikes between operations, once its place is reached. */
  strike(): void {
    if (!this.fault || !this.due(this.chip.state)) return;
    this.fault.apply(this.chip.state);
    this.faultCycle = this.chip.cycle;
  }

  /** Carries out an operation; one that waits in vain leaves the run stuck. */
  execute({ operation, line }: Step): void {
    if (operation.op === 'sck') this.settings.set(operation.op, operation);
    try {
      this.perform(operation);
    } catch (error) {
      if (!(error instanceof HostTimeout)) throw error;
      this.stuck = `line ${line}: ${error.message}`;
    }
  }

  checkpoint(): Checkpoint {
    return {
      snapshot: this.chip.snapshot(),
      settings: [...this.settings.values()],
      faultDone: this.faultCycle !== undefined,
    };
  }

  restore({ snapshot, settings, faultDone }: Checkpoint): void {
    this.chip.restore(snapshot);
    this.stuck = undefined;
    this.executor = this.newExecutor();
    this.settings = new Map(settings.map((operation) => [operation.op, operation]));
    for (const operation of settings) this.perform(operation);
    if (!faultDone) this.faultCycle = undefined;
  }

  private perform(operation: Operation): void {
    const running = this.executor.execute(operation)[Symbol.iterator]();
    while (running.next().done !== true);
  }

  private newExecutor(): Executor {
    const observer = (): CycleObserver | undefined => this.observer;
    return new Executor(this.chip, {
      timeout: this.timeout,
      get observer() {
        return observer();
      },
      onEvent: (record) => this.onEvent?.(record),
      recordsRows: 'never',
    });
  }
}

/** Operations that the chip does not notice: two scripts may differ in them. */
const isNothing = (o: Operation): boolean =>
  o.op === 'snap' || o.op === 'autosnap' || (o.op === 'wait' && o.value === 0);

async function* readSteps(file: string): AsyncGenerator<Step, void> {
  for await (const batch of readLines(file)) {
    for (const [text, line] of numbered(batch)) {
      try {
        const operation = parseOperation(text);
        if (operation) yield { line, text: text.trim(), operation };
      } catch (error) {
        throw error instanceof OperationError ? badInput(error.message, { file, line }) : error;
      }
    }
  }
}
