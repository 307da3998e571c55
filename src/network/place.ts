/**
 * Puts the neurons of a network on the chip's: still in floating point, but with the chip's structure of one input
 * matrix, one recurrent matrix, one output matrix, and a leak and a threshold for each pair of neurons.
 */
import { badInput, type UserError } from '../text/errors.js';
import type { ChipLimits } from './chip-limits.js';
import { spikes, type FloatLayer, type FloatNetwork } from './float-network.js';
import type { FittedNetwork } from './approximate.js';
import { zeros, type Matrix } from './matrix.js';
import { nodeError } from './nir-graph.js';
import type { InputSteps } from './simulate.js';
import { afterSpike } from './simulate.js';

export const BIAS_KINDS = ['input', 'neuron'] as const;
/**
 * What a constant current is made of. input: an input with an event in every step; it reaches neurons only.
 * neuron: two neurons that spike in every step from the second on; they reach outputs as well.
 */
export type BiasKind = (typeof BIAS_KINDS)[number];

/** Where a neuron of the chip comes from; undefined for one that is not used, or makes a constant current. */
export interface Origin {
  /** Place of the layer in the network. */
  readonly layer: number;
  readonly index: number;
}

export interface PlacedNetwork {
  readonly reset: FloatNetwork['reset'];
  /** Inputs in use, that of a constant current included. */
  readonly inputs: number;
  /** Input that has an event in every step, where there is one. */
  readonly biasInput?: number;
  readonly neurons: readonly (Origin | undefined)[];
  readonly outputs: number;
  /** Shape [inputs, neurons]. */
  readonly input: Matrix;
  /** Shape [neurons, neurons]. */
  readonly recurrent: Matrix;
  /** Shape [neurons, outputs]. */
  readonly output: Matrix;
  /** By neuron. */
  readonly leak: Float64Array;
  /** By neuron; 0 for one that spikes in every step. */
  readonly threshold: Float64Array;
  /** Leak of the outputs. */
  readonly outputLeak: number;
}

export interface PlaceOptions {
  readonly limits: ChipLimits;
  /** Absent: a constant current is refused. */
  readonly bias?: BiasKind;
  /** Whether thresholds may be scaled neuron by neuron, so that only leaks need to agree in a pair. */
  readonly scaledThresholds: boolean;
}

const NEURONS_PER_PAIR = 2;
/**
 * Fewest neurons. With fewer, the chip ends a step while the tick of the host is still high, and does not see the next
 * one.
 */
const LEAST_NEURONS = 4;

/**
 * Places a network.
 * @throws UserError when the chip has too few inputs, neurons or outputs, or a constant current is not allowed.
 */
export function place(fitted: FittedNetwork, options: PlaceOptions): PlacedNetwork {
  const { network } = fitted;
  const { limits } = options;
  const output = network.layers[network.output]!;
  const biased = network.layers.filter(({ bias }) => bias.some((b) => b !== 0));
  if (biased.length > 0) checkBias(network, biased, options.bias);
  const biasNeurons = biased.length > 0 && options.bias === 'neuron';
  const biasInput = biased.length > 0 && options.bias === 'input';
  const neurons = order(network, options);
  const bias = neurons.length;
  if (biasNeurons) neurons.push(undefined, undefined);
  while (neurons.length < LEAST_NEURONS) neurons.push(undefined);
  const inputs = network.inputs + (biasInput ? 1 : 0);
  const need = (what: string, wanted: number, available: number): UserError | undefined =>
    wanted > available
      ? badInput(`needs ${wanted} ${what}, the chip has ${available}`, { file: network.file })
      : undefined;
  const tooLarge =
    need(biasInput ? 'inputs (one of them for the bias)' : 'inputs', inputs, limits.inputs) ??
    need('neurons', neurons.length, limits.neurons) ??
    need('outputs', output.size, limits.outputs);
  if (tooLarge) throw tooLarge;

  const matrices = fill(network, neurons, inputs);
  if (biasInput) addBias(network, neurons, matrices.input, network.inputs);
  if (biasNeurons) {
    addBias(network, neurons, matrices.recurrent, bias);
    output.bias.forEach((b, k) => (matrices.output.data[bias * output.size + k] = b));
  }
  const of = (value: (layer: FloatLayer) => Float64Array, otherwise: number): Float64Array =>
    Float64Array.from(neurons, (origin) =>
      origin ? value(network.layers[origin.layer]!)[origin.index]! : otherwise,
    );
  const leak = of((l) => l.leak, NaN);
  const threshold = of((l) => l.threshold, NaN);
  if (biasNeurons) threshold.fill(0, bias, bias + NEURONS_PER_PAIR);
  // An unused neuron takes what the other of its pair has, and an unused pair what the first one has.
  for (const values of [leak, threshold])
    values.forEach((value, n) => {
      if (Number.isNaN(value)) values[n] = Number.isNaN(values[n ^ 1]) ? values[0]! : values[n ^ 1]!;
    });
  return {
    reset: network.reset,
    inputs,
    ...(biasInput ? { biasInput: network.inputs } : {}),
    neurons,
    outputs: output.size,
    ...matrices,
    leak,
    threshold,
    outputLeak: output.leak[0]!,
  };
}

