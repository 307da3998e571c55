/**
 * Values that the chip stores, by the names people use: weights, the state of neurons, registers. They can be read, and
 * set from outside.
 */
import { derive } from '../chip/config.js';
import { REFERENCE, WIDTH, type Geometry } from '../chip/geometry.js';
import type { ChipState } from '../chip/state.js';
import type { Granularity } from './granularity.js';
import { registerNamed } from '../isa/registers.js';

/** A value that the chip stores. */
export interface StoredValue {
  /** As the user writes it. */
  readonly name: string;
  /** Width in bits. */
  readonly bits: number;
  readonly signed: boolean;
  readonly changes: Granularity;
  get(s: ChipState): number;
  /** @param value its low bits count. */
  set(s: ChipState, value: number): void;
}

/** What can be named, for messages. */
export const STORED_VALUES =
  'winp, wrec or wout[PRE][POST]; membrane, threshold, alphaLow, inputTrace, recurrentTrace or outputTrace[NEURON]; ' +
  'or a REGISTER';

/**
 * The stored value of a name such as `wrec[5][17]`, `membrane[3]` or `KAPPA`.
 * @returns undefined if there is none, also if an index lies outside of the chip.
 */
export function storedValueNamed(name: string, geometry: Geometry = REFERENCE): StoredValue | undefined {
  const [, array = '', first = '', second] = /^(\w+)\[(\d{1,4})\](?:\[(\d{1,4})\])?$/.exec(name) ?? [];
  if (array === '') return registerValue(name);
  if (isWeight(array) && second !== undefined)
    return weightValue(name, array, Number(first), Number(second), geometry);
  const layout = NEURON_VALUES[array as NeuronArray] as NeuronLayout | undefined;
  if (!layout || second !== undefined) return undefined;
  return neuronValue(name, array as NeuronArray, layout, Number(first), geometry);
}

const WEIGHT_ARRAYS = ['winp', 'wrec', 'wout'] as const;
type WeightArray = (typeof WEIGHT_ARRAYS)[number];
const isWeight = (name: string): name is WeightArray => (WEIGHT_ARRAYS as readonly string[]).includes(name);

function weightValue(
  name: string,
  array: WeightArray,
  pre: number,
  post: number,
  { inputs, neurons, outputs }: Geometry,
): StoredValue | undefined {
  const posts = array === 'wout' ? outputs : neurons;
  if (pre >= (array === 'winp' ? inputs : neurons) || post >= posts) return undefined;
  const index = pre * posts + post;
  return {
    name,
    bits: WIDTH.weight,
    signed: true,
    // The learning pass of a tick writes a weight once.
    changes: 'tick',
    get: (s) => s[array].bytes[index]!,
    set: (s, value) => {
      s[array].bytes[index] = value;
      // Caches derived from the memory detect by this counter that they are stale.
      s[array].writes++;
    },
  };
}

interface NeuronLayout {
  readonly bits: number;
  readonly signed: boolean;
  readonly changes: Granularity;
  /** Neurons that share a value. */
  readonly sharedBy: 1 | 2;
}

const NEURON_VALUES = {
  membrane: { bits: WIDTH.membrane, signed: true, changes: 'cycle', sharedBy: 1 },
  threshold: { bits: 16, signed: true, changes: 'operation', sharedBy: 2 },
  alphaLow: { bits: 12, signed: false, changes: 'operation', sharedBy: 2 },
  inputTrace: { bits: WIDTH.inputTrace, signed: false, changes: 'cycle', sharedBy: 1 },
  recurrentTrace: { bits: WIDTH.recurrentTrace, signed: false, changes: 'cycle', sharedBy: 1 },
  outputTrace: { bits: WIDTH.outputTrace, signed: false, changes: 'cycle', sharedBy: 1 },
} as const satisfies Record<string, NeuronLayout>;
type NeuronArray = keyof typeof NEURON_VALUES;

/** Names of the arrays of stored values. */
export const STORED_ARRAYS: readonly string[] = [...WEIGHT_ARRAYS, ...Object.keys(NEURON_VALUES)];

function neuronValue(
  name: string,
  array: NeuronArray,
  { bits, signed, changes, sharedBy }: NeuronLayout,
  neuron: number,
  { neurons }: Geometry,
): StoredValue | undefined {
  if (neuron >= neurons) return undefined;
  const index = Math.floor(neuron / sharedBy);
  return {
    name,
    bits,
    signed,
    changes,
    get: (s) => s.neur[array][index]!,
    set: (s, value) => {
      s.neur[array][index] = truncate(value, bits, signed);
      s.neur.writes++;
    },
  };
}

function registerValue(name: string): StoredValue | undefined {
  const spec = registerNamed(name);
  if (!spec) return undefined;
  const { bits, signed } = spec;
  return {
    name,
    bits,
    signed,
    changes: 'operation',
    get: (s) => s.config[spec.name],
    set: (s, value) => {
      s.config[spec.name] = truncate(value, bits, signed);
      derive(s.config, s.derived);
      s.quiet = 0;
    },
  };
}

function truncate(value: number, bits: number, signed: boolean): number {
  const unused = 32 - bits;
  return signed ? (value << unused) >> unused : (value << unused) >>> unused;
}
