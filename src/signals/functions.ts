/** Functions in conditions: `spikes(17)`, `changed(wrec[17][5])`, `saturates(v[0])`, `reads(winp[3][1])`. */
import type { Design } from '../design/design.js';
import { SelectionError } from '../text/selection-error.js';
import { ACCESSES, accessOperand, isAccess } from './accesses.js';
import { findSignal } from './lookup.js';
import type { Operand } from './operands.js';
import { storedValueNamed } from './stored-value.js';

const FUNCTIONS = ['spikes', 'changed', 'saturates', ...ACCESSES] as const;

export const isFunction = (name: string): boolean => (FUNCTIONS as readonly string[]).includes(name);

/**
 * The value of a call.
 * @param argument as it was written. @param operand its value.
 * @param memory takes a place for what `changed` compares with.
 * @throws SelectionError where the function has no meaning for the argument.
 */
export function operandOfCall(
  name: string,
  argument: string,
  operand: Operand,
  memory: number[],
  design: Design,
): Operand {
  if (name === 'changed') return changed(operand, memory);
  if (isAccess(name)) return accessOperand(name, argument, design);
  return name === 'spikes' ? spikes(argument, design) : saturates(argument, operand, design);
}

function changed({ granularity, read }: Operand, memory: number[]): Operand {
  const at = memory.push(NaN) - 1;
  return {
    granularity,
    read: (s, w) => {
      const value = read(s, w);
      const before = memory[at]!;
      memory[at] = value;
      return value === before || Number.isNaN(before) ? 0 : 1;
    },
  };
}

/** The neuron's spike in the cycle that writes it; between cycles, a spike that has not been propagated yet. */
function spikes(argument: string, { neurons }: Design): Operand {
  const neuron = /^\d{1,4}$/.test(argument) ? Number(argument) : neurons;
  if (neuron >= neurons)
    throw new SelectionError(`spikes(${argument}): a neuron from 0 to ${neurons - 1} is needed`);
  return {
    granularity: 'phase',
    read: (s, w) => {
      if (w === undefined) return s.z[neuron]!;
      if (!w.stepWrite || !w.neur.we || w.neur.addr !== neuron >> 1) return 0;
      return (neuron & 1) === 0 ? w.spike0 : w.spike1;
    },
  };
}

function saturates(
  argument: string,
  { granularity, read, range: rangeOf }: Operand,
  design: Design,
): Operand {
  const range = storedValueNamed(argument, design) ?? findSignal(argument, design);
  if (range === undefined || range.bits > 32 || range.bits < 2)
    throw new SelectionError(`saturates(${argument}): a stored value or a signal of 2 to 32 bits is needed`);
  const { bits, signed } = range;
  const [least, most] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [NaN, 2 ** bits - 1];
  return {
    granularity,
    read: (s, w) => {
      const value = read(s, w);
      return value === least || value === most ? 1 : 0;
    },
    ...(rangeOf
      ? {
          range: (s, scanning) => {
            const [low, high] = rangeOf(s, scanning);
            return [0, low <= least || high >= most ? 1 : 0];
          },
        }
      : {}),
  };
}
