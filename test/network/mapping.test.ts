import { describe, expect, it } from 'vitest';
import { group, texts } from '../../src/hdf5/tree.js';
import { twin } from '../../src/network/chip-twin.js';
import { simulate } from '../../src/network/simulate.js';
import { halfToEven } from '../../src/network/membrane-scale.js';
import {
  border,
  graph,
  li,
  lif,
  linear,
  neurons,
  nir,
  randomSteps,
  recurrent,
  type Nodes,
} from './graphs.js';
import { stagesOf, type StageOptions } from './stages.js';

const chain = (nodes: Nodes): [string, string][] => {
  const names = Object.keys(nodes);
  return names.slice(1).map((name, i) => [names[i]!, name]);
};
const sequence = (nodes: Nodes) => nir(graph(nodes, chain(nodes)));
const one = (weight: number, threshold = 1, leak = 0.9) =>
  sequence({
    input: border('Input', 1),
    fc: linear([[weight]]),
    lif: lif(1, leak, 1e-3, threshold),
    out: linear([[1]]),
    li: li(1, 0.5, 1e-3),
    output: border('Output', 1),
  });

describe('a network in floating point', () => {
  it('leaks, spikes above its threshold, and is reset after the leak', () => {
    const { float } = stagesOf(one(0.6));
    const [hidden] = simulate(float, [[0], [0], [], [0]]);
    // 0.6; 0.54 + 0.6 = 1.14 spikes: 0.9 * 1.14 - 1; leaks; 0.6 more.
    expect([...hidden!.spikes]).toEqual([0, 1, 0, 0]);
    [0.54, 0.026, 0.0234, 0.56106].forEach((v, i) => expect(hidden!.membranes[i]).toBeCloseTo(v, 6));
  });

  it('takes the threshold away before the leak, or goes to zero, where that is declared', () => {
    const [before] = simulate(stagesOf(one(0.6), { reset: 'subtract', allow: ['late-reset'] }).float, [
      [0],
      [0],
    ]);
    expect(before!.membranes[1]).toBeCloseTo(0.9 * 0.14, 6);
    const [zero] = simulate(stagesOf(one(0.6), { reset: 'zero' }).float, [[0], [0]]);
    expect(zero!.membranes[1]).toBe(0);
  });

  it('does not spike at the threshold itself', () => {
    const [hidden] = simulate(stagesOf(one(1)).float, [[0]]);
    expect(hidden!.spikes[0]).toBe(0);
    expect(twin(stagesOf(one(1)).chip, [[0]]).spikes[0]).toBe(0);
    expect(twin(stagesOf(one(1.25)).chip, [[0]]).spikes[0]).toBe(1);
  });

  it('filters what arrives where a synapse has a time constant', () => {
    const root = sequence({
      input: border('Input', 1),
      lif: neurons('CubaLIF', 1, {
        tau_mem: 0.01,
        tau_syn: 0.004,
        r: 10,
        v_leak: 0,
        v_threshold: 9,
        w_in: 4,
      }),
      fc: linear([[1]]),
      li: li(1, 0.5, 1e-3),
      output: border('Output', 1),
    });
    const { float, fitted } = stagesOf(root, { allow: ['drop-synapse'] });
    const [hidden] = simulate(float, [[0], [], []]);
    // The current: 1, 0.75, 0.5625; the membrane leaks by 0.9 after each.
    [0.9, 1.485, 1.84275].forEach((v, i) => expect(hidden!.membranes[i]).toBeCloseTo(v, 9));
    // Without the synapse the same charge comes at once.
    expect(simulate(fitted.network, [[0]])[0]!.membranes[0]).toBeCloseTo(3.6, 9);
    expect(fitted.changes.map(({ name }) => name)).toEqual(['drop-synapse']);
  });

  it('is the same flat and nested, and in whatever order its edges are', () => {
    const steps = randomSteps('s', 60, 6, 0.3);
    const [flat] = simulate(stagesOf(recurrent('a')).float, steps);
    const [nested] = simulate(stagesOf(recurrent('a', { nested: true })).float, steps);
    expect(flat!.spikes.includes(1)).toBe(true);
    expect(nested).toEqual(flat);
  });

  it('adds up and chains linear nodes', () => {
    const root = nir(
      graph(
        {
          input: border('Input', 2),
          a: linear([[0.25, 0.5]]),
          b: linear([[2]], [0.125]),
          c: linear([[0.5, 0]]),
          lif: lif(1, 0.9, 1e-3, 100),
          d: linear([[1]]),
          li: li(1, 0.5, 1e-3),
          output: border('Output', 1),
        },
        [
          ['input', 'a'],
          ['a', 'b'],
          ['b', 'lif'],
          ['input', 'c'],
          ['c', 'lif'],
          ['lif', 'd'],
          ['d', 'li'],
          ['li', 'output'],
        ],
      ),
    );
    const { float } = stagesOf(root, { bias: 'neuron' });
    const [hidden] = simulate(float, [[0], [1], []]);
    [0.9 * 1.125, 0.9 * (0.9 * 1.125 + 1.125), 0.9 * (0.9 * (0.9 * 1.125 + 1.125) + 0.125)].forEach((v, i) =>
      expect(hidden!.membranes[i]).toBeCloseTo(v, 9),
    );
  });
});

