/** Section 8 for the reference model: what the learning unit writes, and its slot registers. */
import { signed, slice } from '../fixed-point/twin.js';
import * as math from './arithmetic.js';
import type { ReferenceRegisters, Signals } from './registers.js';

/** A weight in lane n of a word. */
const placed = (value: bigint, n: number, bits: number): bigint => slice(value, 0, bits) << BigInt(bits * n);

/** New values of the slot registers in a cycle with lsb[0] = 1; undefined: unchanged. */
export function slotValues(
  chip: ReferenceRegisters,
  s: Signals,
): { l: bigint | undefined; h: bigint; g: bigint | undefined } {
  const { config: c, k } = chip;
  const { sizes } = chip;
  const post = sizes.p.lanes * k.blk + (k.lsb >> 1);
  const n = post % 2;
  let l: bigint | undefined;
  if (chip.state === 'EPROP') {
    let psum = 0n;
    if ((c.DO_EPROP & 3) !== 0)
      for (let o = 0; o <= c.NUM_OUT; o++) psum += chip.error(o) * chip.weight('wout', o);
    l = post <= c.NUM_REC ? math.learningSignal(signed(psum, 28), c.LEARN_SIG_SCALE) : 0n;
  }
  let h = 0n;
  if (chip.state === 'EPROP' && k.posts) {
    const u = signed(chip.seen(s.pair, n, sizes.membrane), sizes.membrane.bits);
    const bounds = [c.THR_H_0, c.THR_H_1, c.THR_H_2, c.THR_H_3];
    const values = [c.H_0, c.H_1, c.H_2, c.H_3, c.H_4];
    const segment = bounds.findIndex((bound) => u < BigInt(bound));
    h = BigInt(values[segment < 0 ? 4 : segment]!);
  }
  const a = chip.seen(s.pair, n, sizes.recurrentTrace) >> BigInt(c.FP_LOC_TREC);
  const g = c.REGUL_MODE !== 0 ? math.regularisation(a, BigInt(c.REGUL_F0)) : undefined;
  return { l, h, g };
}

/** Data and mask of a write of input or recurrent weights. */
export function learningWrite(
  chip: ReferenceRegisters,
  s: Signals,
  bank: 'winp' | 'wrec',
): { data: bigint; mask: bigint } {
  const { config: c, k, sizes } = chip;
  const { lanes, weightBits } = sizes.p;
  const input = bank === 'winp';
  const pre = k.ePre >> 1;
  const fraction = BigInt(input ? c.FP_LOC_TINP : c.FP_LOC_TREC);
  const trace = chip.seen(s.pair, pre % 2, input ? sizes.inputTrace : sizes.recurrentTrace) >> fraction;
  const chosen = (c.REGUL_W & (input ? 1 : 2)) !== 0;
  const rates = input ? { left: c.LR_P_WINP, right: c.LR_R_WINP } : { left: c.LR_P_WREC, right: c.LR_R_WREC };
  const left = input ? c.REGUL_K_INP_P : c.REGUL_K_REC_P;
  const right = input ? c.REGUL_K_INP_R : c.REGUL_K_REC_R;
  let data = 0n;
  let mask = 0n;
  for (let n = 0; n < lanes; n++) {
    const supervised = chip.H[n] !== 0n && chip.high('TARGET_VALID');
    if (!supervised && !(c.REGUL_MODE !== 0 && chosen)) continue;
    const e = supervised ? signed(chip.L[n]! * trace * chip.H[n]!, 32) : 0n;
    const add = (c.REGUL_MODE & 2) !== 0 && chosen ? math.additive(chip.G[n]!, left, right) : 0n;
    const scales = (c.REGUL_MODE & 1) !== 0 && c.REGUL_W !== 0;
    const p = math.update(e, scales ? math.factor(chip.G[n]!, c.REGUL_K_MUL) : 16n, add);
    const random = BigInt(chip.random[bank].take(32 * n, 32));
    const { weight, changes } = math.step(chip.weight(bank, n), p, rates, random, 32, weightBits);
    if (!changes) continue;
    mask |= placed(-1n, n, weightBits);
    if (input || pre !== lanes * k.blk + n) data |= placed(weight, n, weightBits);
  }
  return { data, mask };
}

/** Data and mask of a write of output weights. */
export function outputLearningWrite(chip: ReferenceRegisters, s: Signals): { data: bigint; mask: bigint } {
  const { config: c, k, sizes } = chip;
  const { weightBits } = sizes.p;
  const trace = chip.seen(s.pair, (k.lsb >> 1) % 2, sizes.outputTrace) >> BigInt(c.FP_LOC_TOUT);
  const rates = { left: c.LR_P_WOUT, right: c.LR_R_WOUT };
  let data = 0n;
  let mask = 0n;
  for (let n = 0; n < 16; n++) {
    const p = signed(chip.error(n) * trace, 28);
    const random = BigInt(chip.random.wout.take(28 * n, 28));
    const { weight, changes } = math.step(chip.weight('wout', n), p, rates, random, 28, weightBits);
    if (!changes) continue;
    mask |= placed(-1n, n, weightBits);
    data |= placed(weight, n, weightBits);
  }
  return { data, mask };
}
