/** `sextant train` as one value: the options, parsed and checked, the data, and all files declared. */
import { join } from 'node:path';
import type { Engine } from '../../chip/chip.js';
import { loadTask, TASK_NAMES, type TaskSource } from '../../data/tasks/load-task.js';
import { parameterText, REFERENCE, type Design } from '../../design/design.js';
import type { Prices } from '../../energy/prices.js';
import { designFromPairs } from '../../design/read-design.js';
import type { DeclaredFiles } from '../../files/declared-files.js';
import type { RegisterSetting } from '../../host/register-settings.js';
import { badInput, usageError } from '../../text/errors.js';
import { hashOfTask, readCheckpoint, type Checkpoint } from '../../training/checkpoint.js';
import { planEnergy, refuseIdlePricing, type EnergyPlan } from '../energy/energy-run.js';
import { pricesOf, type PricingOptions } from '../energy/pricing.js';
import type { AllowOptions } from '../findings.js';
import { checkNeurons, type FaultOptions, type ReportOptions, type SetOptions } from '../options.js';
import { chipGiven, requireChip } from '../chip-option.js';
import { refuseWithoutEffect } from '../options-without-effect.js';
import { CHECKPOINT, declareResults, type TrainResults } from './train-results.js';

/** What decides the course of a training, apart from its length. */
export interface CourseOptions extends FaultOptions {
  readonly task?: string;
  readonly data?: string;
  /** Directory of the weights to begin with. */
  readonly weights?: string;
  readonly samples: number;
  readonly seed: string;
  /** Registers set from outside the program. */
  readonly set?: readonly RegisterSetting[];
  /** The chip, as `--chip` takes it; absent: the public design. */
  readonly chip?: string;
}

export interface TrainOptions
  extends Omit<CourseOptions, 'set'>, SetOptions, PricingOptions, ReportOptions, AllowOptions {
  readonly energy?: boolean;
  readonly epochs: number;
  /** Directory of a training to go on with. */
  readonly resume?: string;
  readonly saveBest?: boolean;
  /** Epochs without a better score after which the training ends. */
  readonly earlyStop?: number;
  readonly output?: string;
  /** Neurons whose membranes are recorded. */
  readonly neurons?: readonly number[];
  readonly engine: Engine;
  readonly timeout: number;
}

/** A training as one value. */
export interface TrainPlan extends TaskSource {
  readonly options: TrainOptions;
  readonly design: Design;
  readonly set: readonly RegisterSetting[];
  readonly energy: EnergyPlan;
  readonly results?: TrainResults;
  /** Of the task, for checkpoints; only if results are written. */
  readonly taskSha256?: string;
  /** Prices of the energy of the recorded samples; only if results are written. */
  readonly prices?: Prices;
  /** Where to go on. */
  readonly from?: Checkpoint<CourseOptions>;
}

/**
 * Plans a training and reads its data; nothing is written.
 * @throws UserError for options that contradict each other, and for data that cannot be read.
 */
export async function planTraining(given: TrainOptions, files: DeclaredFiles): Promise<TrainPlan> {
  // The checkpoint is not declared as an input: going on replaces it.
  const from = given.resume === undefined ? undefined : await checkpointIn(given.resume, given);
  const { set: setBefore = [], ...course } = from?.options ?? given;
  const options: TrainOptions = from ? { ...given, ...course, output: given.resume! } : given;
  if (from) requireChip(chipOfCourse(from.options), await chipGiven(given, files), given.resume!);
  const source = await taskOf(options, await chipGiven(options, files), files);
  const { design = REFERENCE } = source.task;
  const set = setBefore.map((setting) => (typeof setting === 'function' ? setting(design) : setting));
  const { output, neurons, saveBest } = options;
  if (neurons) checkNeurons(neurons, design);
  const directory = output === undefined ? undefined : files.directory(output, '-o');
  refuseIdlePricing(options, directory !== undefined);
  const effect = { hasEffect: directory !== undefined, needs: '-o DIR' };
  refuseWithoutEffect([
    { option: '--neurons', isGiven: neurons !== undefined, ...effect },
    { option: '--save-best', isGiven: saveBest === true, ...effect },
  ]);
  const energy = await planEnergy(options, directory, files, design);
  const prices = directory && (await pricesOf(options, files, design));
  const results = directory && declareResults(directory);
  files.check();
  const taskSha256 = directory && hashOfTask(source.task);
  if (from && from.taskSha256 !== taskSha256)
    throw badInput(
      `the task ${source.task.name} is not the one that was learnt: its data or settings changed`,
      {
        file: output!,
      },
    );
  return {
    ...source,
    options,
    design,
    set,
    energy,
    ...(results ? { results } : {}),
    ...(taskSha256 === undefined ? {} : { taskSha256 }),
    ...(prices ? { prices } : {}),
    ...(from ? { from } : {}),
  };
}

/** Where the training of a directory stands. */
async function checkpointIn(
  directory: string,
  { epochs, energy }: TrainOptions,
): Promise<Checkpoint<CourseOptions>> {
  if (energy === true)
    throw usageError('--energy with --resume: price the whole training afterwards with `sextant energy DIR`');
  const checkpoint = await readCheckpoint<CourseOptions>(join(directory, CHECKPOINT));
  const done = (checkpoint.outcomes.at(-1)?.epoch ?? -1) + 1;
  if (done >= epochs)
    throw usageError(`${directory} has ${done} epochs already: give --epochs a number above ${done}`);
  return checkpoint;
}

/** The task that the options name, with its data. */
function taskOf(
  { task, data, weights, samples, seed }: TrainOptions,
  design: Design | undefined,
  files: DeclaredFiles,
): Promise<TaskSource> {
  if (data !== undefined && task !== undefined)
    throw usageError('--task and --data both name a task: give one of them');
  return loadTask(data ?? task ?? TASK_NAMES[0]!, {
    samples,
    seed,
    ...(design ? { design } : {}),
    ...(weights === undefined ? {} : { weights }),
    onRead: (file) => files.reads(file, data === undefined ? 'a file of --task' : 'a file of --data'),
  });
}

/** The chip of a training that is resumed. */
const chipOfCourse = ({ chip }: CourseOptions): Design =>
  chip === undefined ? REFERENCE : designFromPairs(chip);

/** The options that a resumed training takes from the one that it goes on with. */
export const courseOf = (
  { task, data, weights, samples, seed, fault }: TrainOptions,
  { design, set }: Pick<TrainPlan, 'design' | 'set'>,
): CourseOptions => ({
  ...(task === undefined ? {} : { task }),
  ...(data === undefined ? {} : { data }),
  ...(weights === undefined ? {} : { weights }),
  samples,
  seed,
  set,
  ...(design.isReference ? {} : { chip: parameterText(design) }),
  ...(fault ? { fault } : {}),
});
