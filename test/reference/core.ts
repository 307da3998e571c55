/**
 * The reference model: the chip once more, signal by signal and without cleverness, from sections 1 to 9 of the
 * specification. Every cycle evaluates everything it needs from the registers, then replaces them; SRAM words are
 * 128-bit BigInts. Thousands of times simpler to believe, and slower, than the engine it checks.
 */
import { learningWrite, outputLearningWrite, slotValues } from './learning.js';
import { pairWrite } from './pair.js';
import type { Field } from './sizes.js';
import {
  BANKS,
  ReferenceRegisters,
  type Access,
  type EventState,
  type GlobalState,
  type Signals,
} from './registers.js';

const NONE: Access = { cs: false, we: false, addr: 0, data: 0n, mask: 0n };

const bits = (count: number): bigint => (1n << BigInt(count)) - 1n;

export class ReferenceChip extends ReferenceRegisters {
  /** All signals of the cycle. */
  signals(): Signals {
    const { config: c, k } = this;
    const timeTick = c.LOCAL_TICK ? k.tick === c.CYCLES_PER_TICK : this.rises('TIME_TICK');
    const request = k.ack === 0 && this.high('AERIN_REQ');
    const aerNew = request && !this.pins.AERIN_TAR_EN;
    const tarNew = request && !!this.pins.AERIN_TAR_EN;
    const sendDone = this.high('OUT_ACK') && k.outReq === 1 && k.sendCount === this.sendLast;
    const next = this.nextState(timeTick, tarNew, sendDone);
    const ev = this.inNow[k.pre] === 1;
    const zp = this.z[k.pre] === 1;
    const nextEvt = this.nextEvt(next, ev, zp);
    const inEvt = this.evt === 'EVT';
    const pair = (inEvt ? k.upd : this.evt === 'SUPP' ? k.pre : k.step) >> 1;
    const signals: Signals = {
      ...{ timeTick, aerNew, tarNew, sendDone, next, nextEvt, ev, zp, pair },
      ctrlCs: inEvt || this.evt === 'SUPP' || this.state === 'STEP',
      ctrlWe: k.upd % 2 === 1 || k.supp === 1 || k.step % 2 === 1,
      woutEvent: this.evt === 'CNT' && nextEvt === 'EVT' && zp,
      learns: { winp: false, wrec: false, wout: false },
      spikes: [0, 0],
      ports: { neur: NONE, winp: NONE, wrec: NONE, wout: NONE },
    };
    this.ports(signals);
    return signals;
  }

  private nextState(timeTick: boolean, tarNew: boolean, sendDone: boolean): GlobalState {
    const { config: c, k } = this;
    const sample = this.high('SAMPLE');
    const learn = c.DO_EPROP !== 0 && (this.high('TARGET_VALID') || (c.REGUL_MODE & 6) === 6);
    const onwards = (): GlobalState => {
      if (learn) return c.SINGLE_LABEL && k.gotLabel ? 'EPROP' : 'GET_TAR';
      return c.SEND_PER_TIMESTEP ? 'SEND' : 'PROP';
    };
    switch (this.state) {
      case 'IDLE':
        return sample && timeTick ? 'PROP' : 'IDLE';
      case 'PROP':
        return timeTick ? 'STEP' : 'PROP';
      case 'STEP':
        return k.step === Math.max(this.lastNeuron, c.NUM_OUT) ? 'SDONE' : 'STEP';
      case 'SDONE':
        return !sample ? 'SEND' : c.EN_CONF ? 'CONFIG' : onwards();
      case 'GET_TAR':
        return tarNew && (!c.REGRESSION || k.targetCount === 2 * c.NUM_OUT + 1) ? 'EPROP' : 'GET_TAR';
      case 'CONFIG':
        return c.EN_CONF ? 'CONFIG' : onwards();
      case 'EPROP':
        return this.epropDone() ? (c.SEND_PER_TIMESTEP ? 'SEND' : sample ? 'PROP' : 'EPROP') : 'EPROP';
      case 'SEND':
        return sendDone ? (c.SEND_PER_TIMESTEP && sample ? 'PROP' : 'IDLE') : 'SEND';
    }
  }

  private epropDone(): boolean {
    const { config: c, k } = this;
    const { lanes } = this.sizes.p;
    if (k.blk !== Math.floor(c.NUM_REC / lanes)) return false;
    return c.DO_EPROP === 4 ? k.lsb === 2 * (c.NUM_REC % lanes) + 1 : k.ePre === 2 * this.lastNeuron + 1;
  }

