/**
 * Values that the chip stores, by name: weights, the state of neurons, registers. They can be read, and set from
 * outside.
 */
import { derive } from '../chip/config.js';
import { rowLength } from '../chip/sram.js';
import type { ChipState } from '../chip/state.js';
import type { Design } from '../design/design.js';
import type { DesignParameters } from '../design/parameters.js';
import type { Granularity } from './granularity.js';
import { membraneRange, type RangeOf } from './ranges.js';
import { registerNamed } from '../isa/registers.js';

/** A value that the chip stores. */
export interface StoredValue {
  /** The name that the user writes. */
  readonly name: string;
  /** Width in bits. */
  readonly bits: number;
  readonly signed: boolean;
  readonly changes: Granularity;
  /** What it can be while ticks and events are played (ranges.ts); absent: it is exact after ticks, or not known. */
  readonly range?: RangeOf;
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
export function storedValueNamed(name: string, design: Design): StoredValue | undefined {
  const [, array = '', first = '', second] = /^(\w+)\[(\d{1,4})\](?:\[(\d{1,4})\])?$/.exec(name) ?? [];
  if (array === '') return registerValue(name, design);
  if (isWeight(array) && second !== undefined)
    return weightValue(name, array, Number(first), Number(second), design);
  const layout = NEURON_VALUES[array as NeuronArray] as NeuronLayout | undefined;
  if (!layout || second !== undefined) return undefined;
  return neuronValue(name, array as NeuronArray, layout, Number(first), design);
}

const WEIGHT_ARRAYS = ['winp', 'wrec', 'wout'] as const;
type WeightArray = (typeof WEIGHT_ARRAYS)[number];
const isWeight = (name: string): name is WeightArray => (WEIGHT_ARRAYS as readonly string[]).includes(name);

function weightValue(
  name: string,
  array: WeightArray,
  pre: number,
  post: number,
  { inputs, neurons, outputs, weightBits: bits }: Design,
): StoredValue | undefined {
  const posts = array === 'wout' ? outputs : neurons;
  if (pre >= (array === 'winp' ? inputs : neurons) || post >= posts) return undefined;
  return {
    name,
    bits,
    signed: true,
    // The learning pass of a tick writes a weight once.
    changes: 'tick',
    get: (s) => s[array].bytes[pre * rowLength(s[array]) + post]!,
    set: (s, value) => {
      const bank = s[array];
      bank.bytes[pre * rowLength(bank) + post] = truncate(value, bits, true);
      // Caches derived from the memory detect by this counter that they are stale.
      bank.writes++;
    },
  };
}

interface NeuronLayout {
  /** Width, or the parameter of the chip that it is. */
  readonly bits: number | keyof DesignParameters;
  readonly signed: boolean;
  readonly changes: Granularity;
  /** Neurons that share a value. */
  readonly sharedBy: 1 | 2;
  /** Which of inputs and neurons have such a value; for values that a pair shares, those in the pair. */
  readonly of: 'inputs' | 'neurons' | 'both';
}

const NEURON_VALUES = {
  membrane: { bits: 'membraneBits', signed: true, changes: 'cycle', sharedBy: 1, of: 'neurons' },
  threshold: { bits: 16, signed: true, changes: 'operation', sharedBy: 2, of: 'both' },
  alphaLow: { bits: 12, signed: false, changes: 'operation', sharedBy: 2, of: 'both' },
  inputTrace: { bits: 'inputTraceBits', signed: false, changes: 'cycle', sharedBy: 1, of: 'inputs' },
  recurrentTrace: { bits: 'recurrentTraceBits', signed: false, changes: 'cycle', sharedBy: 1, of: 'neurons' },
  outputTrace: { bits: 'outputTraceBits', signed: false, changes: 'cycle', sharedBy: 1, of: 'neurons' },
} as const satisfies Record<string, NeuronLayout>;
type NeuronArray = keyof typeof NEURON_VALUES;

/** Names of the arrays of stored values. */
export const STORED_ARRAYS: readonly string[] = [...WEIGHT_ARRAYS, ...Object.keys(NEURON_VALUES)];

function neuronValue(
  name: string,
  array: NeuronArray,
  { bits: width, signed, changes, sharedBy, of }: NeuronLayout,
  neuron: number,
  design: Design,
): StoredValue | undefined {
  if (neuron >= (of === 'both' ? 2 * design.neuronWords : design[of])) return undefined;
  const index = Math.floor(neuron / sharedBy);
  const bits = typeof width === 'number' ? width : design[width];
  return {
    name,
    bits,
    signed,
    changes,
    ...(array === 'membrane' ? { range: membraneRange(neuron) } : {}),
    // Only the low bits of a field count, and the others are written 0.
    get: (s) => truncate(s.neur[array][index]!, bits, signed),
    set: (s, value) => {
      s.neur[array][index] = truncate(value, bits, false);
      s.neur.writes++;
    },
  };
}

function registerValue(name: string, design: Design): StoredValue | undefined {
  const spec = registerNamed(design, name);
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
