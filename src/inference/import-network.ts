/** Imports a NIR file, stage by stage. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Design } from '../design/design.js';
import { readWhole } from '../files/bytes.js';
import { readHdf5 } from '../hdf5/hdf5-file.js';
import { approximate, type Allowance, type OutputKind } from '../network/approximate.js';
import { limitsOf } from '../network/chip-limits.js';
import { chipNetwork } from '../network/chip-network.js';
import { discretise, type Reset } from '../network/float-network.js';
import { layersOf } from '../network/layers.js';
import { readGraph } from '../network/nir-graph.js';
import { place, type BiasKind } from '../network/place.js';
import type { Scaling } from '../network/membrane-scale.js';
import { quantise, type Losses } from '../network/quantise.js';
import type { NetworkStages } from './compare-network.js';

export interface ImportOptions {
  /** In the unit of the file's time constants: seconds, by NIR's definition. */
  readonly dt: number;
  readonly reset: Reset;
  readonly scaling: Scaling;
  readonly allow: ReadonlySet<Allowance>;
  readonly outputs?: OutputKind;
  readonly bias?: BiasKind;
  /** How many times the threshold a membrane can reach before it saturates. */
  readonly headroom: number;
  /** Share of the weights, in percent, that the scale is made for. */
  readonly clip: number;
}

export interface ImportedNetwork {
  readonly stages: NetworkStages;
  readonly losses: Losses;
  /** Contradictions within the file. */
  readonly notes: readonly string[];
}

/**
 * Maps the network of a NIR file to a chip.
 * @throws UserError naming the node that does not fit, why, and what would have to be allowed.
 */
export async function importNetwork(
  file: string,
  design: Design,
  options: ImportOptions,
): Promise<ImportedNetwork> {
  const { dt, reset, scaling, allow, outputs, bias, headroom, clip } = options;
  const limits = limitsOf(design);
  const sha256 = createHash('sha256')
    .update(await readWhole(file))
    .digest('hex');
  const layers = layersOf(readGraph(await readHdf5(file), file, allow.has('edge-repair')));
  const float = discretise(layers, dt, reset);
  const fitted = approximate(float, { allow, leaks: limits.leaks, ...(outputs && { outputs }) });
  const placed = place(fitted, { limits, scaledThresholds: scaling === 'channel', ...(bias && { bias }) });
  const quantised = quantise(placed, { limits, scaling, headroom, clip });
  const chip = chipNetwork(fitted, placed, quantised.network, { name: basename(file), sha256 }, design);
  const stages = { float, fitted, placed, rounded: quantised.placed, chip };
  return { stages, losses: quantised.losses, notes: layers.notes };
}
