/**
 * The reference model: the chip once more, signal by signal and without cleverness, from sections 1 to 9 of the
 * specification. Every cycle evaluates everything it needs from the registers, then replaces them; SRAM words are
 * 128-bit BigInts. Thousands of times simpler to believe, and slower, than the engine it checks.
 */
import type { InputPin } from '../../isa/pins.js';
import type { RegisterName } from '../../isa/registers.js';
import { RULES, SerialTwin, signed, slice } from '../fixed-point/twin.js';
import * as math from './arithmetic.js';
import { learningWrite, outputLearningWrite, slotValues } from './learning.js';
import { pairWrite } from './pair.js';
import { PROG_NAMES, READ_NAMES, ReferenceSpi, SEEDS } from './spi-slave.js';

export type GlobalState = 'IDLE' | 'PROP' | 'STEP' | 'SDONE' | 'GET_TAR' | 'CONFIG' | 'EPROP' | 'SEND';
export type EventState = 'WAIT' | 'CNT' | 'EVT' | 'SUPP';

/** Access of an SRAM in a cycle. */
export interface Access {
  cs: boolean;
  we: boolean;
  addr: number;
  data: bigint;
  mask: bigint;
}

const NONE: Access = { cs: false, we: false, addr: 0, data: 0n, mask: 0n };

/** Values during a cycle, before its edge. */
export interface Signals {
  timeTick: boolean;
  aerNew: boolean;
  tarNew: boolean;
  next: GlobalState;
  nextEvt: EventState;
  ev: boolean;
  zp: boolean;
  /** The controllers' pair and write enable of the neuron SRAM. */
  pair: number;
  ctrlCs: boolean;
  ctrlWe: boolean;
  woutEvent: boolean;
  learns: Record<'winp' | 'wrec' | 'wout', boolean>;
  sendDone: boolean;
  spikes: number[];
  ports: Record<Bank, Access>;
}

export type Bank = 'neur' | 'winp' | 'wrec' | 'wout';
export const BANKS: readonly Bank[] = ['neur', 'winp', 'wrec', 'wout'];
const WORDS: Record<Bank, number> = { neur: 128, winp: 4096, wrec: 4096, wout: 512 };
const FLOPS = ['AERIN_REQ', 'SAMPLE', 'INFER_ACC', 'OUT_ACK', 'TARGET_VALID', 'TIME_TICK'] as const;

const bits = (count: number): bigint => (1n << BigInt(count)) - 1n;
const zeros = (count: number): number[] => new Array<number>(count).fill(0);

export class ReferenceChip {
  cycle = 0;
  readonly pins: Partial<Record<InputPin, number>> = {};
  readonly spi = new ReferenceSpi();
  readonly config: Record<RegisterName, number> = this.spi.registers;
  /** Three flip-flops a synchronised signal, oldest last. */
  readonly flops: Record<string, [number, number, number]> = {};
  rst: [number, number] = [0, 0];
  readonly memory = {} as Record<Bank, { words: bigint[]; q: bigint }>;
  z = zeros(256);
  dirty = zeros(256);
  inNow = zeros(256);
  inNext = zeros(256);
  vOut: bigint[] = new Array<bigint>(16).fill(0n);
  wins = zeros(16);
  targets = zeros(16);
  state: GlobalState = 'IDLE';
  evt: EventState = 'WAIT';
  k = {
    ...{
      step: 0,
      pre: 0,
      upd: 0,
      supp: 0,
      ePre: 0,
      blk: 0,
      lsb: 0,
      posts: 0,
      tick: 0,
      ack: 0,
      timingError: 0,
    },
    ...{ targetCount: 0, label: 0, gotLabel: 0, sendCount: 0, outReq: 0, outData: 0, woutRead: 0 },
  };
  /** Slots of the learning unit. */
  readonly L: bigint[] = new Array<bigint>(16).fill(0n);
  readonly H: bigint[] = new Array<bigint>(16).fill(0n);
  readonly G: bigint[] = new Array<bigint>(16).fill(0n);
  readonly random = {
    u: [new SerialTwin(RULES.round15), new SerialTwin(RULES.round15)],
    inp: [new SerialTwin(RULES.round15), new SerialTwin(RULES.round15)],
    rec: [new SerialTwin(RULES.round15), new SerialTwin(RULES.round15)],
    out: [new SerialTwin(RULES.round7), new SerialTwin(RULES.round7)],
    o: new SerialTwin(RULES.round7),
    noise: new SerialTwin(RULES.noise),
    winp: new SerialTwin(RULES.weights),
    wrec: new SerialTwin(RULES.weights),
    wout: new SerialTwin(RULES.wout),
  };

  constructor() {
    for (const name of [...FLOPS, ...PROG_NAMES, ...READ_NAMES]) this.flops[name] = [0, 0, 0];
    for (const b of BANKS) this.memory[b] = { words: new Array<bigint>(WORDS[b]).fill(0n), q: 0n };
  }

  setPin(pin: InputPin, value: number): void {
    const before = this.pins[pin] ?? 0;
    this.pins[pin] = value;
    if (pin === 'RST') {
      this.spi.rst = value;
      if (value === 1 && before === 0) this.spi.reset();
    } else if (pin === 'SCK' && value !== before) {
      if (value === 1) this.spi.rise(this.pins.MOSI ?? 0);
      else this.spi.fall();
    }
  }

  /** Second flip-flop of a synchronised signal. */
  high(name: string): boolean {
    return this.flops[name]![1] === 1;
  }

  /** Second flip-flop high, third low. */
  rises(name: string): boolean {
    return this.high(name) && this.flops[name]![2] === 0;
  }

  get lastNeuron(): number {
    return Math.max(this.config.NUM_INP, this.config.NUM_REC);
  }

