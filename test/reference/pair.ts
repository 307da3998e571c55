/** Section 7 for the reference model: what the controllers would write into the neuron SRAM, and who spikes. */
import { signed, slice } from '../fixed-point/twin.js';
import * as math from './arithmetic.js';
import type { ReferenceRegisters, Signals } from './registers.js';

/** Data and mask of the controllers' write (as if its write enable were high), and the spikes of an odd step. */
export function pairWrite(
  chip: ReferenceRegisters,
  s: Signals,
): { data: bigint; mask: bigint; cs: boolean; we: boolean; addr: number; spikes: number[] } {
  const write = { data: 0n, mask: 0n, cs: false, we: false, addr: 0, spikes: [0, 0] };
  const oddStep = chip.state === 'STEP' && chip.k.step % 2 === 1;
  if (!s.ctrlWe && !oddStep) return write;
  const put = (lsb: number, width: number, value: bigint, enabled: boolean): void => {
    const ones = ((1n << BigInt(width)) - 1n) << BigInt(lsb);
    write.data |= slice(value, 0, width) << BigInt(lsb);
    if (enabled) write.mask |= ones;
  };
  for (const n of [0, 1]) {
    const { config: c, k, random } = chip;
    const dirty = chip.dirty[2 * s.pair + n] === 1;
    const alpha = chip.alpha(s.pair);
    const rounds = c.EN_STOCH_ROUND === 1;
    const r15 = (g: { take(from: number, count: number): number }[]): bigint | undefined =>
      rounds && alpha !== 0x8000n ? BigInt(g[n]!.take(0, 15)) : undefined;

    const u = signed(chip.seen(s.pair, n, 0, 16), 16);
    const threshold = signed(slice(chip.memory.neur.q, 100, 16), 16);
    const spike = oddStep && u >= threshold;
    write.spikes[n] = spike ? 1 : 0;
    let membrane = 0n;
    if (chip.evt === 'EVT') {
      const odd = k.upd % 2 === 1;
      const byte = (bank: 'winp' | 'wrec'): bigint =>
        signed(slice(chip.memory[bank].q, 8 * (2 * ((k.upd >> 1) & 7) + n), 8), 8);
      const wInp = odd && s.ev ? math.shifted(byte('winp'), c.FP_LOC_WINP) : 0n;
      const wRec = odd && s.zp ? math.shifted(byte('wrec'), c.FP_LOC_WREC) : 0n;
      const noise = signed(BigInt(random.noise.take(16 * n, 16)), 16) >> BigInt(c.NOISE_STR);
      membrane = math.eventMembrane(u, wInp, wRec, c.NOISE_EN ? noise : 0n);
    } else if (oddStep) {
      const leaked = math.leakedMembrane(u, alpha, r15(random.u));
      membrane = !spike ? leaked : c.RST_MODE ? 0n : signed(leaked - threshold, 16);
    }
    put(50 * n, 16, membrane, k.supp === 0);

    const own = s.pair === k.pre >> 1 && k.pre % 2 === n;
    const event = chip.evt === 'EVT' || chip.evt === 'SUPP';
    const grows = [
      own && event && s.ev && ((c.DO_EPROP & 1) !== 0 || c.FORCE_TRACES === 1),
      own && chip.evt === 'EVT' && s.zp && ((c.DO_EPROP & 2) !== 0 || c.FORCE_TRACES === 1),
      own && chip.evt === 'EVT' && s.zp && ((c.DO_EPROP & 4) !== 0 || c.FORCE_TRACES === 1),
    ] as const;
    const leaks = chip.state === 'STEP';
    const trace = (i: 0 | 1 | 2, lsb: number, width: number, increment: bigint): void => {
      const t = chip.seen(s.pair, n, lsb, width);
      let value = t;
      if (grows[i]) value = math.grown(t, increment, width);
      else if (leaks && i < 2)
        value = math.dropped(t * alpha, 15, 12, r15(i === 0 ? random.inp : random.rec));
      else if (leaks) {
        const r = rounds && c.KAPPA !== 0x80 ? BigInt(random.out[n]!.take(0, 7)) : undefined;
        value = math.dropped(t * BigInt(c.KAPPA), 7, 10, r);
      }
      put(50 * n + lsb, width, value, grows[i] || !dirty || k.step % 2 === 1);
    };
    trace(0, 16, 12, 8n << BigInt(c.FP_LOC_TINP));
    trace(1, 28, 12, 8n << BigInt(c.FP_LOC_TREC));
    trace(2, 40, 10, 2n << BigInt(c.FP_LOC_TOUT));
  }
  write.data &= write.mask;
  return write;
}
