/** Values that expressions of a debugger name beside those of the chip: the host's, and energies. */
import { ACT, ACTIVITIES } from '../chip/activity.js';
import type { Prices } from '../energy/prices.js';
import { parseOperand } from '../signals/expression.js';
import type { MoreOperands, Operand } from '../signals/operands.js';
import { storedValueNamed } from '../signals/stored-value.js';
import { SelectionError } from '../text/selection-error.js';
import { FirmwareHost } from './firmware-host.js';
import type { Machine } from './machine.js';

/** `energy.run` and `energy.sample` (since SAMPLE rose last), in picojoules. */
export function energyOperands(machine: Machine, prices: Prices): MoreOperands {
  const price = pricePerCount(machine.sampleStart.length, prices);
  const total = (counts: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < counts.length; i++) sum += price[i]! * counts[i]!;
    return sum;
  };
  // The activity up to a rise of SAMPLE is never changed.
  let start = machine.sampleStart;
  let upToStart = total(start);
  const run: Operand = { granularity: 'tick', read: (s) => total(s.activity) };
  const sample: Operand = {
    granularity: 'tick',
    read: (s) => {
      if (start !== machine.sampleStart) {
        start = machine.sampleStart;
        upToStart = total(start);
      }
      return total(s.activity) - upToStart;
    },
  };
  return (name) => (name === 'energy.run' ? run : name === 'energy.sample' ? sample : undefined);
}

/** Picojoules of each activity in each state, in the order in which the chip counts them. */
function pricePerCount(length: number, prices: Prices): Float64Array {
  const leakage = (activity: number): number => (activity === ACT.cycles ? prices.leakagePerCycle : 0);
  return Float64Array.from({ length }, (_, i) => {
    const activity = i % ACTIVITIES.length;
    return prices.energy[activity]! + leakage(activity);
  });
}

/** Names of host values, for completion. */
export const HOST_VALUES: readonly string[] = [
  'pc',
  'instruction',
  'epoch',
  ...Array.from({ length: 16 }, (_, i) => `r${i}`),
  ...Array.from({ length: 16 }, (_, i) => `counter[${i}]`),
];

/** Values of the host: `pc`, `instruction`, `epoch`, `r3`, `counter[2]`, `mem[64]` (a byte). */
export function hostOperands(machine: Machine): MoreOperands {
  const { host } = machine;
  return (name) => {
    if (name === 'pc' || name === 'instruction' || name === 'epoch')
      return { granularity: 'operation', read: () => host[name] };
    if (!(host instanceof FirmwareHost)) return undefined;
    const [, register] = /^r(1[0-5]|\d)$/.exec(name) ?? [];
    if (register !== undefined)
      return { granularity: 'operation', read: () => host.sequencer.registers[Number(register)]! };
    const [, array, index] = /^(counter|mem)\[(\d{1,9})\]$/.exec(name) ?? [];
    const at = Number(index);
    if (array === 'counter' && at < 16)
      return { granularity: 'operation', read: () => host.sequencer.counters[at]! };
    if (array === 'mem' && at < host.memory.length)
      return { granularity: 'operation', read: () => host.memory[at]! };
    return undefined;
  };
}

interface Range {
  readonly least: number;
  readonly most: number;
}

/** Registers are signed words, which may be given unsigned. */
const REGISTER: Range = { least: -(2 ** 31), most: 2 ** 32 - 1 };
const BYTE: Range = { least: 0, most: 255 };

const rangeOf = ({ bits, signed }: { readonly bits: number; readonly signed: boolean }): Range =>
  signed ? { least: -(2 ** (bits - 1)), most: 2 ** (bits - 1) - 1 } : { least: 0, most: 2 ** bits - 1 };

/** Sets a value that is in its range. @throws SelectionError for another one. */
const within =
  ({ least, most }: Range, name: string, set: (value: number) => void) =>
  (value: number): void => {
    if (value < least || value > most)
      throw new SelectionError(`${name} takes values from ${least} to ${most}, not ${value}`);
    set(value);
  };

/** The value that a text names, with whether it can be set. */
export interface NamedValue {
  readonly operand: Operand;
  /** Absent where it cannot be set. @throws SelectionError for a value out of its range. */
  readonly set?: (value: number) => void;
}

/**
 * @throws SelectionError where the text names no value.
 */
export function namedValue(machine: Machine, text: string, more: MoreOperands): NamedValue {
  const { state } = machine.chip;
  const operand = parseOperand(text, state.design, more);
  const stored = storedValueNamed(text, state.design);
  if (stored) return { operand, set: within(rangeOf(stored), text, (value) => stored.set(state, value)) };
  const { host } = machine;
  if (!(host instanceof FirmwareHost)) return { operand };
  const [, register] = /^r(1[0-5]|\d)$/.exec(text) ?? [];
  if (register !== undefined)
    return {
      operand,
      set: within(REGISTER, text, (value) => (host.sequencer.registers[Number(register)] = value)),
    };
  const [, byte] = /^mem\[(\d{1,9})\]$/.exec(text) ?? [];
  if (byte !== undefined)
    return { operand, set: within(BYTE, text, (value) => (host.memory[Number(byte)] = value)) };
  return { operand };
}

/**
 * Reads a value between cycles.
 * @throws SelectionError for one that exists only within a cycle.
 */
export function readNow(machine: Machine, operand: Operand, text: string): number {
  const { state } = machine.chip;
  try {
    return operand.read(state, undefined);
  } catch (error) {
    if (error instanceof TypeError)
      throw new SelectionError(`'${text}' exists only within a cycle: a stop or a waveform shows it`);
    throw error;
  }
}
