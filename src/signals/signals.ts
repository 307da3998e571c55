/**
 * The signal table: every signal a trace can hold, by name, width and how to read it from a cycle.
 *
 * VCD, SAIF, row files and comparisons stand on it. Names are those of the specification, in the hierarchy
 * `global`, `events`, `learning`, `spi`, `aer`, `out`, `sram.{neur,winp,wrec,wout}`, `random`, `config`; pins are in
 * capitals. Values are those during a cycle, just before its edge.
 */
import { miso, timingErrorReady } from '../chip/chip.js';
import { errorOf } from '../chip/outputs.js';
import { RND } from '../chip/random.js';
import { neuronData, neuronMask, weightData, weightMask } from '../chip/port-words.js';
import { packNeuronFields } from '../chip/sram.js';
import type { ChipState } from '../chip/state.js';
import { EVT_NAMES, State, STATE_NAMES } from '../chip/states.js';
import { SYNC } from '../chip/synchronisers.js';
import type { Wires } from '../chip/wires.js';
import { packWeights } from '../chip/weight-words.js';
import { REFERENCE, WIDEST, type Design } from '../design/design.js';
import { memoryOf } from '../isa/memories.js';
import { registersOf } from '../isa/registers.js';
import type { Granularity } from './granularity.js';
import { outputRange, type RangeOf } from './ranges.js';

/** A signal of up to 32 bits (`get`), or a vector of more (`read`). */
export interface Signal {
  /** Full name without `top.chip.`, such as `learning.L[3]`. */
  readonly name: string;
  readonly bits: number;
  readonly signed?: true;
  /** Names of the values, for the two controllers' states. */
  readonly labels?: readonly string[];
  /** Column of a row file that holds the same value. */
  readonly row?: string;
  /** Moves with SCK, also while the core rests: to be watched in every cycle. */
  readonly sck?: true;
  /** Moves only when the SPI slave or RST does: need not be read in other cycles. */
  readonly gated?: true;
  /** How often to look so that no change is missed; default in every cycle. Others are read from the state alone. */
  readonly changes?: Granularity;
  /** What it can be while ticks and events are played (ranges.ts). */
  readonly range?: RangeOf;
  /** One of the flags that a vector is made of, 0 or 1. */
  readonly flag?: (s: ChipState, index: number) => number;
  readonly get?: (s: ChipState, w: Wires) => number;
  /** Fills as many 32-bit words as the bits need, least significant first. */
  readonly read?: (s: ChipState, w: Wires, into: Int32Array) => void;
}

type Get = NonNullable<Signal['get']>;
type Extra = Partial<Pick<Signal, 'signed' | 'labels' | 'row' | 'sck' | 'gated' | 'changes' | 'range'>>;

const num = (name: string, bits: number, get: Get, extra: Extra = {}): Signal => ({
  name,
  bits,
  get,
  ...extra,
});
const flag = (name: string, get: (s: ChipState, w: Wires) => boolean, extra: Extra = {}): Signal =>
  num(name, 1, (s, w) => (get(s, w) ? 1 : 0), extra);
const level = (name: string, bit: number): Signal => flag(name, (_, w) => (w.sync & bit) !== 0);
const pin = (name: string, bit: number, extra: Extra = {}): Signal =>
  flag(name, (s) => (s.sync.raw & bit) !== 0, extra);
const array = (name: string, length: number, make: (name: string, i: number) => Signal): Signal[] =>
  Array.from({ length }, (_, i) => make(`${name}[${i}]`, i));

const global = ({ addressBits }: Design): Signal[] => [
  num('global.state', 3, (s) => s.ctl.state, { labels: STATE_NAMES, row: 'state' }),
  num('global.next_state', 3, (_, w) => w.nextState, { labels: STATE_NAMES }),
  flag('global.time_tick', (_, w) => w.timeTick, { row: 'time_tick' }),
  num('global.step_cnt', addressBits, (s) => s.ctl.step, { row: 'step' }),
  num('global.tick_cnt', 32, (s) => s.ctl.tickCount),
  num('global.timing_error', 1, (s) => s.ctl.timingError, { row: 'timing_error', changes: 'phase' }),
  num('global.TIMING_ERROR_RDY', 1, (s) => timingErrorReady(s), { row: 'rdy', changes: 'phase' }),
  flag('global.SPI_RDY', (s) => s.ctl.state === State.CONFIG, { row: 'spi_rdy', changes: 'phase' }),
  flag('global.rst', (_, w) => w.rst),
  num('global.RST', 1, (s) => s.pins.rst, { changes: 'phase' }),
  level('global.sample', SYNC.SAMPLE),
  level('global.target_valid', SYNC.TARGET_VALID),
  level('global.infer_acc', SYNC.INFER_ACC),
  pin('global.SAMPLE', SYNC.SAMPLE, { changes: 'operation' }),
  pin('global.TIME_TICK', SYNC.TIME_TICK, { changes: 'phase' }),
  pin('global.TARGET_VALID', SYNC.TARGET_VALID, { changes: 'operation' }),
  pin('global.INFER_ACC', SYNC.INFER_ACC, { changes: 'operation' }),
];

