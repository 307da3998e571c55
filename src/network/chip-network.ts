/**
 * A network in the chip's numbers: what an import writes to a directory, a program loads, a training changes and an
 * export turns into NIR again.
 */
import type { RegisterName } from '../../isa/registers.js';
import type { Design } from '../design/design.js';
import { registerNamed } from '../isa/registers.js';
import type { FittedNetwork } from './approximate.js';
import type { PlacedNetwork } from './place.js';
import type { QuantisedNetwork } from './quantise.js';

/** Where a neuron of the chip comes from. */
export interface NeuronOrigin {
  readonly node: string;
  readonly index: number;
  /** Steps by which its layer runs behind the network without delays. */
  readonly delay: number;
}

export interface ChipNetwork {
  /** The chip that it was mapped to. */
  readonly design: Design;
  /** File of the network, without its folder. */
  readonly source: string;
  readonly sourceSha256: string;
  /** Time step in seconds. */
  readonly dt: number;
  readonly reset: 'zero' | 'subtract-late';
  /** Inputs, neurons and outputs in use; the number of neurons is even. */
  readonly inputs: number;
  readonly neurons: number;
  readonly outputs: number;
  /** Input that needs an event in every step. */
  readonly biasInput?: number;
  /** Node whose membranes the outputs hold, and whether the outputs count its spikes instead of integrating. */
  readonly outputNode: string;
  readonly counts: boolean;
  /** Steps from an input event to the output that it can move first. */
  readonly latency: number;
  /** By neuron; undefined for one that the network does not name. */
  readonly origins: readonly (NeuronOrigin | undefined)[];
  /** Stored leak factors and thresholds, by neuron, equal in a pair. */
  readonly leak: Uint16Array;
  readonly threshold: Int16Array;
  /** Stored leak of the outputs. */
  readonly kappa: number;
  readonly shifts: QuantisedNetwork['shifts'];
  /** Units of the membrane for 1 of the network, by neuron; of the output membranes. */
  readonly scale: Float64Array;
  readonly outputScale: number;
  readonly weights: NetworkWeights;
}

/** Pre-major: the weight from `pre` to `post` is at pre * posts + post. */
export interface NetworkWeights {
  /** inputs x neurons */
  readonly inp: Int8Array;
  /** neurons x neurons */
  readonly rec: Int8Array;
  /** neurons x outputs */
  readonly out: Int8Array;
}

/** Combines the results of mapping and rounding into a network. */
export function chipNetwork(
  fitted: FittedNetwork,
  placed: PlacedNetwork,
  q: QuantisedNetwork,
  source: { name: string; sha256: string },
  design: Design,
): ChipNetwork {
  const { network, delays, counts } = fitted;
  return {
    design,
    source: source.name,
    sourceSha256: source.sha256,
    dt: network.dt,
    reset: placed.reset === 'zero' ? 'zero' : 'subtract-late',
    inputs: placed.inputs,
    neurons: placed.neurons.length,
    outputs: placed.outputs,
    ...(placed.biasInput === undefined ? {} : { biasInput: placed.biasInput }),
    outputNode: counts ? network.layers[network.output - 1]!.node : network.layers[network.output]!.node,
    counts,
    latency: delays[network.output]!,
    origins: placed.neurons.map(
      (o) => o && { node: network.layers[o.layer]!.node, index: o.index, delay: delays[o.layer]! },
    ),
    leak: q.leak,
    threshold: q.threshold,
    kappa: q.kappa,
    shifts: q.shifts,
    scale: q.scale,
    outputScale: q.outputScale,
    weights: { inp: q.input, rec: q.recurrent, out: q.output },
  };
}

const ALPHA_ONE_BIT = 15;
const PAIRS_PER_REGISTER = 32;

/** The registers with the upper part of the leak factor, 32 pairs each; a chip has those that its addresses need. */
const UPPER_PARTS = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `ALPHA_CONF_${i}` as RegisterName);

/** Registers that an inference needs, with their values; all others keep what a reset gives. */
export function registersOf(n: ChipNetwork): [RegisterName, number][] {
  const upper = new Uint32Array(UPPER_PARTS.length);
  for (let pair = 0; pair < n.neurons / 2; pair++)
    if (n.leak[2 * pair]! >> ALPHA_ONE_BIT) upper[pair >> 5]! |= 1 << (pair % PAIRS_PER_REGISTER);
  const alphas = UPPER_PARTS.flatMap((name, i): [RegisterName, number][] =>
    registerNamed(n.design, name) ? [[name, upper[i]!]] : [],
  );
  return [
    ['RST_MODE', n.reset === 'zero' ? 1 : 0],
    ['DO_EPROP', 0],
    ['ERROR_HALT', 1],
    ['FP_LOC_WINP', n.shifts.input],
    ['FP_LOC_WREC', n.shifts.recurrent],
    ['FP_LOC_WOUT', n.shifts.output],
    ['SEND_LABEL_ONLY', 1],
    ...alphas,
    ['KAPPA', n.kappa],
    ['NUM_INP', n.inputs - 1],
    ['NUM_REC', n.neurons - 1],
    ['NUM_OUT', n.outputs - 1],
  ];
}

const LEAK_LOW = 0xfff;

/** Threshold of neurons that a step visits although the network does not have them: they must not spike. */
const NEVER = 0x7fff;

/**
 * The upper 32 bits of the word of each pair: low bits of the leak factor, then the threshold. A step visits as many neurons
 * as there are inputs, where these are more: such neurons get a threshold that they never reach, instead of whatever the
 * memory holds.
 */
export function pairWords({ inputs, neurons, leak, threshold }: ChipNetwork): number[] {
  const pairs = Math.max(neurons / 2, Math.ceil(inputs / 2));
  return Array.from({ length: pairs }, (_, pair) =>
    pair < neurons / 2 ? pairWord(leak[2 * pair]!, threshold[2 * pair]!) : pairWord(0, NEVER),
  );
}

const pairWord = (leak: number, threshold: number): number =>
  (((leak & LEAK_LOW) << 20) | ((threshold & 0xffff) << 4)) >>> 0;
