/**
 * Trains and tests a task on the chip, sample by sample, with the task's program in `firmware/`.
 */
import type { Chip } from '../chip/chip.js';
import { readWeights } from '../chip/weights.js';
import type { CycleObserver } from '../chip/cycle.js';
import { taskImage } from '../data/task-image.js';
import { samplesPerEpoch, type Task, type Weights } from '../data/task.js';
import { trapError } from '../run/run-image.js';
import { Breather, type RunHooks } from '../run/breather.js';
import type { Operation } from '../host/operations.js';
import type { FirmwareImage } from '../firmware/image.js';
import { Sequencer, type SequencerState } from '../sequencer/sequencer.js';
import { countsOf, outcomeOf, type SampleOutcome } from './outcome.js';

/** Observes samples while they are played. */
export interface SampleWatcher {
  /** The observer of the next cycles, read before every call of the engine. */
  readonly observer: CycleObserver | undefined;
  /** Whether the observer stays the same (see ObserverSource). */
  readonly isSteady?: boolean;
  /** @param number of the sample, from 0, counted over the training. */
  begin(number: number): void;
  end(number: number): Promise<void>;
}

/** How a training runs. */
export interface TrainingOptions {
  epochs: number;
  /** Called around each sample. */
  watcher?: SampleWatcher;
  /** Longest single wait, in cycles. */
  timeout?: number;
  hooks?: RunHooks;
  /** Replaces operations of the program before they are carried out. */
  replace?: (operation: Operation) => Operation;
}

/** The state of a training between two samples: all that is needed to continue it. */
export interface TrainingCheckpoint {
  readonly chip: Uint8Array;
  readonly sequencer: SequencerState;
  /** Samples played. */
  readonly done: number;
}

/** A training under way. */
export class Training {
  private readonly sequencer: Sequencer;
  private answers: { bytes: number[]; cycle: number } = { bytes: [], cycle: 0 };
  private finished: string | undefined;
  private done = 0;

  /**
   * @param image of the task ({@link taskImage}).
   * @param from a checkpoint of the same task on a chip of the same design; absent: the training begins.
   * @throws SnapshotError for a checkpoint of another chip.
   */
  constructor(
    private readonly chip: Chip,
    private readonly task: Task,
    image: FirmwareImage,
    private readonly options: TrainingOptions,
    from?: TrainingCheckpoint,
  ) {
    const { watcher, timeout, replace } = options;
    if (from) chip.restore(from.chip);
    this.sequencer = new Sequencer(chip, image, {
      ...(timeout === undefined ? {} : { timeout }),
      ...(watcher ? { observer: watcher } : {}),
      replace,
      onEvent: (record) => {
        if (!('out' in record)) return;
        this.answers.bytes.push(record.out);
        this.answers.cycle = record.cycle;
      },
      onSnapshot: (tag) => (this.finished = tag),
    });
    if (!from) return;
    this.sequencer.restore(from.sequencer);
    this.done = from.done;
  }

  /** Goes on to the first sample: loads the chip. @throws UserError when the chip does not answer. */
  async load(): Promise<void> {
    const breather = new Breather({});
    while (this.sequencer.outcome === undefined && !this.beginsSample) {
      this.sequencer.step();
      await breather.breathe(0);
    }
    const trap = trapError(this.sequencer.interpreter, this.task.name);
    if (trap) throw trap;
  }

  /** Whether the next instruction begins a sample. */
  private get beginsSample(): boolean {
    const { instruction, interpreter } = this.sequencer;
    if (instruction?.mnemonic === 'play') return true;
    return instruction?.mnemonic === 'sample' && interpreter.operands[0] === 1;
  }

  /** The present state; to be called after an outcome and before the next is taken. */
  checkpoint(): TrainingCheckpoint {
    return { chip: this.chip.snapshot(), sequencer: this.sequencer.checkpoint(), done: this.done };
  }

  /**
   * Loads the task, then trains and tests it epoch by epoch.
   * @returns outcomes as they come; ends early when `hooks.stopped` says so.
   * @throws UserError when the program traps (exit code 42 when the chip does not answer).
   */
  async *outcomes(): AsyncGenerator<SampleOutcome> {
    const { chip, task, sequencer } = this;
    const { epochs, watcher, hooks = {} } = this.options;
    const breather = new Breather(hooks);
    const total = epochs * samplesPerEpoch(task);
    let before = countsOf(chip);
    while (sequencer.outcome === undefined) {
      if (this.beginsSample) {
        before = countsOf(chip);
        this.answers.bytes = [];
        watcher?.begin(this.done);
      }
      while (!sequencer.step()) if (await breather.breathe(this.done / total)) return;
      if (this.finished === undefined) continue;
      await watcher?.end(this.done);
      this.done++;
      const tag = this.finished;
      this.finished = undefined;
      yield outcomeOf(chip, task, tag, this.answers, before);
    }
    const trap = trapError(sequencer.interpreter, task.name);
    if (trap) throw trap;
  }
}

/**
 * Trains and tests a task from its start.
 * @returns outcomes as they come; ends early when `hooks.stopped` says so.
 * @throws UserError when the program traps (exit code 42 when the chip does not answer).
 */
export async function* train(
  chip: Chip,
  task: Task,
  options: TrainingOptions,
): AsyncGenerator<SampleOutcome> {
  yield* new Training(chip, task, await taskImage(task, options.epochs), options).outcomes();
}

/** The weights of a task's network as they are in the chip's memories. */
export const weightsOf = (chip: Chip, { sizes: { inputs, neurons, outputs } }: Task): Weights => ({
  inp: readWeights(chip, 'winp', inputs, neurons),
  rec: readWeights(chip, 'wrec', neurons, neurons),
  out: readWeights(chip, 'wout', neurons, outputs),
});
