/** Section 7 for the reference model: what the controllers would write into the neuron SRAM, and who spikes. */
import { signed, slice } from '../fixed-point/twin.js';
import * as math from './arithmetic.js';
import type { Field } from './sizes.js';
import type { ReferenceRegisters, Signals } from './registers.js';

/** Data and mask of the controllers' write (as if its write enable were high), and the spikes of an odd step. */
/** Where the word that is written does not exist, nothing is. */
export function pairWrite(
  chip: ReferenceRegisters,
  s: Signals,
): { data: bigint; mask: bigint; cs: boolean; we: boolean; addr: number; spikes: number[] } {
  const write = { data: 0n, mask: 0n, cs: false, we: false, addr: 0, spikes: [0, 0] };
  const oddStep = chip.state === 'STEP' && chip.k.step % 2 === 1;
  if (!s.ctrlWe && !oddStep) return write;
  const { sizes } = chip;
  const put = (n: number, { lsb, field, bits }: Field, value: bigint, enabled: boolean): void => {
    const at = BigInt(50 * n + lsb);
    const ones = ((1n << BigInt(field)) - 1n) << at;
    write.data |= slice(value, 0, bits) << at;
    if (enabled) write.mask |= ones;
  };
  for (const n of [0, 1]) {
    const { config: c, k, random } = chip;
    const dirty = chip.dirty[2 * s.pair + n] === 1;
    const alpha = chip.alpha(s.pair);
    const rounds = c.EN_STOCH_ROUND === 1;
    const r15 = (g: { take(from: number, count: number): number }[]): bigint | undefined =>
      rounds && alpha !== 0x8000n ? BigInt(g[n]!.take(0, 15)) : undefined;

    const { bits } = sizes.membrane;
    const u = signed(chip.seen(s.pair, n, sizes.membrane), bits);
    const threshold = signed(slice(chip.memory.neur.q, 100, 16), 16);
    const spike = oddStep && u >= threshold;
    write.spikes[n] = spike ? 1 : 0;
    let membrane = 0n;
    if (chip.evt === 'EVT') {
      const odd = k.upd % 2 === 1;
      const lane = (2 * (k.upd >> 1) + n) % sizes.p.lanes;
      const wInp = odd && s.ev ? math.shifted(chip.weight('winp', lane), c.FP_LOC_WINP, bits) : 0n;
      const wRec = odd && s.zp ? math.shifted(chip.weight('wrec', lane), c.FP_LOC_WREC, bits) : 0n;
      const noise = signed(BigInt(random.noise.take(16 * n, 16)), 16) >> BigInt(c.NOISE_STR);
      membrane = math.eventMembrane(u, wInp, wRec, c.NOISE_EN ? noise : 0n, bits);
    } else if (oddStep) {
      const leaked = math.leakedMembrane(u, alpha, bits, r15(random.u));
      membrane = !spike ? leaked : c.RST_MODE ? 0n : signed(leaked - threshold, bits);
    }
    put(n, sizes.membrane, membrane, k.supp === 0);

    const own = s.pair === k.pre >> 1 && k.pre % 2 === n;
    const event = chip.evt === 'EVT' || chip.evt === 'SUPP';
    const grows = [
      own && event && s.ev && ((c.DO_EPROP & 1) !== 0 || c.FORCE_TRACES === 1),
      own && chip.evt === 'EVT' && s.zp && ((c.DO_EPROP & 2) !== 0 || c.FORCE_TRACES === 1),
      own && chip.evt === 'EVT' && s.zp && ((c.DO_EPROP & 4) !== 0 || c.FORCE_TRACES === 1),
    ] as const;
    const leaks = chip.state === 'STEP';
    const trace = (i: 0 | 1 | 2, field: Field, increment: bigint): void => {
      const t = chip.seen(s.pair, n, field);
      let value = t;
      if (grows[i]) value = math.grown(t, increment, field.bits);
      else if (leaks && i < 2)
        value = math.dropped(t * alpha, 15, field.bits, r15(i === 0 ? random.inp : random.rec));
      else if (leaks) {
        const r = rounds && c.KAPPA !== 0x80 ? BigInt(random.out[n]!.take(0, 7)) : undefined;
        value = math.dropped(t * BigInt(c.KAPPA), 7, field.bits, r);
      }
      put(n, field, value, grows[i] || !dirty || k.step % 2 === 1);
    };
    trace(0, sizes.inputTrace, 8n << BigInt(c.FP_LOC_TINP));
    trace(1, sizes.recurrentTrace, 8n << BigInt(c.FP_LOC_TREC));
    trace(2, sizes.outputTrace, 2n << BigInt(c.FP_LOC_TOUT));
  }
  write.data &= write.mask;
  return write;
}