function checkBias(network: FloatNetwork, biased: readonly FloatLayer[], bias: BiasKind | undefined): void {
  const output = network.layers[network.output]!;
  if (bias === undefined)
    throw nodeError(
      network.file,
      biased[0]!.node,
      'receives a constant current (a bias or a leak potential), which the chip does not have: ' +
        '--bias input spends an input for it, --bias neuron two neurons',
    );
  if (bias === 'input' && biased.includes(output))
    throw nodeError(
      network.file,
      output.node,
      'is an output with a bias, which an input cannot reach: --bias neuron',
    );
}

/** Neurons in pairs that agree in leak and, unless it is scaled, threshold. */
function order(network: FloatNetwork, { limits, scaledThresholds }: PlaceOptions): (Origin | undefined)[] {
  const groups = new Map<string, Origin[]>();
  network.layers.forEach((layer, place) => {
    if (!spikes(layer)) return;
    for (let index = 0; index < layer.size; index++) {
      const key = `${Math.round(layer.leak[index]! * limits.leakOne)}/${scaledThresholds ? '' : layer.threshold[index]!}`;
      const members = groups.get(key);
      if (members) members.push({ layer: place, index });
      else groups.set(key, [{ layer: place, index }]);
    }
  });
  return [...groups.values()].flatMap((members) => [
    ...members,
    ...new Array<undefined>(members.length % NEURONS_PER_PAIR),
  ]);
}

type Matrices = Pick<PlacedNetwork, 'input' | 'recurrent' | 'output'>;

function fill(network: FloatNetwork, neurons: readonly (Origin | undefined)[], inputs: number): Matrices {
  const count = neurons.length;
  const output = network.layers[network.output]!;
  const matrices = {
    input: zeros(inputs, count),
    recurrent: zeros(count, count),
    output: zeros(count, output.size),
  };
  const placeOf = new Map(neurons.flatMap((o, n) => (o ? [[`${o.layer}/${o.index}`, n] as const] : [])));
  network.layers.forEach((layer, to) => {
    const isOutput = to === network.output;
    for (const { from, weights } of layer.receives) {
      const matrix = from === 'input' ? matrices.input : isOutput ? matrices.output : matrices.recurrent;
      for (let source = 0; source < weights.rows; source++) {
        const row = from === 'input' ? source : placeOf.get(`${from}/${source}`)!;
        for (let target = 0; target < weights.columns; target++) {
          const column = isOutput ? target : placeOf.get(`${to}/${target}`)!;
          matrix.data[row * matrix.columns + column]! += weights.data[source * weights.columns + target]!;
        }
      }
    }
  });
  return matrices;
}

/** Adds the constant current of every neuron as a row of weights. */
function addBias(
  network: FloatNetwork,
  neurons: readonly (Origin | undefined)[],
  matrix: Matrix,
  row: number,
): void {
  neurons.forEach((origin, n) => {
    if (origin) matrix.data[row * matrix.columns + n]! += network.layers[origin.layer]!.bias[origin.index]!;
  });
}

/** What the neurons and outputs of the chip did; shapes [steps, neurons], [steps, outputs]. */
export interface ChipTrace {
  readonly spikes: Uint8Array;
  /** After leak and reset. */
  readonly membranes: Float64Array;
  /** Output membranes after their leak. */
  readonly outputs: Float64Array;
}

/** Runs a placed network in floating point with the chip's order of operations, but without its rounding. */
export function simulatePlaced(placed: PlacedNetwork, input: InputSteps): ChipTrace {
  const neurons = placed.neurons.length;
  const { outputs, leak, threshold } = placed;
  const trace: ChipTrace = {
    spikes: new Uint8Array(input.length * neurons),
    membranes: new Float64Array(input.length * neurons),
    outputs: new Float64Array(input.length * outputs),
  };
  const v = new Float64Array(neurons);
  const y = new Float64Array(outputs);
  let spiked: number[] = [];
  input.forEach((events, step) => {
    for (const source of events) addRow(v, placed.input, source);
    if (placed.biasInput !== undefined) addRow(v, placed.input, placed.biasInput);
    for (const source of spiked) {
      addRow(v, placed.recurrent, source);
      addRow(y, placed.output, source);
    }
    spiked = [];
    for (let n = 0; n < neurons; n++) {
      const u = v[n]!;
      const spike = threshold[n] === 0 ? u >= 0 : u > threshold[n]!;
      if (spike) {
        spiked.push(n);
        trace.spikes[step * neurons + n] = 1;
      }
      v[n] = spike ? afterSpike(u, leak[n]!, threshold[n]!, placed.reset) : leak[n]! * u;
      trace.membranes[step * neurons + n] = v[n]!;
    }
    for (let k = 0; k < outputs; k++) {
      y[k] = y[k]! * placed.outputLeak;
      trace.outputs[step * outputs + k] = y[k]!;
    }
  });
  return trace;
}

function addRow(to: Float64Array, { columns, data }: Matrix, row: number): void {
  const at = row * columns;
  for (let c = 0; c < columns; c++) to[c]! += data[at + c]!;
}
