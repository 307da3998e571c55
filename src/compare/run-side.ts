/** One of two runs that are compared: a program on a chip, carried out by operations, that can go back to a checkpoint. */
import type { Engine } from '../chip/chip.js';
import type { Phases } from '../chip/turbo/phases.js';
import { Executor, HostTimeout } from '../host/executor.js';
import type { Operation } from '../host/operations.js';
import type { Program } from '../run/program.js';
import { EXIT, UserError } from '../text/errors.js';
import type { EventRecord } from '../trace/events/record.js';
import { Intervention } from './intervention.js';
import { samplesSoFar, ticksSoFar } from '../position/counts.js';
import { ProgressTracker } from '../position/marker.js';
import type { RunProgress } from '../position/position.js';
import { describeStep, openSource, type OperationSource, type Step } from './operation-source.js';
import { RegisterOverride } from '../host/register-settings.js';
import type { Setting } from './setting.js';
import { WatchedChip } from './watched-chip.js';

/** The program to run, and how. */
export interface RunSpec {
  readonly program: Program;
  /** Default `auto`. */
  readonly engine?: Engine;
  readonly settings?: readonly Setting[];
  /** Long phases of the turbo engine; by default the fastest the platform has. */
  readonly phases?: Phases;
}

/** Everything needed to continue from a point. */
export interface Checkpoint {
  readonly snapshot: Uint8Array;
  /** The latest operation that set the period of SCK. */
  readonly clock: Operation | undefined;
  /** Number of the next operation. */
  readonly position: number;
  /** Interventions still to come. */
  readonly interventions: readonly Intervention[];
  readonly progress: RunProgress;
}

export class RunSide {
  readonly chip: WatchedChip;
  onEvent: ((record: EventRecord) => void) | undefined;
  /** The wait that timed out, if one did. */
  stuck: string | undefined;
  /** The current operation, or the last one. */
  current: Step | undefined;
  private readonly written: RegisterOverride;
  private readonly source: OperationSource;
  private interventions: readonly Intervention[];
  private readonly progressTracker = new ProgressTracker();
  private executor: Executor;
  /** The latest operation that set the half period of SCK. */
  private clock: Operation | undefined;
  /** Operations since {@link forget}, to be carried out again after {@link restore}. */
  private steps: Step[] = [];
  /** Number of the first of {@link steps}, and of the next to be carried out. */
  private first = 0;
  private position = 0;
  /** Operations whose results the program has received. */
  private answered = 0;
  private sourceEnded = false;

  constructor(
    readonly spec: RunSpec,
    private readonly timeout: number,
  ) {
    const { program, settings = [], engine, phases } = spec;
    // Unobserved, `auto` runs on the turbo engine; it can also be watched where the turbo engine went wrong.
    this.chip = new WatchedChip(program.design, {
      engine: engine === 'cycle' ? 'cycle' : 'auto',
      ...(phases ? { phases } : {}),
    });
    program.powerUp(this.chip);
    this.interventions = settings.filter((s) => s instanceof Intervention);
    this.written = new RegisterOverride(
      settings.flatMap((s) => (s instanceof Intervention ? [] : [s])),
      program.design,
    );
    this.source = openSource(program, this.chip, timeout);
    this.executor = this.newExecutor();
  }

  /** Share of the program that was read, 0..1. */
  get progress(): number {
    return this.source.progress;
  }

  /** The program is known to have no further operation. */
  get ended(): boolean {
    return this.sourceEnded && this.position >= this.first + this.steps.length;
  }

  /** Registers with a setting that the program, if it has ended, never wrote. */
  get unused(): readonly string[] {
    return this.ended ? this.written.unused : [];
  }

  /** Interventions whose position the run, which has ended, never reached, and how far it came. */
  get unreached(): readonly string[] {
    const { state } = this.chip;
    const length = `${state.cycle} cycles, ${ticksSoFar(state)} ticks and ${samplesSoFar(state)} samples`;
    return this.over ? this.interventions.map(({ text }) => `${text} (it ends after ${length})`) : [];
  }

  /** Whether there are no further operations. */
  get over(): boolean {
    return this.ended || this.stuck !== undefined;
  }

  /** How the run ended, as text. */
  get ending(): string {
    if (this.stuck !== undefined) return 'timed out';
    return this.ended ? this.source.ending : 'goes on';
  }

  /** The error it ended with, if it did. */
  get failure(): UserError | undefined {
    const { name: file } = this.spec.program;
    if (this.stuck !== undefined)
      return new UserError(`${this.stuck}; raise --timeout if it must wait longer`, EXIT.TIMEOUT, { file });
    return this.ended ? this.source.failure : undefined;
  }

  async close(): Promise<void> {
    await this.source.close();
  }

  /** Whether an intervention is due in the state of this chip, or of its leader. */
  get due(): boolean {
    if (this.interventions.length === 0) return false;
    const progress = this.progressTracker.update((this.chip.leader ?? this.chip).state);
    return this.interventions.some((i) => i.isDue(progress));
  }