  get ready(): boolean {
    if (this.config.TIMING_MODE) return this.k.timingError === 1;
    return this.state === 'IDLE' || (this.state === 'PROP' && this.evt === 'WAIT');
  }

  get miso(): number {
    return this.spi.out | (this.config.GET_TAR_REQ_OUT && this.state === 'GET_TAR' ? 1 : 0);
  }

  get sendLast(): number {
    return this.config.SEND_LABEL_ONLY ? 0 : 2 * this.config.NUM_OUT + 1;
  }

  /** Error of output k as it stands. */
  error(k: number): bigint {
    const c = this.config;
    if (c.DO_EPROP === 0 || !this.high('TARGET_VALID') || k > c.NUM_OUT) return 0n;
    const target = c.REGRESSION ? signed(BigInt(this.targets[k]!), 16) : this.k.label === k ? 2048n : 0n;
    return math.error(target, this.vOut[k]!, c.NO_OUT_ACT === 1);
  }

  /** Field of the word on the neuron SRAM's Q, 0 where neuron n of the pair is not dirty. */
  seen(pair: number, n: number, lsb: number, width: number): bigint {
    return this.dirty[2 * pair + n] ? slice(this.memory.neur.q, 50 * n + lsb, width) : 0n;
  }

  /** alpha of the pair on Q. */
  alpha(pair: number): bigint {
    const conf = this.config[`ALPHA_CONF_${Math.floor(pair / 32)}` as RegisterName];
    const top = slice(BigInt(conf), pair % 32, 1) === 1n ? 8n : 7n;
    return (top << 12n) | slice(this.memory.neur.q, 116, 12);
  }

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
    if (k.blk !== c.NUM_REC >> 4) return false;
    return c.DO_EPROP === 4 ? k.lsb === 2 * (c.NUM_REC % 16) + 1 : k.ePre === 2 * this.lastNeuron + 1;
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
    const { k } = this;
    const read = (cs: boolean, addr: number): Access => ({ ...NONE, cs, addr });
    const pair = pairWrite(this, s);
    s.spikes = pair.spikes;
    if (this.state === 'EPROP') {
      this.learningPorts(s, pair);
    } else {
      const first = this.evt === 'EVT' && k.upd % 16 === 0;
      const word = 16 * k.pre + (k.upd >> 4);
      s.ports.neur = { ...pair, cs: s.ctrlCs, we: s.ctrlWe && s.ctrlCs, addr: s.pair };
      s.ports.winp = read(first && s.ev, word);
      s.ports.wrec = read(first && s.zp, word);
      s.ports.wout = read(s.woutEvent, k.pre);
    }
    const words = { neur: 0x7f, winp: 0xfff, wrec: 0xfff, wout: 0x1ff };
    for (const bank of BANKS) {
      const addr = (this.spi.address >> 2) & words[bank];
      const chunk = 32n * BigInt(this.spi.address & 3);
      const name = bank.toUpperCase();
      if (this.rises(`PROG_${name}`))
        s.ports[bank] = {
          ...{ cs: true, we: true, addr },
          ...{ data: BigInt(this.spi.data) << chunk, mask: bits(32) << chunk },
        };
      else if (this.high(`READ_${name}`)) s.ports[bank] = read(true, addr);
    }
  }

  private learningPorts(s: Signals, pair: { data: bigint; mask: bigint }): void {
    const { config: c, k } = this;
    const tv = this.high('TARGET_VALID');
    const odd = (k.posts ? k.lsb : k.ePre) % 2 === 1;
    const post = 16 * k.blk + (k.lsb >> 1);
    const pre = k.ePre >> 1;
    const near = k.posts ? post : pre;
    const reads = near <= this.lastNeuron && tv && (k.posts ? k.lsb : k.ePre) % 4 === 0;
    s.ports.neur = { ...pair, cs: reads, we: s.ctrlWe && reads, addr: near >> 1 };
    if (k.posts) {
      const traceless = this.seen(s.pair, (k.lsb >> 1) & 1, 40, 10) >> BigInt(c.FP_LOC_TOUT) === 0n;
      const cs = post <= c.NUM_REC && tv && c.DO_EPROP !== 0 && !(odd && traceless);
      s.learns.wout = cs && odd && c.DO_EPROP >= 4;
      s.ports.wout = { ...NONE, cs, we: s.learns.wout, addr: post };
      if (s.learns.wout) Object.assign(s.ports.wout, outputLearningWrite(this, s));
      return;
    }
    const zeroG = c.REGUL_MODE === 0 || this.G.every((g) => g === 0n);
    const bank = (name: 'winp' | 'wrec', bit: number, last: number, lsb: number, fraction: number): void => {
      const traceless = this.seen(s.pair, pre % 2, lsb, 12) >> BigInt(fraction) === 0n;
      const due = tv || ((c.REGUL_MODE & 6) === 6 && (c.REGUL_W & bit) !== 0);
      const cs = pre <= last && (c.DO_EPROP & bit) !== 0 && due && !(odd && traceless && zeroG);
      s.learns[name] = cs && odd;
      s.ports[name] = { ...NONE, cs, we: cs && odd, addr: 16 * pre + k.blk };
      if (cs && odd) Object.assign(s.ports[name], learningWrite(this, s, name));
    };
    bank('winp', 1, c.NUM_INP, 16, c.FP_LOC_TINP);
    bank('wrec', 2, c.NUM_REC, 28, c.FP_LOC_TREC);
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

  /** Loads every generator whose seed strobe rises; true where `seed` did. */
  seeds(address: (typeof SEEDS)[number]): boolean {
    return this.rises(`SEED_${address}`);
  }
}
