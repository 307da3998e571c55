/** Accesses of the SRAMs as values: `reads(wrec[17][5])`, `writes(membrane[3])` are 1 in cycles with such an access. */
import { learns } from '../chip/controllers.js';
import { Q, type Port } from '../chip/sram.js';
import type { ChipState } from '../chip/state.js';
import type { Wires } from '../chip/wires.js';
import type { Design } from '../design/design.js';
import { SelectionError } from '../text/selection-error.js';
import type { Operand } from './operands.js';
import type { RangeOf } from './ranges.js';
import { storedValueNamed } from './stored-value.js';

/** The names of the functions. */
export const ACCESSES = ['reads', 'writes'] as const;
type Access = (typeof ACCESSES)[number];
export const isAccess = (name: string): name is Access => (ACCESSES as readonly string[]).includes(name);

/** Whether a port makes an access in a cycle. */
type Match = (s: ChipState, w: Wires) => boolean;

/**
 * @param value a weight or a membrane, as it was written.
 * @throws SelectionError for anything else.
 */
export function accessOperand(access: Access, value: string, design: Design): Operand {
  const [, array = '', first, second] = /^(\w+)\[(\d+)\](?:\[(\d+)\])?$/.exec(value) ?? [];
  const isKnown = storedValueNamed(value, design) !== undefined;
  if (isKnown && (array === 'winp' || array === 'wrec' || array === 'wout'))
    return weightAccess(access, array, Number(first), Number(second), design);
  if (isKnown && array === 'membrane') return membraneAccess(access, Number(first));
  throw new SelectionError(
    `${access}(${value}): a weight or a membrane is needed, as in ${access}(wrec[17][5])`,
  );
}

const operand = (match: Match, range: RangeOf): Operand => ({
  granularity: 'cycle',
  read: (s, w) => (w && match(s, w) ? 1 : 0),
  range,
});

const isRead = ({ cs, we }: Port): boolean => cs && !we;

function weightAccess(
  access: Access,
  memory: 'winp' | 'wrec' | 'wout',
  pre: number,
  post: number,
  { blockBits, laneBits, laneMask, weightBits }: Design,
): Operand {
  const isOutput = memory === 'wout';
  const word = isOutput ? pre : (pre << blockBits) | (post >> laneBits);
  const lane = isOutput ? post : post & laneMask;
  const chunk = (lane * weightBits) >> 5;
  const learning = (s: ChipState): boolean => learns(s, s.sync.stage2);
  if (access === 'writes')
    return operand(
      (_, w) => {
        const port = w[memory];
        if (!port.cs || !port.we || port.addr !== word) return false;
        return port.prog ? port.chunk === chunk : port.mask[lane] !== 0;
      },
      (s, scanning) => [0, !scanning && learning(s) ? 1 : 0],
    );
  return operand(
    (_, w) => isRead(w[memory]) && w[memory].addr === word,
    (s, scanning) => {
      const events = memory === 'winp' ? s.inNow : s.z;
      return [0, (scanning ? events[pre] !== 0 : learning(s)) ? 1 : 0];
    },
  );
}

/** Membranes of a pair share a word; each step and each event reads it. */
function membraneAccess(access: Access, neuron: number): Operand {
  const bit = 1 << (Q.MEMBRANE + 4 * (neuron & 1));
  const at = ({ neur }: Wires): boolean => neur.cs && neur.addr === neuron >> 1;
  const always: RangeOf = () => [0, 1];
  if (access === 'reads') return operand((_, w) => at(w) && !w.neur.we, always);
  return operand((_, w) => at(w) && w.neur.we && (w.neur.prog || (w.neur.mask & bit) !== 0), always);
}