describe('what the chip cannot hold is refused with the node and the reason', () => {
  const ends = { fc2: linear([[1]]), li: li(1, 0.5, 1e-3), output: border('Output', 1) };
  const start = { input: border('Input', 1), fc: linear([[1]]) };
  it.each<[string, Nodes, StageOptions, RegExp]>([
    [
      'a convolution',
      { ...start, conv: group({ type: texts(['Conv2d']) }), ...ends },
      {},
      /node conv: Conv2d has no counter/,
    ],
    [
      'a short time constant',
      { ...start, lif: lif(1, 0.5, 1e-3), ...ends },
      {},
      /node lif: .* 0\.875 to 1\.125, or choose --dt up to 0\.00025; --allow clamp-leak/,
    ],
    [
      'a step longer than a time constant',
      { ...start, lif: lif(1, 0.9, 1e-3), ...ends },
      { dt: 1 },
      /node lif: tau\[0\] = 0\.01\d* is shorter than the time step/,
    ],
    [
      'a bias',
      { ...start, fc: linear([[1]], [0.1]), lif: lif(1, 0.9, 1e-3), ...ends },
      {},
      /node lif: receives a constant current .*--bias input/,
    ],
    [
      'a bias of an output',
      { ...start, lif: lif(1, 0.9, 1e-3), ...ends, fc2: linear([[1]], [1]) },
      { bias: 'input' },
      /node li: is an output with a bias, .*--bias neuron/,
    ],
    [
      'an output that spikes',
      { ...start, lif: lif(1, 0.9, 1e-3), output: border('Output', 1) },
      {},
      /node lif: is an output that spikes; .*--outputs spikes/,
    ],
    [
      'an output without neurons',
      { ...start, lif: lif(1, 0.9, 1e-3), fc2: linear([[1]]), output: border('Output', 1) },
      {},
      /node output: the chip shows one layer of neurons/,
    ],
    [
      'a reset before the leak',
      { ...start, lif: lif(1, 0.9, 1e-3), ...ends },
      { reset: 'subtract' },
      /node lif: .*--allow late-reset/,
    ],
    [
      'an integrator in the middle',
      { ...start, l: li(1, 0.9, 1e-3), fc3: linear([[1]]), ...ends },
      {},
      /node l: a leaky integrator can only be an output/,
    ],
    [
      'layers without delay',
      { ...start, lif: lif(1, 0.9, 1e-3), fc3: linear([[1]]), second: lif(1, 0.9, 1e-3), ...ends },
      {},
      /node second: spikes of lif arrive in the same step; .*--allow layer-delay/,
    ],
    [
      'too many inputs',
      {
        ...start,
        input: border('Input', 300),
        fc: linear([Array(300).fill(1)]),
        lif: lif(1, 0.9, 1e-3),
        ...ends,
      },
      {},
      /needs 300 inputs, the chip has 256/,
    ],
    [
      'sizes that differ',
      { ...start, fc: linear([[1, 2]]), lif: lif(1, 0.9, 1e-3), ...ends },
      {},
      /node fc: takes 2 signals, but input gives 1/,
    ],
    [
      'a number that is none',
      { ...start, fc: linear([[NaN]]), lif: lif(1, 0.9, 1e-3), ...ends },
      {},
      /node fc: weight\[0\] is NaN/,
    ],
    [
      'a threshold of 0',
      { ...start, lif: lif(1, 0.9, 1e-3, 0), ...ends },
      {},
      /node lif: v_threshold\[0\] does not exceed the reset/,
    ],
  ])('%s', (_name, nodes, options, message) => {
    expect(() => stagesOf(sequence(nodes), options)).toThrow(message);
  });

  it('names everything that would have to be allowed', () => {
    const root = sequence({
      ...start,
      lif: lif(1, 0.5, 1e-3),
      fc3: linear([[1]]),
      second: lif(1, 0.9, 1e-3),
      ...ends,
    });
    expect(() => stagesOf(root, { reset: 'subtract' })).toThrow(
      /in all it needs --allow late-reset,clamp-leak,layer-delay/,
    );
  });

  it('an edge to a node that is missing, unless it may be mended', () => {
    const inner = graph({ input: border('Input', 1), lif1: lif(1, 0.9, 1e-3), output: border('Output', 1) }, [
      ['input', 'lif'],
      ['lif', 'output'],
    ]);
    const root = sequence({ ...start, cell: inner, ...ends });
    expect(() => stagesOf(root)).toThrow(
      /node cell: an edge names 'lif', .*--allow edge-repair takes it for 'lif1'/,
    );
    expect(stagesOf(root, { allow: ['edge-repair'] }).chip.origins[0]).toEqual({
      node: 'cell/lif1',
      index: 0,
      delay: 0,
    });
  });
});

