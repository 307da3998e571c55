/** A graph on its way to the chip, for the tests. */
import { REFERENCE, type Design } from '../../src/design/design.js';
import type { Hdf5Group } from '../../src/hdf5/tree.js';
import type { NetworkStages } from '../../src/inference/compare-network.js';
import type { ImportOptions } from '../../src/inference/import-network.js';
import { approximate, type Allowance } from '../../src/network/approximate.js';
import { limitsOf } from '../../src/network/chip-limits.js';
import { chipNetwork } from '../../src/network/chip-network.js';
import { discretise } from '../../src/network/float-network.js';
import { layersOf } from '../../src/network/layers.js';
import { readGraph } from '../../src/network/nir-graph.js';
import { place } from '../../src/network/place.js';
import { quantise, type Losses } from '../../src/network/quantise.js';

export type StageOptions = Partial<Omit<ImportOptions, 'allow'>> & {
  readonly allow?: readonly Allowance[];
  readonly design?: Design;
};

export function stagesOf(root: Hdf5Group, options: StageOptions = {}): NetworkStages & { losses: Losses } {
  const { dt = 1e-3, reset = 'subtract-late', scaling = 'global', headroom = 8, clip = 100 } = options;
  const allow = new Set(options.allow);
  const { design = REFERENCE } = options;
  const limits = limitsOf(design);
  const float = discretise(layersOf(readGraph(root, 'net.nir', allow.has('edge-repair'))), dt, reset);
  const { outputs, bias } = options;
  const fitted = approximate(float, { allow, leaks: limits.leaks, ...(outputs && { outputs }) });
  const placed = place(fitted, { limits, scaledThresholds: scaling === 'channel', ...(bias && { bias }) });
  const { network, placed: rounded, losses } = quantise(placed, { limits, scaling, headroom, clip });
  const chip = chipNetwork(fitted, placed, network, { name: 'net.nir', sha256: '' }, design);
  return { float, fitted, placed, rounded, chip, losses };
}
