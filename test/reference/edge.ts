/** The clock edge of the reference model, and its rows in the format of the recorded vectors. */
import { slice } from '../fixed-point/twin.js';
import * as math from './arithmetic.js';
import type { ReferenceChip } from './core.js';
import { BANKS, type Access, type Bank, type Signals } from './registers.js';
import { PROG_NAMES, READ_NAMES } from './spi-slave.js';

/** A row without its cycle: the columns from `state` on. */
export function row(chip: ReferenceChip, s: Signals): string {
  const { k } = chip;
  const bit = (b: boolean): number => (b ? 1 : 0);
  const hex = (bank: Bank, x: bigint): string => x.toString(16).padStart(chip.sizes.wordBits[bank] / 4, '0');
  const port = (bank: Bank, { cs, we, addr, data, mask }: Access): string =>
    !cs ? '' : we ? `W${addr}:${hex(bank, data & mask)}/${hex(bank, mask)}` : `R${addr}`;
  return [
    ...[chip.state, chip.evt, bit(s.timeTick), k.step, k.pre, k.upd, k.supp, k.ePre, k.blk, k.lsb, k.posts],
    ...[
      k.targetCount,
      k.sendCount,
      k.ack,
      k.outReq,
      k.outData,
      bit(chip.ready),
      bit(chip.state === 'CONFIG'),
    ],
    ...[k.timingError, chip.miso, ...BANKS.map((b) => port(b, s.ports[b]))],
  ].join();
}

/** One rising edge of CLK. */
export function clock(chip: ReferenceChip, s: Signals): void {
  const { config: c, k, state, evt, sizes } = chip;
  const n = { ...k };
  const rst = chip.rst[1] === 1;
  const goingIdle = state !== 'IDLE' && s.next === 'IDLE';
  const eventDone =
    (evt === 'EVT' || evt === 'SUPP') && s.ctrlWe && (s.nextEvt === 'CNT' || s.nextEvt === 'WAIT');
  const aerAddress = (chip.pins.AERIN_ADDR ?? 0) % sizes.addresses;

  // Section 3: read-back, from the Q before this access.
  const reading = READ_NAMES.find((name) => chip.high(name));
  if (reading === 'READ_ONEUR') chip.spi.readback = Number(slice(chip.vOut[chip.spi.address & 15]!, 0, 16));
  else if (reading !== undefined) {
    const bank = reading.slice(5).toLowerCase() as (typeof BANKS)[number];
    chip.spi.readback = Number(slice(chip.memory[bank].q, 32 * (chip.spi.address & 3), 32));
  }

  // What looks at flags, targets and membranes goes before what changes them.
  chip.commitSlots(s);
  winnersAndBus(chip, s, n);

  // Section 4.
  const { inNow, inNext, z, dirty } = chip;
  for (let i = 0; i < sizes.addresses; i++) {
    if (rst || goingIdle) inNow[i] = inNext[i] = 0;
    else if (s.timeTick) {
      inNow[i] = inNext[i]!;
      inNext[i] = 0;
    } else if (s.aerNew && i === aerAddress) inNext[i] = 1;
    else if (eventDone && i === k.pre) inNow[i] = 0;
  }
  if (s.tarNew && c.REGRESSION) {
    const at = k.targetCount >> 1;
    const old = chip.targets[at]!;
    const byte = aerAddress & 0xff;
    chip.targets[at] = k.targetCount % 2 ? (old & 0xff) | (byte << 8) : (old & 0xff00) | byte;
  }
  if (s.tarNew && !c.REGRESSION) {
    n.label = aerAddress & 15;
    n.gotLabel = 1;
  }
  if (state === 'IDLE') n.gotLabel = 0;
  if (state === 'IDLE' || (state === 'GET_TAR' && s.next !== 'GET_TAR')) n.targetCount = 0;
  else if (s.tarNew) n.targetCount = (k.targetCount + 1) % 32;
  if (s.aerNew || s.tarNew) n.ack = 1;
  else if (k.ack && !chip.high('AERIN_REQ')) n.ack = 0;

  // Sections 2, 5, 6: counters.
  n.tick = c.LOCAL_TICK && state !== 'IDLE' && k.tick !== c.CYCLES_PER_TICK ? (k.tick + 1) % 2 ** 32 : 1;
  n.step = s.next !== 'STEP' ? 0 : state === 'STEP' ? (k.step + 1) % sizes.addresses : k.step;
  n.pre = evt === 'WAIT' ? 0 : s.nextEvt === 'CNT' ? (k.pre + 1) % sizes.addresses : k.pre;
  n.upd = s.nextEvt !== 'EVT' ? 0 : evt === 'EVT' ? (k.upd + 1) % sizes.addresses : k.upd;
  n.supp = evt === 'SUPP' ? 1 : 0;
  n.woutRead = s.woutEvent ? 1 : 0;
  const busy = state !== 'IDLE' && !(state === 'PROP' && evt === 'WAIT');
  if (s.timeTick && busy) n.timingError = 1;

  // Section 6: spikes and dirty flags.
  const flagWrite = chip.rises('PROG_NEUR') && ((chip.spi.address >> sizes.flagBit) & 1) !== 0;
  const port = s.ports.neur;
  for (let i = 0; i < sizes.addresses; i++) {
    const flagged = flagWrite && i === chip.spi.address % sizes.addresses;
    if (rst || goingIdle) z[i] = 0;
    else if (flagged) z[i] = chip.spi.data & 1;
    else if (state === 'STEP' && i >> 1 === k.step >> 1) z[i] = s.spikes[i % 2]!;
    else if (eventDone && i === k.pre) z[i] = 0;
    if (rst || goingIdle) dirty[i] = 0;
    else if (flagged) dirty[i] = (chip.spi.data >> 1) & 1;
    else if (port.cs && port.we && i >> 1 === port.addr) dirty[i] = 1;
  }

  outputs(chip, rst || goingIdle);
  learningCounters(chip, s, n);
  generators(chip, s, rst);
  for (const bank of BANKS) {
    const { cs, we, addr, data, mask } = s.ports[bank];
    const memory = chip.memory[bank];
    if (!cs) continue;
    memory.q = memory.words[addr]!;
    if (we) memory.words[addr] = (memory.q & ~mask) | (data & mask);
  }

  // Section 5: states; section 2: synchronisers and reset.
  chip.state = c.ERROR_HALT && k.timingError ? 'IDLE' : s.next;
  chip.evt = s.nextEvt;
  chip.k = n;
  synchronise(chip);
  chip.rst = [chip.pins.RST ?? 0, chip.rst[0]];
  if (rst || chip.rst[1] === 1) {
    chip.state = 'IDLE';
    chip.evt = 'WAIT';
    n.ack = n.timingError = 0;
    for (const name of Object.keys(chip.flops)) chip.flops[name] = [0, 0, 0];
  }
  chip.cycle++;
}

