/** Faulty cells of the weight memories (src/chip/faults.ts): they act where a weight is stored. */
import * as at from './generated/layout';

/**
 * Gives weights that have just been stored the values that their cells hold.
 * @param memory 0 winp, 1 wrec, 2 wout. @param bank address of the memory. @param word address of the weights.
 * @param moves not 0 where a weight was stored.
 */
export function holdFaults(memory: usize, bank: usize, word: usize, moves: v128): void {
  const kind = load<i32>(at.faultKind);
  if (kind == at.FAULT_NONE) return;
  const bits = v128.load(load<usize>(at.faultBits + 4 * memory) + (word - bank));
  const weights = v128.load(word);
  let held: v128;
  if (kind == at.FAULT_STUCK_AT_0) held = v128.andnot(weights, bits);
  else if (kind == at.FAULT_STUCK_AT_1) held = v128.or(weights, bits);
  else held = v128.xor(weights, bits);
  const unused = load<i32>(at.unusedWeightBits);
  held = i8x16.shr_s(i8x16.shl(held, unused), unused);
  v128.store(word, v128.bitselect(weights, held, i8x16.eq(moves, i8x16.splat(0))));
}
