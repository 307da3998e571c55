/**
 * A network on the chip as a NIR graph that other tools run: what the chip's numbers stand for, in floating point.
 *
 * Parameters follow from forward Euler with the time step: tau = dt / (1 - leak), r = tau / dt, so that a spike adds
 * its weight to the membrane. A neuron that does not leak has a time constant of a million steps. Shapes are always
 * written, and biases are those that the chip makes of its constant input.
 */
import type { ChipNetwork } from './chip-network.js';
import type { ChipLimits } from './chip-limits.js';
import { group, numbers, texts, type Hdf5Dataset, type Hdf5Group } from '../hdf5/tree.js';

/** Version of NIR that the file declares. */
const NIR_VERSION = '1.0';
/** Steps of the time constant of a neuron that does not leak. */
const NO_LEAK_STEPS = 1e6;

/** The file's contents. @param limits of the chip that the network is on. */
export function nirOf(n: ChipNetwork, limits: ChipLimits): Hdf5Group {
  const used = [...n.origins.keys()].filter((i) => n.origins[i] !== undefined);
  const outputs = [...Array(n.outputs).keys()];
  const inputs = [...Array(n.inputs).keys()].filter((i) => i !== n.biasInput);
  const input = (pre: number, post: number): number =>
    (n.weights.inp[pre * n.neurons + post]! * 2 ** n.shifts.input) / n.scale[post]!;
  const recurrent = (pre: number, post: number): number =>
    (n.weights.rec[pre * n.neurons + post]! * 2 ** n.shifts.recurrent) / n.scale[post]!;
  const output = (pre: number, post: number): number =>
    (n.weights.out[pre * n.outputs + post]! * 2 ** n.shifts.output) / n.outputScale;
  // Neurons that spike in every step are a constant current, as is the input that has an event in every step.
  const constant = [...n.threshold.keys()].filter((i) => n.threshold[i] === 0);
  const bias = Float64Array.from(used, (post) =>
    constant.reduce(
      (sum, pre) => sum + recurrent(pre, post),
      n.biasInput === undefined ? 0 : input(n.biasInput, post),
    ),
  );
  const outputBias = Float64Array.from(outputs, (k) =>
    constant.reduce((sum, pre) => sum + output(pre, k), 0),
  );
  const nodes: Record<string, Hdf5Group> = {
    input: border('Input', inputs.length),
    fc_in: linear(matrix(inputs, used, input), bias),
    neurons: neurons(n, used, limits),
    fc_rec: linear(matrix(used, used, recurrent)),
    fc_out: linear(matrix(used, outputs, output), outputBias),
    outputs: integrators(n, limits),
    output: border('Output', n.outputs),
  };
  const edges = [
    ['input', 'fc_in'],
    ['fc_in', 'neurons'],
    ['neurons', 'fc_rec'],
    ['fc_rec', 'neurons'],
    ['neurons', 'fc_out'],
    ['fc_out', 'outputs'],
    ['outputs', 'output'],
  ];
  return group({
    version: texts([NIR_VERSION]),
    node: group({
      type: texts(['NIRGraph']),
      edges: texts(edges.flat(), [edges.length, 2]),
      nodes: group(nodes),
      metadata: group({
        time_step: numbers(Float64Array.of(n.dt), []),
        reset: texts([n.reset]),
        // Units of the chip in a unit of the file: tools that round as the chip does need them.
        neuron_scale: numbers(Float64Array.from(used, (i) => n.scale[i]!)),
        output_scale: numbers(Float64Array.of(n.outputScale), []),
      }),
    }),
  });
}

const border = (type: string, size: number): Hdf5Group =>
  group({ type: texts([type]), shape: numbers(Int32Array.of(size)) });

function linear(weight: Hdf5Dataset, bias?: Float64Array): Hdf5Group {
  return bias?.some((b) => b !== 0)
    ? group({ type: texts(['Affine']), weight, bias: numbers(bias) })
    : group({ type: texts(['Linear']), weight });
}

/** Weights as NIR has them: a row a target. */
function matrix(
  pres: readonly number[],
  posts: readonly number[],
  weight: (pre: number, post: number) => number,
): Hdf5Dataset {
  const values = posts.flatMap((post) => pres.map((pre) => weight(pre, post)));
  return numbers(Float64Array.from(values), [posts.length, pres.length]);
}

const stepsOf = (leak: number): number => (leak < 1 ? 1 / (1 - leak) : NO_LEAK_STEPS);

function neurons(n: ChipNetwork, used: readonly number[], limits: ChipLimits): Hdf5Group {
  const steps = Float64Array.from(used, (i) => stepsOf(n.leak[i]! / limits.leakOne));
  return group({
    type: texts(['LIF']),
    tau: numbers(steps.map((s) => s * n.dt)),
    r: numbers(steps),
    v_leak: numbers(new Float64Array(used.length)),
    v_reset: numbers(new Float64Array(used.length)),
    // The chip spikes from the threshold on, NIR above it.
    v_threshold: numbers(Float64Array.from(used, (i) => (n.threshold[i]! - 1) / n.scale[i]!)),
  });
}

function integrators(n: ChipNetwork, limits: ChipLimits): Hdf5Group {
  const steps = stepsOf(n.kappa / limits.kappaOne);
  const all = (value: number): Hdf5Dataset => numbers(new Float64Array(n.outputs).fill(value));
  return group({ type: texts(['LI']), tau: all(steps * n.dt), r: all(steps), v_leak: all(0) });
}
