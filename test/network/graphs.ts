/** NIR graphs made for the tests, in the layout of the public files. */
import seedrandom from 'seedrandom';
import { group, numbers, texts, type Hdf5Dataset, type Hdf5Group } from '../../src/hdf5/tree.js';

export type Nodes = Record<string, Hdf5Group>;

export function graph(nodes: Nodes, edges: readonly (readonly [string, string])[]): Hdf5Group {
  return group({
    type: texts(['NIRGraph']),
    edges: texts(edges.flat(), [edges.length, 2]),
    nodes: group(nodes),
  });
}

export const nir = (node: Hdf5Group): Hdf5Group => group({ version: texts(['0.2.0']), node });

export const border = (type: 'Input' | 'Output', size: number): Hdf5Group =>
  group({ type: texts([type]), shape: numbers(Int32Array.of(size)) });

/** @param weights a row a target. */
export function linear(weights: readonly (readonly number[])[], bias?: readonly number[]): Hdf5Group {
  const weight = numbers(Float32Array.from(weights.flat()), [weights.length, weights[0]!.length]);
  return bias
    ? group({ type: texts(['Affine']), weight, bias: numbers(Float32Array.from(bias)) })
    : group({ type: texts(['Linear']), weight });
}

/** A layer of equal neurons; as in old files there is no v_reset. */
export function neurons(
  type: 'LIF' | 'CubaLIF' | 'LI',
  size: number,
  parameters: Readonly<Record<string, number>>,
): Hdf5Group {
  const all = (value: number): Hdf5Dataset => numbers(new Float64Array(size).fill(value));
  const members = Object.entries(parameters).map(([name, value]) => [name, all(value)] as const);
  return group({ type: texts([type]), ...Object.fromEntries(members) });
}

/** Leaky neurons whose membrane takes a weight as it is: r = tau / dt. */
export const lif = (size: number, leak: number, dt: number, threshold = 1): Hdf5Group =>
  neurons('LIF', size, { tau: dt / (1 - leak), r: 1 / (1 - leak), v_leak: 0, v_threshold: threshold });

export const li = (size: number, leak: number, dt: number): Hdf5Group =>
  neurons('LI', size, { tau: dt / (1 - leak), r: 1 / (1 - leak), v_leak: 0 });

/** A matrix of random weights, a row a target. */
export function randomWeights(seed: string, rows: number, columns: number, most: number): number[][] {
  const random = seedrandom(seed);
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => Math.round((2 * random() - 1) * most * 64) / 64),
  );
}

/** A recurrent network of one hidden layer, flat or with the recurrence in a nested graph. */
export function recurrent(
  seed: string,
  {
    inputs = 6,
    hidden = 10,
    outputs = 3,
    leak = 0.95,
    threshold = 1,
    nested = false,
  }: Partial<RecurrentSizes> = {},
): Hdf5Group {
  const dt = 1e-3;
  const fc1 = linear(randomWeights(`${seed}1`, hidden, inputs, 0.8));
  const rec = linear(randomWeights(`${seed}r`, hidden, hidden, 0.4));
  const fc2 = linear(randomWeights(`${seed}2`, outputs, hidden, 0.5));
  const ends = {
    input: border('Input', inputs),
    fc1,
    fc2,
    li: li(outputs, 0.9, dt),
    output: border('Output', outputs),
  };
  const cell = lif(hidden, leak, dt, threshold);
  if (!nested)
    return nir(
      graph({ ...ends, lif: cell, 'lif.w_rec': rec }, [
        ['lif', 'fc2'],
        ['lif.w_rec', 'lif'],
        ['input', 'fc1'],
        ['fc2', 'li'],
        ['fc1', 'lif'],
        ['li', 'output'],
        ['lif', 'lif.w_rec'],
      ]),
    );
  const inner = graph(
    { input: border('Input', hidden), lif: cell, lin: rec, output: border('Output', hidden) },
    [
      ['input', 'lif'],
      ['lif', 'lin'],
      ['lin', 'lif'],
      ['lif', 'output'],
    ],
  );
  return nir(
    graph({ ...ends, hidden: inner }, [
      ['input', 'fc1'],
      ['fc1', 'hidden'],
      ['hidden', 'fc2'],
      ['fc2', 'li'],
      ['li', 'output'],
    ]),
  );
}

export interface RecurrentSizes {
  inputs: number;
  hidden: number;
  outputs: number;
  leak: number;
  threshold: number;
  nested: boolean;
}

/** Input events by step. */
export function randomSteps(seed: string, steps: number, inputs: number, rate: number): number[][] {
  const random = seedrandom(seed);
  return Array.from({ length: steps }, () => [...Array(inputs).keys()].filter(() => random() < rate));
}