describe('placement and rounding', () => {
  it('pairs neurons that agree, and fills pairs', () => {
    const { chip } = stagesOf(
      nir(
        graph(
          {
            input: border('Input', 1),
            fa: linear([[1], [1], [1]]),
            a: lif(3, 0.9, 1e-3),
            fb: linear([[1], [1]]),
            b: lif(2, 0.95, 1e-3),
            fc: linear([[1, 1, 1]]),
            fd: linear([[1, 1]]),
            li: li(1, 0.5, 1e-3),
            output: border('Output', 1),
          },
          [
            ['input', 'fa'],
            ['fa', 'a'],
            ['input', 'fb'],
            ['fb', 'b'],
            ['a', 'fc'],
            ['b', 'fd'],
            ['fc', 'li'],
            ['fd', 'li'],
            ['li', 'output'],
          ],
        ),
      ),
    );
    expect(chip.origins.map((o) => (o ? `${o.node}${o.index}` : ''))).toEqual([
      'a0',
      'a1',
      'a2',
      '',
      'b0',
      'b1',
    ]);
    expect(chip.leak[3]).toBe(chip.leak[2]);
    expect(chip.leak[4]).not.toBe(chip.leak[2]);
  });

  it('rounds halves to even, counts what saturates and what becomes 0', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 0.49, -0.51].map(halfToEven)).toEqual([0, 2, 2, 0, -2, 0, -1]);
    const weights = [[1, 0.001, -0.5, 0.25, 0]];
    const root = sequence({
      input: border('Input', 5),
      fc: linear(weights),
      lif: lif(1, 0.9, 1e-3, 0.1),
      fc2: linear([[1]]),
      li: li(1, 0.5, 1e-3),
      output: border('Output', 1),
    });
    const full = stagesOf(root).losses.input;
    expect([full.nonZero, full.saturated, full.roundedToZero]).toEqual([4, 0, 1]);
    // The largest weight is left to saturate, the others are resolved more finely.
    const clipped = stagesOf(root, { clip: 50 }).losses.input;
    expect([clipped.saturated, clipped.largest]).toEqual([1, 1]);
  });

  it('loses nothing of weights that were rounded before', () => {
    // Multiples of 0.03 up to 90: the full range would fit, but not these steps.
    const weights = Array.from({ length: 4 }, (_, i) =>
      [...Array(5).keys()].map((k) => 0.03 * (90 - 7 * k - 11 * i)),
    );
    const root = sequence({
      input: border('Input', 5),
      fc: linear(weights),
      lif: lif(4, 0.9, 1e-3, 1.5),
      fc2: linear([[1, 1, 1, 1]]),
      li: li(1, 0.5, 1e-3),
      output: border('Output', 1),
    });
    const { losses, chip } = stagesOf(root);
    expect(losses.input.relativeError).toBeLessThan(1e-6);
    expect(Math.max(...chip.weights.inp)).toBe(90);
  });

  it('scales each pair by itself where that is wanted', () => {
    const weights = [[1.37], [1.21], [0.0113], [0.0171]];
    const root = sequence({
      input: border('Input', 1),
      fc: linear(weights),
      lif: lif(4, 0.9, 1e-3, 0.5),
      fc2: linear([[1, 1, 1, 1]]),
      li: li(1, 0.5, 1e-3),
      output: border('Output', 1),
    });
    const global = stagesOf(root);
    const channel = stagesOf(root, { scaling: 'channel' });
    expect(channel.losses.input.relativeError).toBeLessThanOrEqual(global.losses.input.relativeError);
    expect(channel.chip.threshold[2]).toBeGreaterThanOrEqual(global.chip.threshold[2]!);
  });

  it.each(['input', 'neuron'] as const)('a constant current by %s drives neurons as a bias does', (bias) => {
    const root = sequence({
      input: border('Input', 1),
      fc: linear([[0], [0]], [0.3, -0.2]),
      lif: lif(2, 0.9, 1e-3),
      fc2: linear([[1, 0]]),
      li: li(1, 0.5, 1e-3),
      output: border('Output', 1),
    });
    const { chip, float } = stagesOf(root, { bias });
    const empty = Array.from({ length: 40 }, () => []);
    const [hidden] = simulate(float, empty);
    const trace = twin(chip, empty);
    // Neurons that make the current reach the others one step later.
    const late = bias === 'neuron' ? 1 : 0;
    const spikes = (values: Uint8Array, size: number, n: number, from = 0): number[] =>
      Array.from({ length: 39 }, (_, s) => values[(s + from) * size + n]!);
    expect(spikes(hidden!.spikes, 2, 0).includes(1)).toBe(true);
    expect(spikes(trace.spikes, chip.neurons, 0, late)).toEqual(spikes(hidden!.spikes, 2, 0));
    expect(spikes(trace.spikes, chip.neurons, 1)).not.toContain(1);
  });
});