/** Four flags (0 or 1 a byte) of a word as four bits: the product lines them up in its top bits. */
const fourFlags = (bytes: number): number => (Math.imul(bytes, 0x01020408) >>> 24) & 15;

/** Flags, one a byte, as a vector of bits. */
function flags(name: string, bits: number, of: (s: ChipState) => Uint8Array): Signal {
  let seen: Uint8Array | undefined;
  let words: Int32Array = new Int32Array(0);
  const read = (s: ChipState, _: Wires, into: Int32Array): void => {
    const bytes = of(s);
    if (seen !== bytes) {
      seen = bytes;
      words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    }
    for (let i = 0; i < into.length; i++) {
      let bits = 0;
      for (let j = 0; j < 8; j++) {
        const word = words[8 * i + j];
        if (word) bits |= fourFlags(word) << (4 * j);
      }
      into[i] = bits;
    }
  };
  return { name, bits, read, flag: (s, index) => of(s)[index]! };
}

const events = ({ addressBits, addresses }: Design): Signal[] => [
  num('events.evt', 2, (s) => s.ctl.evt, { labels: EVT_NAMES, row: 'evt' }),
  num('events.pre', addressBits, (s) => s.ctl.pre, { row: 'pre' }),
  num('events.upd', addressBits, (s) => s.ctl.upd, { row: 'upd' }),
  num('events.supp', 1, (s) => s.ctl.supp, { row: 'supp' }),
  flag('events.ev', (_, w) => w.inputEvent),
  flag('events.spike', (_, w) => w.spikeEvent),
  flag('events.event_done', (_, w) => w.eventDone),
  num('events.spike_0', 1, (_, w) => w.spike0),
  num('events.spike_1', 1, (_, w) => w.spike1),
  flags('events.z', addresses, (s) => s.z),
  flags('events.dirty', addresses, (s) => s.dirty),
  flags('events.in_now', addresses, (s) => s.inNow),
  flags('events.in_next', addresses, (s) => s.inNext),
];

const learning = (d: Design): Signal[] => [
  num('learning.e_pre', d.addressBits + 1, (s) => s.ctl.ePre, { row: 'e_pre' }),
  num('learning.blk', d.blockBits, (s) => s.ctl.blk, { row: 'e_blk' }),
  num('learning.lsb', d.laneBits + 1, (s) => s.ctl.lsb, { row: 'e_lsb' }),
  num('learning.posts', 1, (s) => s.ctl.posts, { row: 'e_post' }),
  ...array('learning.err', d.outputs, (name, k) => num(name, 16, (s) => errorOf(s, k), { signed: true })),
  ...array('learning.L', d.lanes, (name, k) => num(name, 16, (s) => s.learningSignal[k]!, { signed: true })),
  ...array('learning.H', d.lanes, (name, k) => num(name, 5, (s) => s.pseudoDerivative[k]!, { signed: true })),
  ...array('learning.G', d.lanes, (name, k) => num(name, 12, (s) => s.regularisation[k]!)),
  ...array('learning.target', d.outputs, (name, k) => num(name, 16, (s) => s.targets[k]!, { signed: true })),
];

const strobe = (name: string, prog: number, read: number): Signal[] => [
  flag(`spi.prog_${name}`, (_, w) => (w.prog & prog) !== 0),
  ...(read === 0 ? [] : [flag(`spi.read_${name}`, (_: ChipState, w: Wires) => (w.sync & read) !== 0)]),
];

const SPI: Signal[] = [
  num('spi.SCK', 1, (s) => s.pins.sck, { sck: true }),
  num('spi.MOSI', 1, (s) => s.pins.mosi, { sck: true }),
  num('spi.MISO', 1, (s) => miso(s), { row: 'miso' }),
  num('spi.bit', 17, (s) => s.spi.count, { sck: true, gated: true }),
  num('spi.shift_in', 32, (s) => s.spi.shiftIn, { sck: true, gated: true }),
  num('spi.shift_out', 32, (s) => s.spi.dataOut, { sck: true, gated: true }),
  num('spi.header', 32, (s) => s.spi.header, { sck: true, gated: true }),
  num('spi.SPI_ADDR', 16, (s) => s.spi.address, { sck: true, gated: true }),
  num('spi.SPI_DATA', 32, (s) => s.spi.data, { sck: true, gated: true }),
  num('spi.readback', 32, (s) => s.spi.readback),
  ...strobe('neur', SYNC.PROG_NEUR, SYNC.READ_NEUR),
  ...strobe('oneur', SYNC.PROG_ONEUR, SYNC.READ_ONEUR),
  ...strobe('winp', SYNC.PROG_WINP, SYNC.READ_WINP),
  ...strobe('wrec', SYNC.PROG_WREC, SYNC.READ_WREC),
  ...strobe('wout', SYNC.PROG_WOUT, SYNC.READ_WOUT),
  ...strobe('seed', SYNC.PROG_SEEDS, 0),
];

