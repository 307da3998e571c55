/** Weight changes of the learning unit, as the SRAMs store them. */
import { faultyWeight } from '../chip/faults.js';
import type { WeightPort } from '../chip/sram.js';
import type { ChipState } from '../chip/state.js';
import type { Wires } from '../chip/wires.js';

/** The weight memories, in the order in which tables number them. */
export const WEIGHT_MEMORIES = ['winp', 'wrec', 'wout'] as const;
export type WeightMemory = (typeof WEIGHT_MEMORIES)[number];

/** @param pre,post indices of the weight. @param before,after its signed values. */
export type WeightChange = (
  memory: WeightMemory,
  pre: number,
  post: number,
  before: number,
  after: number,
) => void;

/** Calls `change` for every weight that learning changes in this cycle. */
export function forEachWeightChange(s: ChipState, w: Wires, change: WeightChange): void {
  if (w.winpLearns) changesOf(s, 'winp', w.winp, change);
  if (w.wrecLearns) changesOf(s, 'wrec', w.wrec, change);
  if (w.woutLearns) changesOf(s, 'wout', w.wout, change);
}

function changesOf(s: ChipState, memory: WeightMemory, port: WeightPort, change: WeightChange): void {
  // SPI may have taken the port from the learning unit.
  if (!port.cs || !port.we || port.prog || port.changed === 0) return;
  const { q, lanes, bits, faults, extent } = s[memory];
  // A word address is the row (pre) and, of input and recurrent weights, the block of columns (post).
  const pre = port.addr >> extent.blockBits;
  const block = port.addr - (pre << extent.blockBits);
  const first = port.addr * lanes;
  for (let n = 0; n < lanes; n++) {
    if (port.mask[n] === 0) continue;
    const stored = faults ? faultyWeight(faults, first + n, port.data[n]!, bits) : port.data[n]!;
    if (stored !== q[n]) change(memory, pre, lanes * block + n, q[n]!, stored);
  }
}
