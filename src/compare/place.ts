/** Places in a chip that a person can name: `wrec[5][17]`, `membrane[3]`, `threshold[4]`, a register. */
import { derive } from '../chip/config.js';
import type { ChipState } from '../chip/state.js';
import { registerNamed } from '../isa/registers.js';

export interface Place {
  /** Width in bits. */
  readonly bits: number;
  readonly signed: boolean;
  get(s: ChipState): number;
  /** @param value low bits count. */
  set(s: ChipState, value: number): void;
}

/** What names a place, for messages. */
export const PLACES = 'winp|wrec|wout[PRE][POST], membrane|threshold[NEURON] or a REGISTER';

const WEIGHT = /^(winp|wrec|wout)\[(\d{1,3})\]\[(\d{1,3})\]$/;
const NEURON = /^(membrane|threshold)\[(\d{1,3})\]$/;

/** The place of a name, undefined where there is none. */
export function placeNamed(name: string): Place | undefined {
  const weight = WEIGHT.exec(name);
  if (weight) return weightAt(weight[1] as 'winp' | 'wrec' | 'wout', Number(weight[2]), Number(weight[3]));
  const neuron = NEURON.exec(name);
  if (neuron) return neuronAt(neuron[1] as 'membrane' | 'threshold', Number(neuron[2]));
  return registerPlace(name);
}

function weightAt(bank: 'winp' | 'wrec' | 'wout', pre: number, post: number): Place | undefined {
  if (pre > 255 || post > (bank === 'wout' ? 15 : 255)) return undefined;
  const posts = (s: ChipState): number => (bank === 'wout' ? s.geometry.outputs : s.geometry.neurons);
  return element(bank, 8, true, (s) => [s[bank].bytes, pre * posts(s) + post]);
}

function neuronAt(name: 'membrane' | 'threshold', neuron: number): Place | undefined {
  if (neuron > 255) return undefined;
  // A threshold is shared by the two neurons of a word.
  return name === 'threshold'
    ? element('neur', 16, false, (s) => [s.neur.threshold, neuron >> 1])
    : element('neur', 16, true, (s) => [s.neur.membrane, neuron]);
}

type Found = [array: Int8Array | Int16Array, index: number];

function element(
  bank: 'neur' | 'winp' | 'wrec' | 'wout',
  bits: number,
  signed: boolean,
  find: (s: ChipState) => Found,
): Place {
  return {
    bits,
    signed,
    get: (s) => {
      const [array, index] = find(s);
      return array[index]!;
    },
    set: (s, value) => {
      const [array, index] = find(s);
      array[index] = value;
      // Who keeps something worked out from the memory sees that it is stale.
      s[bank].writes++;
    },
  };
}

function registerPlace(name: string): Place | undefined {
  const spec = registerNamed(name);
  if (!spec) return undefined;
  const { bits, signed } = spec;
  const unused = 32 - bits;
  return {
    bits,
    signed,
    get: (s) => s.config[spec.name],
    set: (s, value) => {
      s.config[spec.name] = signed ? (value << unused) >> unused : (value << unused) >>> unused;
      derive(s.config, s.derived);
      s.quiet = 0;
    },
  };
}
