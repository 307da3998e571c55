/** The network of a task that `sextant import` mapped to the chip, for a training that goes on there. */
import { join } from 'node:path';
import type { RegisterName } from '../../../isa/registers.js';
import { designDifference, type Design } from '../../design/design.js';
import { registersOf } from '../../network/chip-network.js';
import { NETWORK_FILES } from '../../network/inference-program.js';
import { readNetwork } from '../network-directory.js';
import { badInput } from '../../text/errors.js';
import type { Sample, Task } from '../task.js';

/** What a task takes from a network. */
export interface TaskNetwork extends Pick<Task, 'sizes' | 'weights' | 'neuron'> {
  /** Registers that the network says. */
  readonly settings: ReadonlyMap<RegisterName, number>;
  /** Input that needs an event in every tick. */
  readonly biasInput?: number;
}

/** Registers of an inference that a training sets in another way. */
const OTHERWISE: readonly RegisterName[] = ['DO_EPROP', 'ERROR_HALT', 'SEND_LABEL_ONLY'];
const BOUNDS: readonly RegisterName[] = ['THR_H_0', 'THR_H_1', 'THR_H_2', 'THR_H_3'];
/** Neurons learn where their membrane is above this share of the threshold, as in the reference benchmark. */
const LEARNING_SHARE = 1 / 3;
const LEAK_LOW = 0xfff;

/** Files of a network, for a command that declares what it reads. */
export const filesOfNetwork = (directory: string): string[] =>
  (['description', 'input', 'recurrent', 'output'] as const).map((name) =>
    join(directory, NETWORK_FILES[name]),
  );

/**
 * Reads a network.
 * @param design of the chip that the task is for.
 * @throws UserError naming the file that is missing or wrong, and for a network that was mapped to another chip.
 */
export async function readTaskNetwork(directory: string, design: Design): Promise<TaskNetwork> {
  const network = await readNetwork(directory);
  if (network.design.hash !== design.hash)
    throw badInput(
      `the network was mapped to another chip than that of the task: ${designDifference(network.design, design)}`,
      { file: join(directory, NETWORK_FILES.description) },
    );
  const { inputs, neurons, outputs, weights, leak, threshold, biasInput } = network;
  const neuron = Array.from({ length: neurons / 2 }, (_, pair) => ({
    alphaLow: leak[2 * pair]! & LEAK_LOW,
    threshold: threshold[2 * pair]!,
  }));
  const median = neuron.map((pair) => pair.threshold).sort((a, b) => a - b)[Math.floor(neuron.length / 2)]!;
  const bound = Math.round(LEARNING_SHARE * median);
  const own = registersOf(network).filter(([name]) => !OTHERWISE.includes(name) && !name.startsWith('NUM_'));
  return {
    sizes: { inputs, neurons, outputs },
    weights,
    neuron,
    settings: new Map([...own, ...BOUNDS.map((name) => [name, bound] as const)]),
    ...(biasInput === undefined ? {} : { biasInput }),
  };
}

/** The sample with an event of the bias input in every tick but the last, whose events no step sees. */
export function withBias(sample: Sample, biasInput: number): Sample {
  const bias = Array.from({ length: sample.ticks - 1 }, (_, tick) => ({ neuron: biasInput, tick }));
  return { ...sample, events: [...sample.events, ...bias].sort((a, b) => a.tick - b.tick) };
}
