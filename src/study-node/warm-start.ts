/**
 * Chips that are loaded already: reset, weights and neurons over the SPI port take more time than training a few samples.
 *
 * A task is loaded once with its own registers. Points that differ only in registers that do nothing while the chip is
 * loaded begin there, with their values in those registers: the same state, bit for bit and cycle for cycle, as if they had
 * been loaded themselves.
 */
import { Chip } from '../chip/chip.js';
import { derive } from '../chip/config.js';
import type { RegisterSetting } from '../host/register-settings.js';
import { Training, type TrainingCheckpoint } from '../training/training.js';
import type { TrainableTask } from './task-source.js';

/** Registers that only neurons, traces and learning use: none of them moves while SAMPLE is low. */
const IDLE_REGISTER = /^(KAPPA|THR_H_\d|H_\d|LR_[RP]_\w+|REGUL_\w+|LEARN_SIG_SCALE|FP_LOC_\w+)$/;

const loaded = new WeakMap<TrainableTask, Promise<TrainingCheckpoint>>();

/** Whether points with these registers can begin with a loaded chip. */
export const canStartWarm = (registers: readonly RegisterSetting[]): boolean =>
  registers.every(({ register }) => IDLE_REGISTER.test(register));

/** Where the training of a task stands once the chip is loaded. */
export function loadedTraining(trainable: TrainableTask): Promise<TrainingCheckpoint> {
  const found = loaded.get(trainable) ?? load(trainable);
  loaded.set(trainable, found);
  return found;
}

async function load({ task, image }: TrainableTask): Promise<TrainingCheckpoint> {
  const training = new Training(new Chip(task.design), task, image, { epochs: 1 });
  await training.load();
  return training.checkpoint();
}

/** Gives registers of a chip their values, as if they had been written over SPI. */
export function writeRegisters({ state }: Chip, registers: readonly RegisterSetting[]): void {
  for (const { register, value } of registers) state.config[register] = value;
  derive(state.config, state.derived);
}
