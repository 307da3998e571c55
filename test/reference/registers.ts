/** Registers, SRAMs and pins of the reference model, and the signals of a cycle. */
import type { InputPin } from '../../isa/pins.js';
import type { Design } from '../../src/design/design.js';
import type { RegisterName } from '../../isa/registers.js';
import { RULES, SerialTwin, signed, slice } from '../fixed-point/twin.js';
import { Sizes, type Bank, type Field } from './sizes.js';
import * as math from './arithmetic.js';
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

export type { Bank };
export const BANKS: readonly Bank[] = ['neur', 'winp', 'wrec', 'wout'];
const FLOPS = ['AERIN_REQ', 'SAMPLE', 'INFER_ACC', 'OUT_ACK', 'TARGET_VALID', 'TIME_TICK'] as const;

const zeros = (count: number): number[] => new Array<number>(count).fill(0);

/** The registers, SRAMs and pins of the reference model, and what can be read off them. */
export class ReferenceRegisters {
  cycle = 0;
  readonly pins: Partial<Record<InputPin, number>> = {};
  readonly spi: ReferenceSpi;
  readonly config: Record<RegisterName, number>;
  readonly sizes: Sizes;
  /** Three flip-flops a synchronised signal, oldest last. */
  readonly flops: Record<string, [number, number, number]> = {};
  rst: [number, number] = [0, 0];
  readonly memory = {} as Record<Bank, { words: bigint[]; q: bigint }>;
  readonly z: number[];
  readonly dirty: number[];
  readonly inNow: number[];
  readonly inNext: number[];
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
  readonly L: bigint[];
  readonly H: bigint[];
  readonly G: bigint[];
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

  constructor(design: Design) {
    this.spi = new ReferenceSpi(design);
    this.config = this.spi.registers;
    this.sizes = new Sizes(design);
    const { addresses, words } = this.sizes;
    const slots = (): bigint[] => new Array<bigint>(design.lanes).fill(0n);
    [this.L, this.H, this.G] = [slots(), slots(), slots()];
    [this.z, this.dirty] = [zeros(addresses), zeros(addresses)];
    [this.inNow, this.inNext] = [zeros(addresses), zeros(addresses)];
    for (const name of [...FLOPS, ...PROG_NAMES, ...READ_NAMES]) this.flops[name] = [0, 0, 0];
    for (const b of BANKS) this.memory[b] = { words: new Array<bigint>(words[b]).fill(0n), q: 0n };
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

  /** Field of the word on the neuron SRAM's Q, the bits that count; 0 where neuron n of the pair is not dirty. */
  seen(pair: number, n: number, { lsb, bits }: Field): bigint {
    return this.dirty[2 * pair + n] ? slice(this.memory.neur.q, 50 * n + lsb, bits) : 0n;
  }

  /** The weight in a lane of the word on the Q of a memory. */
  weight(bank: Exclude<Bank, 'neur'>, lane: number): bigint {
    const { weightBits } = this.sizes.p;
    return signed(slice(this.memory[bank].q, weightBits * lane, weightBits), weightBits);
  }

  /** alpha of the pair on Q. */
  alpha(pair: number): bigint {
    const conf = this.config[`ALPHA_CONF_${Math.floor(pair / 32)}` as RegisterName];
    const top = slice(BigInt(conf), pair % 32, 1) === 1n ? 8n : 7n;
    return (top << 12n) | slice(this.memory.neur.q, 116, 12);
  }

  /** Loads every generator whose seed strobe rises; true where `seed` did. */
  seeds(address: (typeof SEEDS)[number]): boolean {
    return this.rises(`SEED_${address}`);
  }
}
