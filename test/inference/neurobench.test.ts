import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { pricesAt } from '../../src/energy/prices.js';
import { NetworkMeter } from '../../src/inference/measures.js';
import { runNetwork } from '../../src/inference/run-network.js';
import type { NetworkSample } from '../../src/inference/samples.js';
import { loadTable } from '../../src/node/energy-tables.js';
import { recurrent } from '../network/graphs.js';
import { projectPath, sextant, temporaryDirectory } from '../project.js';
import { stagesOf } from '../network/stages.js';

/** As `sextant data random --inputs 8 --steps 40 --samples 12 --rate 0.2 --seed bench` draws them, in three classes. */
function samplesOf(): NetworkSample[] {
  const random = seedrandom('bench');
  return Array.from({ length: 12 }, (_, k) => ({
    label: k % 3,
    steps: Array.from({ length: 40 }, () => [...Array(8).keys()].filter(() => random() < 0.2)),
  }));
}

describe('NeuroBench', () => {
  it('gives what the harness gives for the same network and data', async () => {
    const root = recurrent('bench', {
      inputs: 8,
      hidden: 20,
      outputs: 3,
      leak: 1 - 2 ** -30,
      threshold: 1 + 1 / 128,
    });
    const { chip: network } = stagesOf(root, { reset: 'zero', headroom: 64 });
    const samples = samplesOf();
    const meter = new NetworkMeter(network, pricesAt(await loadTable()));
    const chip = new Chip();
    for await (const answer of runNetwork(chip, network, samples, { decision: 'last' }))
      meter.add(samples[answer.index]!, answer);
    // Printed by harness 2.3.0 with snnTorch 1.0.0 and torch 2.15.0: tools/run-neurobench.py on the exported network.
    expect(meter.neurobench()).toEqual({
      Footprint: 2672,
      ConnectionSparsity: 0.0177,
      ClassificationAccuracy: 0.3333333333333333,
      ActivationSparsity: 0.9276268115942029,
      SynapticOperations: { Effective_MACs: 0, Effective_ACs: 2762.1666666666665, Dense: 24800 },
    });
    const measures = meter.measures(chip);
    expect(measures.bitsStored).toEqual({ weights: 8 * 20 * (8 + 20 + 3), neurons: 10 * 29 });
    expect(measures.synapticOperations.executed).toBeGreaterThanOrEqual(
      measures.synapticOperations.effective,
    );
    expect([measures.learningOperations, measures.weightWrites, measures.lostEvents]).toEqual([0, 0, 0]);
    expect(measures.energyNj.mean).toBeGreaterThan(measures.energyNj.uncertainty);
    // An event reads the weights of 16 neurons at once: two words for 20 of them.
    const events = samples.reduce((sum, { steps }) => sum + steps.flat().length, 0);
    expect(Math.round(12 * measures.sramAccesses.winp.reads)).toBe(2 * events);
    expect(measures.slack).toBe(13_000 - measures.longestStep);
  });

  it.each([
    ['zero', 0.9649305555555555, 21437.2],
    ['subtract-late', 0.9599283854166667, 23049.9],
  ])('gives the digits of the harness for neurons that leak, reset %s', (reset, sparsity, accumulations) => {
    const directory = temporaryDirectory();
    const [data, network] = [join(directory, 'random.csv'), join(directory, 'net')];
    sextant('data', 'random', data, '--inputs', '12', '--steps', '256');
    const from = projectPath('firmware/examples/recurrent.nir');
    sextant('import', from, '--dt', '1ms', '--reset', reset, '--data', data, '-o', network);
    const { stdout } = sextant('infer', network, '--data', data, '--neurobench', '--json');
    // Printed by harness 2.3.0: tools/run-neurobench.py on the exported network.
    expect(JSON.parse(stdout)).toMatchObject({
      neurobench: {
        Footprint: 6432,
        ConnectionSparsity: 0.0124,
        ClassificationAccuracy: 0.3,
        ActivationSparsity: sparsity,
        SynapticOperations: { Effective_MACs: 0, Effective_ACs: accumulations, Dense: 393216 },
      },
    });
  });
});
