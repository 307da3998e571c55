/**
 * Trains and tests a task on the chip, sample by sample, with the task's program in `firmware/`.
 */
import { totalActivity, type Activity } from '../chip/activity.js';
import type { Chip } from '../chip/chip.js';
import { readWeights } from '../chip/weights.js';
import type { CycleObserver } from '../chip/cycle.js';
import { taskImage } from '../data/task-image.js';
import type { Task, Weights } from '../data/task.js';
import { trapError } from '../run/run-image.js';
import { Breather, type RunHooks } from '../run/breather.js';
import type { Operation } from '../host/operations.js';
import type { FirmwareImage } from '../firmware/image.js';
import { Sequencer, type SequencerState } from '../sequencer/sequencer.js';

/** Whether samples are learnt from or tested. */
export type TrainingPhase = 'train' | 'test';

/** The outcome of one sample. */
export interface SampleOutcome {
  /** From 0. */
  epoch: number;
  phase: TrainingPhase;
  index: number;
  label: number;
  /** The byte that the chip sent: the winner. */
  output: number;
  /** Cycle at which the output came. */
  cycle: number;
  /** Cycles the sample took, to the start of the next. */
  cycles: number;
  ticks: number;
  inputEvents: number;
  spikes: number;
  synapticOps: number;
  weightsChanged: number;
}

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
  private output = { cycle: 0, out: 0 };
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
        if ('out' in record) this.output = record;
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
    while (this.sequencer.outcome === undefined && this.sequencer.instruction?.mnemonic !== 'play') {
      this.sequencer.step();
      await breather.breathe(0);
    }
    const trap = trapError(this.sequencer.interpreter, this.task.name);
    if (trap) throw trap;
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
    const total = epochs * (task.train.length + task.test.length);
    let before = startOf(chip);
    while (sequencer.outcome === undefined) {
      if (sequencer.instruction?.mnemonic === 'play') {
        before = startOf(chip);
        watcher?.begin(this.done);
      }
      while (!sequencer.step()) if (await breather.breathe(this.done / total)) return;
      if (this.finished === undefined) continue;
      await watcher?.end(this.done);
      this.done++;
      const tag = this.finished;
      this.finished = undefined;
      yield outcomeOf(chip, task, tag, this.output, before);
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

const startOf = (chip: Chip) => ({ cycle: chip.cycle, ...totalActivity(chip.state.activity) });

/** @param tag of the program's snapshot after the sample: `e<epoch>_<phase>_<index>`. */
function outcomeOf(
  chip: Chip,
  task: Task,
  tag: string,
  output: { cycle: number; out: number },
  before: ReturnType<typeof startOf>,
): SampleOutcome {
  const [, epoch, phase, index] = /^e(\d+)_(train|test)_(\d+)$/.exec(tag) as unknown as [
    string,
    string,
    TrainingPhase,
    string,
  ];
  const after = startOf(chip);
  const spent = (name: Activity | 'cycle'): number => after[name] - before[name];
  return {
    epoch: Number(epoch),
    phase,
    index: Number(index),
    label: task[phase][Number(index)]!.label,
    output: output.out,
    cycle: output.cycle,
    cycles: spent('cycle'),
    ticks: spent('ticks'),
    inputEvents: spent('inputEvents'),
    spikes: spent('spikes'),
    synapticOps: spent('synapticOps'),
    weightsChanged: spent('lanesChanged'),
  };
}

/** The weights of a task's network as they are in the chip's memories. */
export const weightsOf = (chip: Chip, { sizes: { inputs, neurons, outputs } }: Task): Weights => ({
  inp: readWeights(chip, 'winp', inputs, neurons),
  rec: readWeights(chip, 'wrec', neurons, neurons),
  out: readWeights(chip, 'wout', neurons, outputs),
});
