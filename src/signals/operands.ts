/** Operands of conditions: numbers, signals, stored values, positions, and names of states. */
import type { ChipState } from '../chip/state.js';
import type { Wires } from '../chip/wires.js';
import type { Design } from '../design/design.js';
import { sampleOf, samplesSoFar, tickOf, ticksSoFar } from '../position/counts.js';
import { closest } from '../text/closest.js';
import { SelectionError } from '../text/selection-error.js';
import type { Granularity } from './granularity.js';
import { findSignal, selectableNames } from './lookup.js';
import type { RangeOf } from './ranges.js';
import { signalsOf, type Signal } from './signals.js';
import { STORED_ARRAYS, STORED_VALUES, storedValueNamed } from './stored-value.js';

/** An operand: something whose value is a number. */
export interface Operand {
  readonly granularity: Granularity;
  /** @param w wires of the cycle; undefined between cycles, where values of the granularity `cycle` cannot be read. */
  readonly read: (s: ChipState, w: Wires | undefined) => number;
  /** Names of its values. */
  readonly labels?: readonly string[];
  /** What it can be while ticks and events are played; absent: it is exact after ticks, or has to be seen in every cycle. */
  readonly range?: RangeOf;
}

/** A name that has a meaning only in a comparison with an operand that has labels. */
export interface Label {
  readonly label: string;
}

/** Operands that are known where a condition is used, by name. */
export type MoreOperands = (name: string) => Operand | undefined;

/** Picojoules of a unit of energy. */
const PICOJOULES: Readonly<Record<string, number>> = { fJ: 1e-3, pJ: 1, nJ: 1e3, uJ: 1e6, mJ: 1e9, J: 1e12 };

/**
 * The operand of a token; energies are in picojoules.
 * @throws SelectionError for a name that means nothing.
 */
export function operandOf(token: string, design: Design, more?: MoreOperands): Operand | Label {
  const energy = /^(-?\d+(?:\.\d+)?)([fpnum]?J)$/.exec(token);
  if (energy) {
    const picojoules = Number(energy[1]) * PICOJOULES[energy[2]!]!;
    return { granularity: 'operation', read: () => picojoules };
  }
  if (/^-?\d/.test(token)) {
    // Number() reads no negative hexadecimal numbers.
    const value = token.startsWith('-') ? -Number(token.slice(1)) : Number(token);
    return { granularity: 'operation', read: () => value };
  }
  if (signalsOf(design).some((s) => s.labels?.includes(token) === true)) return { label: token };
  const counter = Object.hasOwn(COUNTERS, token) ? COUNTERS[token] : more?.(token);
  return counter ?? signalOperand(token, design) ?? storedOperand(token, design) ?? unknown(token, design);
}

/** Where in its run a chip is. */
const COUNTERS: Readonly<Record<string, Operand>> = {
  cycle: { granularity: 'cycle', read: (s) => s.cycle },
  tick: {
    granularity: 'tick',
    read: (s, w) => (w ? tickOf(s, w) : ticksSoFar(s)),
    // The cycle in which a tick is seen counts it already.
    range: (s) => [ticksSoFar(s), ticksSoFar(s) + 1],
  },
  sample: { granularity: 'tick', read: (s, w) => (w ? sampleOf(s, w) : samplesSoFar(s)) },
};

function signalOperand(name: string, design: Design): Operand | undefined {
  const signal = findSignal(name, design);
  if (signal) return ofSignal(signal);
  // An element of a vector of flags, such as z[7].
  const [, vector, index] = /^(.+)\[(\d+)\]$/.exec(name) ?? [];
  const flags = vector === undefined ? undefined : findSignal(vector, design);
  if (!flags?.flag || Number(index) >= flags.bits) return undefined;
  const { flag } = flags;
  return { granularity: 'cycle', read: (s) => flag(s, Number(index)) };
}

function ofSignal({
  name,
  bits,
  signed,
  labels,
  changes: granularity = 'cycle',
  get,
  read,
  range,
}: Signal): Operand {
  if (get) {
    const wide = !signed && bits === 32;
    return {
      granularity,
      read: wide ? (s, w) => get(s, w!) >>> 0 : (s, w) => get(s, w!),
      ...(labels ? { labels } : {}),
      ...(range ? { range } : {}),
    };
  }
  if (!read) throw new SelectionError(`${name} cannot be compared`);
  // A vector counts as its number of set bits: 0 if all are clear.
  const words = new Int32Array((bits + 31) >>> 5);
  return { granularity, read: (s, w) => setBits(read, s, w!, words) };
}

function setBits(read: NonNullable<Signal['read']>, s: ChipState, w: Wires, words: Int32Array): number {
  read(s, w, words);
  let count = 0;
  for (const word of words) for (let v = word; v !== 0; v &= v - 1) count++;
  return count;
}

function storedOperand(name: string, design: Design): Operand | undefined {
  const stored = storedValueNamed(name, design);
  if (!stored) return undefined;
  const { changes, range } = stored;
  return { granularity: changes, read: (s) => stored.get(s), ...(range ? { range } : {}) };
}

function unknown(name: string, design: Design): never {
  const array = name.replace(/\[.*/, '');
  if (STORED_ARRAYS.includes(array))
    throw new SelectionError(`'${name}' is not in the chip: give ${STORED_VALUES}`);
  if (selectableNames(design).some((known) => known.startsWith(`${array}[`)))
    throw new SelectionError(`'${name}' needs an index that exists, as in ${array}[0]`);
  const hint = closest(array, [...selectableNames(design), ...STORED_ARRAYS, ...Object.keys(COUNTERS)]);
  throw new SelectionError(`no signal or stored value is named '${name}'${hint}`);
}