  private nextEvt(next: GlobalState, ev: boolean, zp: boolean): EventState {
    const { config: c, k } = this;
    const after: EventState = k.pre === this.lastNeuron ? 'WAIT' : 'CNT';
    switch (this.evt) {
      case 'WAIT':
        return this.state !== 'PROP' && next === 'PROP' ? 'CNT' : 'WAIT';
      case 'CNT':
        return zp || ev ? 'EVT' : after;
      case 'EVT':
        if (k.upd !== (c.NUM_REC | 1)) return 'EVT';
        return ev && k.pre > c.NUM_REC && (c.DO_EPROP % 2 === 1 || c.FORCE_TRACES) ? 'SUPP' : after;
      case 'SUPP':
        return k.supp ? after : 'SUPP';
    }
  }

  private ports(s: Signals): void {
    const { k, sizes } = this;
    const read = (cs: boolean, addr: number): Access => ({ ...NONE, cs, addr });
    const pair = pairWrite(this, s);
    s.spikes = pair.spikes;
    if (this.state === 'EPROP') {
      this.learningPorts(s, pair);
    } else {
      const first = this.evt === 'EVT' && k.upd % sizes.p.lanes === 0;
      const word = 2 ** sizes.blockBits * k.pre + (k.upd >> sizes.laneBits);
      s.ports.neur = { ...pair, cs: s.ctrlCs, we: s.ctrlWe && s.ctrlCs, addr: s.pair };
      s.ports.winp = read(first && s.ev, word);
      s.ports.wrec = read(first && s.zp, word);
      s.ports.wout = read(s.woutEvent, k.pre);
    }
    for (const bank of BANKS) {
      const addr = (this.spi.address >> 2) % sizes.words[bank];
      const chunk = 32n * BigInt(this.spi.address & 3);
      const name = bank.toUpperCase();
      if (this.rises(`PROG_${name}`))
        s.ports[bank] = {
          ...{ cs: true, we: true, addr },
          ...{ data: BigInt(this.spi.data) << chunk, mask: (bits(32) << chunk) & bits(sizes.wordBits[bank]) },
        };
      else if (this.high(`READ_${name}`)) s.ports[bank] = read(true, addr);
      // A word that the chip does not have: the access is one, but writes nothing.
      if (!sizes.exists(bank, s.ports[bank].addr)) s.ports[bank] = { ...s.ports[bank], data: 0n, mask: 0n };
    }
  }

  private learningPorts(s: Signals, pair: { data: bigint; mask: bigint }): void {
    const { config: c, k, sizes } = this;
    const tv = this.high('TARGET_VALID');
    const odd = (k.posts ? k.lsb : k.ePre) % 2 === 1;
    const post = sizes.p.lanes * k.blk + (k.lsb >> 1);
    const pre = k.ePre >> 1;
    const near = k.posts ? post : pre;
    const reads = near <= this.lastNeuron && tv && (k.posts ? k.lsb : k.ePre) % 4 === 0;
    s.ports.neur = { ...pair, cs: reads, we: s.ctrlWe && reads, addr: near >> 1 };
    if (k.posts) {
      const traceless =
        this.seen(s.pair, (k.lsb >> 1) & 1, sizes.outputTrace) >> BigInt(c.FP_LOC_TOUT) === 0n;
      const cs = post <= c.NUM_REC && tv && c.DO_EPROP !== 0 && !(odd && traceless);
      s.learns.wout = cs && odd && c.DO_EPROP >= 4;
      s.ports.wout = { ...NONE, cs, we: s.learns.wout, addr: post };
      if (s.learns.wout) Object.assign(s.ports.wout, outputLearningWrite(this, s));
      return;
    }
    const zeroG = c.REGUL_MODE === 0 || this.G.every((g) => g === 0n);
    const bank = (name: 'winp' | 'wrec', bit: number, last: number, field: Field, fraction: number): void => {
      const traceless = this.seen(s.pair, pre % 2, field) >> BigInt(fraction) === 0n;
      const due = tv || ((c.REGUL_MODE & 6) === 6 && (c.REGUL_W & bit) !== 0);
      const cs = pre <= last && (c.DO_EPROP & bit) !== 0 && due && !(odd && traceless && zeroG);
      s.learns[name] = cs && odd;
      s.ports[name] = { ...NONE, cs, we: cs && odd, addr: 2 ** sizes.blockBits * pre + k.blk };
      if (cs && odd) Object.assign(s.ports[name], learningWrite(this, s, name));
    };
    bank('winp', 1, c.NUM_INP, sizes.inputTrace, c.FP_LOC_TINP);
    bank('wrec', 2, c.NUM_REC, sizes.recurrentTrace, c.FP_LOC_TREC);
  }

  /** Slot registers of the learning unit, at the edge. */
  commitSlots(s: Signals): void {
    if (this.k.lsb % 2 === 0) return;
    const slot = this.k.lsb >> 1;
    const { l, h, g } = slotValues(this, s);
    if (l !== undefined) this.L[slot] = l;
    this.H[slot] = h;
    if (g !== undefined) this.G[slot] = g;
  }
}
