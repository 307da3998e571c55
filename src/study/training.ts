/**
 * Trains and tests a task on the chip, sample by sample: what the host of a board would do, at its pins.
 */
import { totalActivity, type Activity } from '../chip/activity.js';
import type { Chip } from '../chip/chip.js';
import { loadOperations, phaseOperations, sampleOperations } from '../data/protocol.js';
import type { Task, Weights } from '../data/task.js';
import { Executor, HostTimeout } from '../host/executor.js';
import type { Operation } from '../host/operations.js';
import { Breather, type RunHooks } from '../host/run-script.js';
import { EXIT, UserError } from '../io/errors.js';

/** All weights learn; none do. */
const DO_EPROP = { train: 7, test: 0 } as const;
export type Phase = keyof typeof DO_EPROP;

/** What came of one sample. */
export interface SampleOutcome {
  /** From 0. */
  epoch: number;
  phase: Phase;
  index: number;
  label: number;
  /** The byte the chip gave: the winner. */
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

export interface TrainingOptions {
  epochs: number;
  /** Longest single wait, in cycles. */
  timeout?: number;
  hooks?: RunHooks;
}

/**
 * Loads the task, then trains and tests it epoch by epoch.
 * @returns outcomes as they come; ends early when `hooks.stopped` says so.
 * @throws UserError (exit code 42) when the chip does not answer.
 */
export async function* train(
  chip: Chip,
  task: Task,
  options: TrainingOptions,
): AsyncGenerator<SampleOutcome> {
  const { epochs, hooks = {} } = options;
  const breather = new Breather(hooks);
  let output: { cycle: number; out: number } | undefined;
  const executor = new Executor(chip, {
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    onEvent: (record) => {
      if ('out' in record) output = record;
    },
  });
  const total = epochs * (task.train.length + task.test.length);
  let done = 0;
  const play = async (operations: Iterable<Operation>): Promise<boolean> => {
    for (const operation of operations)
      for (const _slice of executor.execute(operation))
        if (await breather.breathe(done / total)) return false;
    return !(await breather.breathe(done / total));
  };
  try {
    if (!(await play(loadOperations(task)))) return;
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const phase of ['train', 'test'] as const) {
        if (!(await play(phaseOperations(DO_EPROP[phase])))) return;
        for (const [index, sample] of task[phase].entries()) {
          const before = { cycle: chip.cycle, ...totalActivity(chip.state.activity) };
          if (!(await play(sampleOperations(sample, task.supervisionTick, phase === 'train')))) return;
          if (!output) return;
          const after = totalActivity(chip.state.activity);
          const spent = (name: Activity): number => after[name] - before[name];
          done++;
          yield {
            epoch,
            phase,
            index,
            label: sample.label,
            output: output.out,
            cycle: output.cycle,
            cycles: chip.cycle - before.cycle,
            ticks: spent('ticks'),
            inputEvents: spent('inputEvents'),
            spikes: spent('spikes'),
            synapticOps: spent('synapticOps'),
            weightsChanged: spent('lanesChanged'),
          };
        }
      }
    }
  } catch (error) {
    if (error instanceof HostTimeout) throw new UserError(error.message, EXIT.TIMEOUT);
    throw error;
  }
}

/** The weights as they stand in the SRAMs. */
export function weightsOf(chip: Chip, { sizes: { inputs, neurons, outputs } }: Task): Weights {
  const { winp, wrec, wout, geometry } = chip.state;
  const matrix = (bytes: Int8Array, pres: number, posts: number, stride: number): Int8Array =>
    Int8Array.from({ length: pres * posts }, (_, i) => bytes[Math.floor(i / posts) * stride + (i % posts)]!);
  return {
    inp: matrix(winp.bytes, inputs, neurons, geometry.neurons),
    rec: matrix(wrec.bytes, neurons, neurons, geometry.neurons),
    out: matrix(wout.bytes, neurons, outputs, geometry.outputs),
  };
}
