import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totalActivity } from '../../src/chip/activity.js';
import { Chip, type Engine } from '../../src/chip/chip.js';
import { designOf, REFERENCE } from '../../src/design/design.js';
import { Comparison, tracesOf, type NetworkStages } from '../../src/inference/compare-network.js';
import { importNetwork, type ImportOptions } from '../../src/inference/import-network.js';
import { runNetwork, type NetworkAnswer } from '../../src/inference/run-network.js';
import { settled, type NetworkSample } from '../../src/inference/samples.js';
import { twin } from '../../src/network/chip-twin.js';
import type { Allowance } from '../../src/network/approximate.js';
import { projectPath } from '../project.js';
import { randomSteps, recurrent } from '../network/graphs.js';
import { stagesOf } from '../network/stages.js';

async function answers(
  { chip }: NetworkStages,
  samples: readonly NetworkSample[],
  engine: Engine = 'auto',
): Promise<NetworkAnswer[]> {
  const all: NetworkAnswer[] = [];
  for await (const answer of runNetwork(new Chip(chip.design, { engine }), chip, samples, {
    decision: 'last',
  }))
    all.push(answer);
  return all;
}

const samplesOf = (seed: string, count: number, steps: number, inputs: number, rate = 0.3): NetworkSample[] =>
  Array.from({ length: count }, (_, k) => ({
    label: 0,
    steps: randomSteps(`${seed}${k}`, steps, inputs, rate),
  }));

describe('a network on the chip', () => {
  it('does what its arithmetic in plain integers does, bit for bit, whatever the network', async () => {
    const sizes = fc.record({
      seed: fc.string({ maxLength: 4 }),
      inputs: fc.integer({ min: 1, max: 20 }),
      hidden: fc.integer({ min: 1, max: 20 }),
      outputs: fc.integer({ min: 1, max: 16 }),
      leak: fc.constantFrom(0.88, 0.95, 0.999, 1),
      reset: fc.constantFrom('zero' as const, 'subtract-late' as const),
      headroom: fc.constantFrom(1, 8, 64),
      design: fc.constantFrom(
        REFERENCE,
        designOf({ inputs: 20, neurons: 40, weightBits: 3, membraneBits: 11 }),
        designOf({ neurons: 64, weightBits: 6, lanes: 8, membraneBits: 10 }),
        designOf({ inputs: 512, neurons: 300, membraneBits: 10 }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ seed, reset, headroom, design, ...size }) => {
        const leak = size.leak === 1 ? 1 - 1e-9 : size.leak;
        const stages = stagesOf(recurrent(seed, { ...size, leak }), { reset, headroom, design });
        const samples = samplesOf(seed, 2, 30, size.inputs);
        for (const { index, trace, answer } of await answers(stages, samples)) {
          const expected = twin(stages.chip, settled(samples[index]!, stages.chip));
          expect(trace.spikes).toEqual(expected.spikes);
          expect(trace.membranes).toEqual(expected.membranes);
          expect(trace.outputs).toEqual(expected.outputs);
          const last = [...expected.outputs.slice(-stages.chip.outputs)];
          expect(answer).toBe(last.indexOf(Math.max(...last)));
        }
      }),
      { numRuns: 16, seed: 7 },
    );
  });

  it('has no spikes but those of its neurons, where it has more inputs than neurons', async () => {
    const { chip: network } = stagesOf(recurrent('inputs', { inputs: 40, hidden: 4, outputs: 2 }));
    expect(network.inputs).toBeGreaterThan(2 * network.neurons);
    const chip = new Chip();
    const spikes: number[] = [];
    for await (const { trace } of runNetwork(chip, network, samplesOf('inputs', 2, 30, 40), {
      decision: 'last',
    }))
      spikes.push(trace.spikes.reduce((sum, spike) => sum + spike, 0));
    expect(totalActivity(chip.state.activity).spikes).toBe(spikes[0]! + spikes[1]!);
    expect(spikes[0]).toBeGreaterThan(5);
  });

  it('is the same with both engines', async () => {
    const stages = stagesOf(recurrent('engines'));
    const samples = samplesOf('engines', 2, 40, 6);
    const [auto, cycle] = [await answers(stages, samples), await answers(stages, samples, 'cycle')];
    expect(auto).toEqual(cycle);
    expect(auto[0]!.trace.spikes.includes(1)).toBe(true);
  });

  it('without rounding is the network in floating point', async () => {
    // Weights are multiples of 1/64 and next to nothing leaks: the chip holds every number, and none meets the threshold.
    const network = recurrent('exact', { leak: 1 - 2 ** -30, threshold: 1 + 1 / 128 });
    const stages = stagesOf(network, { reset: 'zero', headroom: 100 });
    const samples = samplesOf('exact', 3, 20, 6);
    const comparison = new Comparison(stages);
    for (const { index, trace } of await answers(stages, samples))
      comparison.add(tracesOf(stages, samples[index]!, trace));
    const differences = comparison.differences();
    expect(differences.map(({ differing }) => differing)).toEqual([0, 0, 0, 0, 0]);
    expect(differences.at(-1)!.spikesTo).toBeGreaterThan(20);
    expect(differences.at(-1)!.sameAnswers).toBe(3);
  });
});

