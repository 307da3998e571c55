/** A network on the chip as a directory: description, weights, program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatWeights, readWeightFile } from './dat.js';
import { fileError } from '../files/file-error.js';
import { writeWhole } from '../files/output.js';
import type { ChipNetwork } from '../network/chip-network.js';
import { inferenceProgram, NETWORK_FILES } from '../network/inference-program.js';
import { networkJson, readNetworkJson } from '../network/network-file.js';
import { badInput } from '../text/errors.js';
import { DataError } from '../text/members.js';

/** The files of a network by name. */
export function networkFiles(network: ChipNetwork, name: string): Record<string, string> {
  const { weights, neurons, outputs } = network;
  return {
    [NETWORK_FILES.description]: networkJson(network),
    [NETWORK_FILES.input]: formatWeights(weights.inp, neurons),
    [NETWORK_FILES.recurrent]: formatWeights(weights.rec, neurons),
    [NETWORK_FILES.output]: formatWeights(weights.out, outputs),
    [NETWORK_FILES.program]: inferenceProgram(network, name),
  };
}

export function writeFiles(directory: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, contents] of Object.entries(files)) writeWhole(join(directory, name), contents);
}

/**
 * Reads a network.
 * @param weights directory with other weights for it, such as those that a training wrote.
 * @throws UserError naming the file that is missing or wrong.
 */
export async function readNetwork(directory: string, weights = directory): Promise<ChipNetwork> {
  const file = join(directory, NETWORK_FILES.description);
  const description = read(file);
  const { inputs, neurons, outputs, design } = description;
  const matrix = (name: string, count: number): Promise<Int8Array> =>
    readWeightFile(join(weights, name), count, design);
  return {
    ...description,
    weights: {
      inp: await matrix(NETWORK_FILES.input, inputs * neurons),
      rec: await matrix(NETWORK_FILES.recurrent, neurons * neurons),
      out: await matrix(NETWORK_FILES.output, neurons * outputs),
    },
  };
}

function read(file: string): Omit<ChipNetwork, 'weights'> {
  try {
    return readNetworkJson(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof DataError)
      throw badInput(`not the description of a network: ${error.message}`, { file });
    throw fileError(error, { file });
  }
}