function synchronise(chip: ReferenceChip): void {
  const { config: c } = chip;
  const strobes = new Set([...PROG_NAMES, ...READ_NAMES]);
  for (const [name, [first, second, third]] of Object.entries(chip.flops)) {
    const strobe = strobes.has(name);
    const holds =
      (strobe && !c.EN_CONF) ||
      (name === 'TIME_TICK' && c.LOCAL_TICK === 1) ||
      (name === 'TARGET_VALID' && c.DO_EPROP === 0);
    const raw = strobe ? chip.spi.strobes[name]! : (chip.pins[name as 'SAMPLE'] ?? 0);
    chip.flops[name] = holds ? [first, second, third] : [raw, first, second];
  }
}

/** Section 7, last paragraphs: winner counts and the output bus. */
function winnersAndBus(chip: ReferenceChip, s: Signals, n: ReferenceChip['k']): void {
  const { config: c, k, state } = chip;
  const best = (values: readonly (number | bigint)[]): number => {
    let label = 0;
    if (!c.REGRESSION) for (let o = 1; o <= c.NUM_OUT; o++) if (values[o]! > values[label]!) label = o;
    return label;
  };
  const ack = chip.high('OUT_ACK');
  if (state === 'SEND' && s.next !== 'SEND') n.outReq = n.sendCount = 0;
  else if (state === 'SEND' && k.sendCount <= chip.sendLast) {
    if (!k.outReq && !ack) {
      const byte = slice(chip.vOut[k.sendCount >> 1]!, 8 * (k.sendCount % 2), 8);
      n.outReq = 1;
      n.outData = c.SEND_LABEL_ONLY ? best(chip.wins) : Number(byte);
    } else if (k.outReq && ack) {
      n.outReq = 0;
      n.sendCount = (k.sendCount + 1) % 32;
    }
  }
  if (state === 'IDLE') {
    n.outReq = n.outData = n.sendCount = 0;
    chip.wins.fill(0);
  } else if (state === 'SDONE' && chip.high('INFER_ACC')) {
    const label = best(chip.vOut);
    chip.wins[label] = (chip.wins[label]! + 1) % 65536;
  }
}