const aer = ({ addressBits }: Design): Signal[] => [
  num('aer.AERIN_ADDR', addressBits, (s) => s.pins.aerAddress),
  pin('aer.AERIN_REQ', SYNC.AERIN_REQ, { changes: 'phase' }),
  num('aer.AERIN_TAR_EN', 1, (s) => s.pins.aerTarget),
  num('aer.AERIN_ACK', 1, (s) => s.ctl.ack, { row: 'aer_ack', changes: 'phase' }),
  flag('aer.aer_new', (_, w) => w.aerNew),
  flag('aer.tar_new', (_, w) => w.tarNew),
  num('aer.target_cnt', 5, (s) => s.ctl.targetCount, { row: 'tgt_cnt' }),
  num('aer.class_label', 4, (s) => s.ctl.classLabel, { changes: 'phase' }),
  num('aer.got_label', 1, (s) => s.ctl.gotLabel),
];

const out = ({ outputs }: Design): Signal[] => [
  num('out.OUT_REQ', 1, (s) => s.ctl.outReq, { row: 'out_req', changes: 'phase' }),
  pin('out.OUT_ACK', SYNC.OUT_ACK, { changes: 'phase' }),
  num('out.OUT_DATA', 8, (s) => s.ctl.outData, { row: 'out_data', changes: 'phase' }),
  num('out.send_cnt', 5, (s) => s.ctl.sendCount, { row: 'send_cnt' }),
  ...array('out.v', outputs, (name, k) =>
    num(name, 16, (s) => s.vOut[k]!, { signed: true, range: outputRange(k) }),
  ),
  ...array('out.wins', outputs, (name, k) => num(name, 16, (s) => s.wins[k]!, { changes: 'phase' })),
];

type BankName = 'neur' | 'winp' | 'wrec' | 'wout';

const vector = (name: string, bits: number, read: NonNullable<Signal['read']>): Signal => ({
  name,
  bits,
  read,
});

const neuronWord = new Uint32Array(4);

/** Chip select, write enable, address (0 without an access), data and mask of a write (else 0), output register. */
function sram(bank: BankName, design: Design): Signal[] {
  const at = `sram.${bank}`;
  const { words, bits } = memoryOf(design, bank);
  const writes = (w: Wires): boolean => w[bank].cs && w[bank].we;
  return [
    flag(`${at}.cs`, (_, w) => w[bank].cs),
    flag(`${at}.we`, (_, w) => w[bank].cs && w[bank].we),
    num(`${at}.addr`, Math.log2(words), (_, w) => (w[bank].cs ? w[bank].addr : 0)),
    vector(`${at}.data`, bits, (s, w, into) => {
      if (!writes(w)) into.fill(0);
      else if (bank === 'neur') neuronData(w.neur, into);
      else weightData(w[bank], s[bank], into);
    }),
    vector(`${at}.mask`, bits, (s, w, into) => {
      if (!writes(w)) into.fill(0);
      else if (bank === 'neur') neuronMask(w.neur, into);
      else weightMask(w[bank], s[bank], into);
    }),
    vector(`${at}.q`, bits, (s, _, into) => {
      if (bank === 'neur') {
        packNeuronFields(s.neur.q, neuronWord);
        into.set(neuronWord);
      } else packWeights(s[bank].q, 0, s[bank].lanes, s[bank].bits, into);
    }),
  ];
}

const BANKS: readonly BankName[] = ['neur', 'winp', 'wrec', 'wout'];

const rounding = (name: string, index: number, bits: number): Signal =>
  num(name, bits, (s) => s.random.rounding[index]! & ((1 << bits) - 1));

const RANDOM: Signal[] = [
  ...(['U', 'INP', 'REC', 'OUT'] as const).flatMap((g) =>
    array(`random.rnd_${g.toLowerCase()}`, 2, (name, n) => rounding(name, RND[g] + n, g === 'OUT' ? 7 : 15)),
  ),
  rounding('random.rnd_o', RND.O, 7),
  ...(['noise', 'winp', 'wrec', 'wout'] as const).map((g) =>
    num(`random.${g}`, 32, (s) => s.random[g].buffer[s.random[g].at]!),
  ),
];

const config = (design: Design): Signal[] =>
  registersOf(design).map(({ name, bits, signed }) =>
    num(`config.${name}`, bits, (s) => s.config[name], {
      gated: true,
      changes: 'operation',
      ...(signed ? { signed: true as const } : {}),
    }),
  );

const tables = new Map<string, readonly Signal[]>();

/** Every signal of a chip, in the order of the hierarchy. */
export function signalsOf(design: Design): readonly Signal[] {
  let signals = tables.get(design.hash);
  if (!signals) {
    signals = [
      ...global(design),
      ...events(design),
      ...learning(design),
      ...SPI,
      ...aer(design),
      ...out(design),
      ...BANKS.flatMap((bank) => sram(bank, design)),
      ...RANDOM,
      ...config(design),
    ];
    tables.set(design.hash, signals);
  }
  return signals;
}

/** The signals of the public design. */
export const SIGNALS = signalsOf(REFERENCE);

/** Signals by the names that some chip of the family has; their widths are those of the largest. */
export const ALL_SIGNALS = signalsOf(WIDEST);

/** Scope that the whole table stands in, in files that have scopes. */
export const ROOT_SCOPE = 'top.chip';
