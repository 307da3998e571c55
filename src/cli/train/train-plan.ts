/** `sextant train` as one value: the options, parsed and checked, the data, and all files declared. */
import type { Engine } from '../../chip/chip.js';
import { generateCueAccumulation } from '../../data/cue-accumulation.js';
import { loadTask } from '../../data/task-files.js';
import type { Task } from '../../data/task.js';
import type { Prices } from '../../energy/prices.js';
import type { DeclaredFiles } from '../../files/declared-files.js';
import { filesIn } from '../../files/directory.js';
import { planEnergy, refuseIdlePricing, type EnergyPlan } from '../energy/energy-run.js';
import { pricesOf, type PricingOptions } from '../energy/pricing.js';
import type { AllowOptions } from '../findings.js';
import type { ReportOptions, SetOptions } from '../options.js';
import { refuseWithoutEffect } from '../options-without-effect.js';
import { declareResults, type TrainResults } from './train-results.js';

export interface TrainOptions extends PricingOptions, ReportOptions, AllowOptions, SetOptions {
  readonly energy?: boolean;
  readonly task: string;
  readonly data?: string;
  readonly epochs: number;
  readonly samples: number;
  readonly seed: string;
  readonly output?: string;
  /** Neurons whose membranes are recorded. */
  readonly neurons?: readonly number[];
  readonly engine: Engine;
  readonly timeout: number;
}

/** A training as one value. */
export interface TrainPlan {
  readonly task: Task;
  readonly options: TrainOptions;
  readonly energy: EnergyPlan;
  readonly results?: TrainResults;
  /** Prices of the energy of the recorded samples; only if results are written. */
  readonly prices?: Prices;
}

/**
 * Plans a training and reads its data; nothing is written.
 * @throws UserError for options that contradict each other, and for data that cannot be read.
 */
export async function planTraining(options: TrainOptions, files: DeclaredFiles): Promise<TrainPlan> {
  const { data, samples, seed, output, neurons } = options;
  const directory = output === undefined ? undefined : files.directory(output, '-o');
  refuseIdlePricing(options, directory !== undefined);
  refuseWithoutEffect([
    {
      option: '--neurons',
      isGiven: neurons !== undefined,
      hasEffect: directory !== undefined,
      needs: '-o DIR',
    },
  ]);
  const energy = await planEnergy(options, directory, files);
  if (data !== undefined) for (const file of filesIn(data)) files.reads(file, 'a file of --data');
  const prices = directory && (await pricesOf(options, files));
  const results = directory && declareResults(directory);
  files.check();
  const task = data === undefined ? generateCueAccumulation(samples, seed) : await loadTask(data, samples);
  return { task, options, energy, ...(results ? { results } : {}), ...(prices ? { prices } : {}) };
}