  /** Applies the interventions that are due; to be called between operations. @returns whether there was one. */
  intervene(): boolean {
    if (!this.due) return false;
    const { state } = this.chip;
    const progress = this.progressTracker.update(state);
    for (const intervention of this.interventions)
      if (intervention.isDue(progress)) intervention.apply(state);
    this.interventions = this.interventions.filter((i) => !i.isDue(progress));
    return true;
  }

  /** The next operation; it stays the next one until {@link carryOut} or {@link skip}. */
  peek(): Step | undefined | Promise<Step | undefined> {
    if (this.stuck !== undefined) return undefined;
    const known = this.steps[this.position - this.first];
    if (known || this.sourceEnded) return known;
    for (;;) {
      const step = this.source.next();
      if (step instanceof Promise) return step.then((s) => (isNothing(s) ? this.peek() : this.keep(s)));
      if (!isNothing(step)) return this.keep(step);
    }
  }

  private keep(step: Step | undefined): Step | undefined {
    if (step === undefined) {
      this.sourceEnded = true;
      return undefined;
    }
    const operation = this.written.apply(step.operation);
    const kept = operation === step.operation ? step : { ...step, operation };
    this.steps.push(kept);
    return kept;
  }

  /**
   * Applies interventions that are due, then carries out the next operation, if there is one. A wait that times out
   * leaves the run stuck.
   */
  step(): Promise<void> | undefined {
    this.intervene();
    const step = this.peek();
    if (step instanceof Promise) return step.then((s) => this.carryOut(s));
    this.carryOut(step);
    return undefined;
  }

  /** Carries out the operation that {@link peek} gave. */
  carryOut(step: Step | undefined): void {
    if (!step) return;
    const { operation, timeout } = step;
    if (operation.op === 'sck') this.clock = operation;
    this.current = step;
    this.executor.timeout = timeout;
    try {
      this.perform(operation);
      this.skip();
    } catch (error) {
      if (!(error instanceof HostTimeout)) throw error;
      this.stuck = `${this.source.origin(step)}: ${error.message}`;
    }
  }

  /** Skips the operation that {@link peek} gave, because the leader carried it out. */
  skip(): void {
    this.answered = Math.max(this.answered, ++this.position);
  }

  /** Passes a result on to the program, unless it has received it already. */
  answer(record: EventRecord): void {
    if (this.position >= this.answered) this.source.take(record);
  }

  /** Operations from a checkpoint to the current one, which is included. */
  stepsSince({ position }: Checkpoint): readonly Step[] {
    const end = this.current ? this.steps.indexOf(this.current) + 1 : 0;
    return this.steps.slice(position - this.first, Math.max(end, position - this.first));
  }

  /** A step as text. @param other the step of the other run, from which it differs. */
  describe(step: Step | undefined, other: Step | undefined): string {
    return step ? describeStep(this.source, step, other) : 'end of the program';
  }

  checkpoint(): Checkpoint {
    return {
      snapshot: this.chip.snapshot(),
      clock: this.clock,
      position: this.position,
      interventions: this.interventions,
      progress: this.progressTracker.save(),
    };
  }

  restore({ snapshot, clock, position, interventions, progress }: Checkpoint): void {
    this.chip.restore(snapshot);
    this.progressTracker.restore(progress);
    this.interventions = interventions;
    this.stuck = this.current = undefined;
    this.position = position;
    this.executor = this.newExecutor();
    this.clock = clock;
    if (clock) this.perform(clock);
  }

  /** Takes over the state of the other run, which carried out the same operations. */
  follow(other: RunSide): void {
    this.chip.leader = undefined;
    this.chip.restore(other.chip.snapshot());
    this.clock = other.clock;
    if (this.clock) this.perform(this.clock);
  }

  /** Drops the operations before this point, to which the run will not go back. */
  forget(): void {
    const done = this.position - this.first;
    if (done === this.steps.length) this.steps.length = 0;
    else this.steps.splice(0, done);
    this.first = this.position;
  }

  private perform(operation: Operation): void {
    this.executor.run(operation);
  }

  private newExecutor(): Executor {
    const { chip } = this;
    const executor = new Executor(chip, {
      timeout: this.timeout,
      observer: chip.watch,
      onEvent: (record) => {
        this.answer(record);
        this.onEvent?.(record);
      },
      recordsRows: 'never',
    });
    // Snapshots are not used here, and each would take a checksum over the memories.
    executor.run({ op: 'autosnap', value: 0 });
    return executor;
  }
}

/** Whether an operation does nothing to the chip: programs that differ only in such operations count as the same. */
function isNothing(step: Step | undefined): boolean {
  const o = step?.operation;
  return o?.op === 'snap' || o?.op === 'autosnap' || (o?.op === 'wait' && o.value === 0);
}
