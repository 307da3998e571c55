/** The outcome of one sample of a training: what the chip answered, and what that took. */
import { totalActivity, type Activity } from '../chip/activity.js';
import type { Chip } from '../chip/chip.js';
import type { Sample, Task } from '../data/task.js';
import { badInput } from '../text/errors.js';

/** What a sample is used for: to learn from, to choose the best epoch by, or to test. */
export type TrainingPhase = 'train' | 'validation' | 'test';

/** The phases in the order in which an epoch plays them. */
export const TRAINING_PHASES: readonly TrainingPhase[] = ['train', 'validation', 'test'];

/** The outcome of one sample. */
export interface SampleOutcome {
  /** From 0. */
  epoch: number;
  phase: TrainingPhase;
  /** Of the sample in its set, from 0. */
  index: number;
  /** -1 in a regression. */
  label: number;
  /** The byte that the chip sent: the winner of a classification; -1 in a regression. */
  output: number;
  /** Regression: squares of what the outputs were off, and of the targets about their mean; summed over supervised steps. */
  error?: RegressionError;
  /** Cycle at which the last output came. */
  cycle: number;
  /** Cycles the sample took, to the start of the next. */
  cycles: number;
  ticks: number;
  inputEvents: number;
  spikes: number;
  synapticOps: number;
  weightsChanged: number;
}

/** How far the outputs of a sample were from their targets. */
export interface RegressionError {
  /** Sum of the squared differences between outputs and targets, in units of the output membrane squared. */
  readonly squares: number;
  /** Sum of the squared differences between the targets and their mean: the error of outputs that never move. */
  readonly variance: number;
}

/** Bytes the chip sent during a sample, and the cycle of the last. */
export interface Answers {
  readonly bytes: readonly number[];
  readonly cycle: number;
}

/** Cycle and activity of a chip. */
export const countsOf = (chip: Chip) => ({ cycle: chip.cycle, ...totalActivity(chip.state.activity) });

export type ChipCounts = ReturnType<typeof countsOf>;

/** Which sample a program has finished. */
interface Finished {
  readonly epoch: number;
  readonly phase: TrainingPhase;
  readonly index: number;
}

/**
 * The sample that a snapshot's tag names. The program plays the samples for validation and those of the test in one row.
 * @throws UserError for a tag that does not name a sample of the task.
 */
function finishedBy(tag: string, task: Task): Finished {
  const found = /^e(\d+)_(train|test)_(\d+)$/.exec(tag);
  if (found) {
    const [epoch, index] = [Number(found[1]), Number(found[3])];
    const validated = task.validation?.length ?? 0;
    if (found[2] === 'train' && index < task.train.length) return { epoch, phase: 'train', index };
    if (found[2] === 'test' && index < validated) return { epoch, phase: 'validation', index };
    if (found[2] === 'test' && index < validated + task.test.length)
      return { epoch, phase: 'test', index: index - validated };
  }
  throw badInput(`the snapshot '${tag}' does not name a sample, such as e0_train_0 or e0_test_0`, {
    file: task.program ?? task.name,
  });
}

/** @param before counts at the start of the sample. */
export function outcomeOf(
  chip: Chip,
  task: Task,
  tag: string,
  answers: Answers,
  before: ChipCounts,
): SampleOutcome {
  const { epoch, phase, index } = finishedBy(tag, task);
  const sample = task[phase]![index]!;
  const after = countsOf(chip);
  const spent = (name: Activity | 'cycle'): number => after[name] - before[name];
  const regression = task.kind === 'regression';
  return {
    epoch,
    phase,
    index,
    label: regression ? -1 : sample.label,
    output: regression ? -1 : (answers.bytes.at(-1) ?? 0),
    ...(regression && { error: errorOf(sample, answers.bytes, task.sizes.outputs) }),
    cycle: answers.cycle,
    cycles: spent('cycle'),
    ticks: spent('ticks'),
    inputEvents: spent('inputEvents'),
    spikes: spent('spikes'),
    synapticOps: spent('synapticOps'),
    weightsChanged: spent('lanesChanged'),
  };
}

/** @param bytes two for each output and step, low byte first. */
function errorOf(
  { targets = new Int16Array(), labelTick }: Sample,
  bytes: readonly number[],
  outputs: number,
): RegressionError {
  const given = Int16Array.from(
    { length: bytes.length / 2 },
    (_, i) => bytes[2 * i]! | (bytes[2 * i + 1]! << 8),
  );
  const first = labelTick * outputs;
  const judged = targets.subarray(first);
  const means = Array.from({ length: outputs }, (_, k) => mean(judged.filter((_t, i) => i % outputs === k)));
  let squares = 0;
  let variance = 0;
  judged.forEach((target, i) => {
    squares += (target - (given[first + i] ?? 0)) ** 2;
    variance += (target - means[i % outputs]!) ** 2;
  });
  return { squares, variance };
}

const mean = (values: Int16Array): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