function outputs(chip: ReferenceChip, clears: boolean): void {
  const { config: c, k, state, vOut } = chip;
  for (let o = 0; o < 16; o++) {
    const v = vOut[o]!;
    if (clears) vOut[o] = 0n;
    else if (chip.rises('PROG_ONEUR') && o === (chip.spi.address & 15))
      vOut[o] = BigInt.asIntN(16, BigInt(chip.spi.data));
    else if (o > c.NUM_OUT) continue;
    else if (k.woutRead) vOut[o] = math.outputEvent(v, chip.weight('wout', o), c.FP_LOC_WOUT);
    else if (state === 'STEP' && k.step === o) {
      const rounds = c.EN_STOCH_ROUND && c.KAPPA !== 0x80;
      vOut[o] = math.leakedOutput(v, BigInt(c.KAPPA), rounds ? BigInt(chip.random.o.take(0, 7)) : undefined);
    }
  }
}

/** Section 8: counters of the learning unit. */
function learningCounters(chip: ReferenceChip, s: Signals, n: ReferenceChip['k']): void {
  const { config: c, k, state, sizes } = chip;
  const lastSlot = 2 * sizes.p.lanes - 1;
  const blocks = 2 ** sizes.blockBits;
  if (state !== 'EPROP') {
    if (s.next === 'EPROP') Object.assign(n, { ePre: 0, blk: 0, lsb: 0, posts: 1 });
  } else if (k.posts) {
    n.lsb = (k.lsb + 1) % (2 * sizes.p.lanes);
    if (c.DO_EPROP === 4 && k.lsb === lastSlot) n.blk = (k.blk + 1) % blocks;
    n.posts = c.DO_EPROP === 4 || k.lsb !== lastSlot ? 1 : 0;
  } else if (k.ePre === 2 * chip.lastNeuron + 1) {
    n.ePre = 0;
    n.blk = (k.blk + 1) % blocks;
    n.posts = 1;
  } else n.ePre = (k.ePre + 1) % (2 * sizes.addresses);
}

/** Section 9. */
function generators(chip: ReferenceChip, s: Signals, rst: boolean): void {
  const { config: c, k, state, random: r } = chip;
  const steps = c.EN_STOCH_ROUND === 1 && state === 'STEP';
  const odd = steps && k.step % 2 === 1;
  const one = (
    g: ReferenceChip['random']['o'],
    resetSeed: number,
    strobe: Parameters<ReferenceChip['seeds']>[0],
    seed: number,
    enable: boolean,
  ): void => {
    if (rst) g.load(resetSeed);
    else if (chip.seeds(strobe)) g.load(seed);
    else if (enable) g.advance();
  };
  const half = (seed: number, n: number): number => Math.floor(seed / 2 ** (15 * n)) % 2 ** 15;
  for (const n of [0, 1] as const) {
    const leaks = odd && chip.alpha(s.pair) !== 0x8000n;
    one(r.u[n]!, [0x1234, 0x70f0][n]!, 88, half(c.SEED_STRND_NEUR, n), leaks);
    one(r.inp[n]!, [0x1348, 0x7fcf][n]!, 90, half(c.SEED_STRND_TINP, n), odd);
    one(r.rec[n]!, [0x4321, 0x7bea][n]!, 91, half(c.SEED_STRND_TREC, n), odd);
    one(r.out[n]!, [0x3ff3, 0x7ef0][n]!, 92, half(c.SEED_STRND_TOUT, n), odd);
  }
  one(r.o, 0x7aba, 89, c.SEED_STRND_ONEUR, steps && c.KAPPA !== 0x80 && k.step < 16);
  const noisy = c.NOISE_EN === 1 && state === 'PROP' && k.upd % 2 === 1;
  one(r.noise, 0x1f0f1, 93, c.SEED_NOISE_NEUR, noisy);
  one(r.winp, 1, 85, c.SEED_INP, s.learns.winp);
  one(r.wrec, 0x0424242, 86, c.SEED_REC, s.learns.wrec);
  one(r.wout, 1, 87, c.SEED_OUT, s.learns.wout);
}