const publicFiles = projectPath('../shared/data/nir');
const base = {
  dt: 1e-4,
  reset: 'zero',
  scaling: 'global',
  headroom: 8,
  clip: 100,
  allow: new Set<Allowance>(),
} as const;
const braille: ImportOptions = {
  ...base,
  reset: 'subtract',
  outputs: 'spikes',
  allow: new Set<Allowance>(['drop-synapse', 'clamp-leak', 'late-reset', 'layer-delay']),
};

describe.skipIf(!existsSync(publicFiles))(
  'public NIR files (skipped without ../shared/data/nir, which is not part of the project)',
  () => {
    const load = (name: string, options: ImportOptions) =>
      importNetwork(join(publicFiles, name), REFERENCE, options);

    it.each<[string, ImportOptions, readonly number[]]>([
      ['lif_norse.nir', { ...base, outputs: 'spikes' }, [1, 4, 1]],
      ['lif_rockpool.nir', { ...base, outputs: 'spikes' }, [1, 4, 1]],
      ['braille_noDelay_noBias_subtract.nir', braille, [12, 48, 7]],
      [
        'braille_noDelay_noBias_subtract_subgraph.nir',
        { ...braille, allow: new Set([...braille.allow, 'edge-repair'] as const) },
        [12, 48, 7],
      ],
      ['braille_noDelay_bias_zero.nir', { ...braille, reset: 'zero', bias: 'input' }, [13, 46, 7]],
      [
        'braille_noDelay_bias_zero_subgraph.nir',
        {
          ...braille,
          reset: 'zero',
          bias: 'neuron',
          allow: new Set([...braille.allow, 'edge-repair'] as const),
        },
        [12, 48, 7],
      ],
      ['rockpool_braille.nir', { ...braille, dt: 1, reset: 'zero', bias: 'input' }, [13, 46, 7]],
    ])('%s is imported', async (name, options, sizes) => {
      const { chip } = (await load(name, options)).stages;
      expect([chip.inputs, chip.neurons, chip.outputs]).toEqual(sizes);
    });

    it.each<[string, Partial<ImportOptions>, RegExp]>([
      ['cnn_sinabs.nir', {}, /node 0: Conv2d has no counterpart on the chip/],
      ['lif_norse.nir', {}, /node 1: is an output that spikes/],
      [
        'braille_noDelay_noBias_subtract.nir',
        { outputs: 'spikes' },
        /in all it needs --allow drop-synapse,clamp-leak,layer-delay/,
      ],
      [
        'braille_noDelay_noBias_subtract_subgraph.nir',
        {},
        /node lif1: an edge names 'lif', its nodes are input, lif1, lin, output/,
      ],
      [
        'braille_noDelay_bias_zero.nir',
        { outputs: 'spikes', allow: braille.allow },
        /receives a constant current/,
      ],
    ])('%s is refused', async (name, options, message) => {
      await expect(load(name, { ...base, ...options })).rejects.toThrow(message);
    });

    it('the Braille network: placed as it is in floating point, and the chip as its arithmetic says', async () => {
      const { stages } = await load('braille_noDelay_noBias_subtract.nir', braille);
      const samples = samplesOf('braille', 3, 256, 12, 0.1);
      const comparison = new Comparison(stages);
      for (const { index, trace } of await answers(stages, samples)) {
        comparison.add(tracesOf(stages, samples[index]!, trace));
        expect(trace.spikes).toEqual(twin(stages.chip, settled(samples[index]!, stages.chip)).spikes);
      }
      const [, placed, rounded, chip] = comparison.differences();
      expect([placed!.differing, placed!.membraneError < 1e-9]).toEqual([0, true]);
      expect(placed!.spikesTo).toBeGreaterThan(100);
      expect(rounded!.share).toBeLessThan(0.5);
      expect(chip!.share).toBeLessThan(0.5);
    });
  },
);
