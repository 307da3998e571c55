import { beforeEach, describe, expect, it } from 'vitest';
import { SEED_REGISTERS } from '../../isa/spi.js';
import { Chip } from '../../src/chip/chip.js';
import { SYNC, seedStrobe } from '../../src/chip/synchronisers.js';
import { registerAddress, registersOf } from '../../src/isa/registers.js';
import { RULES, SerialTwin, signed, unsigned } from '../fixed-point/twin.js';
import { CODE, header, SpiDriver } from './spi-driver.js';

let chip: Chip;
let spi: SpiDriver;
const count = (): number => chip.state.spi.count;
const strobes = (): number => chip.state.sync.raw & SYNC.STROBES;

beforeEach(() => {
  chip = new Chip();
  spi = new SpiDriver(chip).reset();
});

describe('configuration writes', () => {
  it('reach every register, and keep its low bits only', () => {
    for (const r of registersOf(chip.state.design)) {
      spi.set(r.name, 0xa5a5a5a5);
      const expected = r.signed ? signed(0xa5a5a5a5n, r.bits) : unsigned(0xa5a5a5a5n, r.bits);
      expect(chip.state.config[r.name], r.name).toBe(Number(expected));
      expect(count()).toBe(0);
    }
  });

  it('take effect on the rise of the last bit, not before', () => {
    spi.word(header(0, CODE.CONFIG, 1, registerAddress('KAPPA')));
    spi.word(0x55, 31);
    expect(chip.state.config.KAPPA).toBe(122);
    chip.setPin('MOSI', 1);
    expect(chip.state.config.KAPPA).toBe(122);
    chip.setPin('SCK', 1);
    expect(chip.state.config.KAPPA).toBe(0x55);
  });

  it('of a burst all go to the register of the header', () => {
    spi.write(CODE.CONFIG, registerAddress('FP_LOC_WINP'), 1, 2, 3);
    expect(chip.state.config.FP_LOC_WINP).toBe(3);
    expect(chip.state.config.FP_LOC_WREC).toBe(0);
  });

  it('work with EN_CONF low, too', () => {
    spi.set('EN_CONF', 0).set('KAPPA', 7);
    expect(chip.state.config.KAPPA).toBe(7);
    spi.set('EN_CONF', 1);
    expect(chip.state.config.EN_CONF).toBe(1);
  });

  it('of an address without a register change nothing', () => {
    const before = { ...chip.state.config };
    spi.write(CODE.CONFIG, 4, 0xffffffff).write(CODE.CONFIG, 0x100, 0xffffffff);
    expect(chip.state.config).toEqual(before);
  });
});

describe('framing', () => {
  it('a header of count 0 has no data words', () => {
    spi.word(header(0, CODE.CONFIG, 0, 69));
    expect(count()).toBe(0);
    spi.set('KAPPA', 9);
    expect(chip.state.config.KAPPA).toBe(9);
  });

  it('the bit counter counts falls, and starts again after the last word', () => {
    spi.word(header(0, 6, 2, 0));
    expect(count()).toBe(32);
    spi.word(0, 5);
    expect(count()).toBe(37);
    spi.word(0, 27);
    spi.word(0);
    expect(count()).toBe(0);
  });

  it('RST in the middle of a word starts a new header and keeps what has no reset', () => {
    spi.set('THR_H_0', 0x8001).write(CODE.WOUT, 5, 0x11223344);
    const { address, data } = chip.state.spi;
    spi.word(header(0, CODE.CONFIG, 1, 69));
    spi.word(0x77, 13);
    const { shiftIn } = chip.state.spi;
    spi.reset();
    expect(chip.state.spi).toMatchObject({ count: 0, header: 0, dataOut: 0, address, data, shiftIn });
    expect(chip.state.config).toMatchObject({ KAPPA: 122, THR_H_0: -0x7fff });
    spi.set('KAPPA', 3);
    expect(chip.state.config.KAPPA).toBe(3);
  });

  it('edges of SCK during RST shift MOSI in and move nothing else', () => {
    chip.setPin('RST', 1);
    spi.word(0xffffffff, 7);
    expect(chip.state.spi).toMatchObject({ count: 0, header: 0, dataOut: 0 });
    expect(chip.state.spi.shiftIn & 0x7f).toBe(0x7f);
  });

  it('setting SCK to the level it has is not an edge', () => {
    chip.setPin('SCK', 0);
    chip.setPin('SCK', 1);
    chip.setPin('SCK', 1);
    chip.setPin('SCK', 0);
    chip.setPin('SCK', 0);
    expect(count()).toBe(1);
  });
});

describe('strobes', () => {
  it('rise with the end of a data word and fall with the next word', () => {
    spi.write(CODE.WINP, 7, 1);
    expect(strobes()).toBe(SYNC.PROG_WINP);
    chip.setPin('SCK', 1);
    chip.setPin('SCK', 0);
    expect(strobes()).toBe(0);
  });

  it('of a code without a memory are none', () => {
    for (const code of [6, 7]) {
      spi.write(code, 3, 0xff);
      expect(strobes()).toBe(0);
      spi.read(code, 3, 1);
      expect(strobes()).toBe(0);
    }
  });

  it('of a READ go up with the header and down with the first bit of its word', () => {
    spi.word(header(1, CODE.NEUR, 2, 40));
    expect(strobes()).toBe(SYNC.READ_NEUR);
    expect(chip.state.spi.address).toBe(40);
    spi.word(0, 1);
    expect(strobes()).toBe(0);
    spi.word(0, 31);
    expect(strobes()).toBe(SYNC.READ_NEUR);
    expect(chip.state.spi.address).toBe(41);
    spi.word(0);
    expect(strobes()).toBe(0);
  });

  it('of a READ without data words stay up, writes notwithstanding', () => {
    spi.word(header(1, CODE.ONEUR, 0, 3));
    spi.write(CODE.WOUT, 8, 1);
    expect(strobes()).toBe(SYNC.READ_ONEUR | SYNC.PROG_WOUT);
    spi.read(CODE.WINP, 0, 1);
    expect(strobes()).toBe(0);
  });

  it('hold in the core while EN_CONF is low', () => {
    spi.set('EN_CONF', 0).write(CODE.ONEUR, 4, 99);
    spi.run(10);
    expect(chip.state.vOut[4]).toBe(0);
    spi.set('EN_CONF', 1);
    spi.run(10);
    // The strobe is gone: it was never seen.
    expect(chip.state.vOut[4]).toBe(0);
  });

  it('load the generator of each seed register', () => {
    SEED_REGISTERS.forEach((name, i) => {
      spi.set(name, 0x0abcdef1);
      expect(strobes(), name).toBe(seedStrobe(i));
      spi.run(5);
    });
    const { random } = chip.state;
    const expected = (rule: (typeof RULES)[keyof typeof RULES], seed: number, bits: number): number => {
      const twin = new SerialTwin(rule);
      twin.load(seed);
      return twin.take(0, bits);
    };
    const seed = 0x0abcdef1;
    const low = seed & 0x7fff;
    const high = (seed >>> 15) & 0x7fff;
    expect(random.winp.buffer[random.winp.at]! >>> 0).toBe(expected(RULES.weights, seed & 0x1ffffff, 32));
    expect(random.wrec.buffer[random.wrec.at]! >>> 0).toBe(expected(RULES.weights, seed & 0x1ffffff, 32));
    expect(random.wout.buffer[random.wout.at]! >>> 0).toBe(expected(RULES.wout, seed & 0x3fffff, 32));
    expect(random.noise.buffer[random.noise.at]! >>> 0).toBe(expected(RULES.noise, seed & 0x1ffff, 32));
    const fifteen = [low, high].map((s) => expected(RULES.round15, s, 15));
    const seven = [low, high, low].map((s) => expected(RULES.round7, s, 7));
    expect([...random.rounding.subarray(0, 6)]).toEqual([...fifteen, ...fifteen, ...fifteen]);
    expect([...random.rounding.subarray(6)].map((x) => x & 0x7f)).toEqual(seven);
  });
});

describe('memories over SPI', () => {
  const data = [0x01234567, 0x89abcdef, 0xfedcba98, 0x76543210];

  it('are written and read back by bursts of chunks', () => {
    const places: [number, number][] = [
      [CODE.NEUR, 4 * 77],
      [CODE.WINP, 4 * 4095],
      [CODE.WREC, 4 * 1234],
      [CODE.WOUT, 4 * 511],
    ];
    const slow = new SpiDriver(chip, 5);
    for (const [code, address] of places) {
      spi.write(code, address, ...data);
      expect(slow.read(code, address, 4), `code ${code}`).toEqual(data);
    }
    spi.write(CODE.ONEUR, 15, 0xffff8000);
    expect(slow.read(CODE.ONEUR, 15, 1)).toEqual([0x8000]);
  });

  it('give a stale first bit where SCK outruns the synchroniser and the read-back register', () => {
    spi.write(CODE.WREC, 0, ...data);
    spi.run(10);
    expect(spi.read(CODE.WREC, 0, 4)).toEqual([0x01234567, 0x09abcdef, 0xfedcba98, 0xf6543210]);
  });

  it('show the previous word of Q at the first reading after a READ rises', () => {
    // One cycle a half period: the first bit is out before the level has passed its synchroniser.
    const fast = new SpiDriver(new Chip(), 1).reset();
    fast.write(CODE.WOUT, 0, 0x80000001).write(CODE.WOUT, 4, 0x00000003).write(CODE.WOUT, 8, 5);
    fast.run(10);
    const s = fast.chip.state;
    expect(s.wout.qFours[0]).toBe(0);
    fast.word(header(1, CODE.WOUT, 0, 0));
    fast.run(3);
    // The level is seen in this cycle: the port reads word 0, the register takes Q as it was.
    expect([s.spi.readback, s.wout.qFours[0]! >>> 0]).toEqual([0, 0x80000001]);
    fast.run(1);
    expect(s.spi.readback >>> 0).toBe(0x80000001);
  });

  it('follow the address under a READ level that stays up', () => {
    for (const k of [1, 2]) spi.write(CODE.ONEUR, k, 100 + k);
    spi.word(header(1, CODE.ONEUR, 0, 1));
    spi.run(20);
    expect(chip.state.spi.readback).toBe(101);
    spi.word(header(1, CODE.ONEUR, 0, 2));
    spi.run(20);
    expect(chip.state.spi.readback).toBe(102);
    spi.write(6, 1, 0);
    spi.run(20);
    expect(chip.state.spi.readback).toBe(101);
  });

  it('set the flags of a neuron through address bit 9, and its SRAM chunk as well', () => {
    spi.write(CODE.NEUR, 0x200 + 9, 3);
    spi.run(10);
    expect([chip.state.z[9], chip.state.dirty[9]]).toEqual([1, 1]);
    expect(new SpiDriver(chip, 5).read(CODE.NEUR, 9, 1)).toEqual([3]);
    expect(chip.warnings().map((w) => w.name)).toEqual(['flag-write-hits-sram']);
    spi.write(CODE.NEUR, 0x200 + 9, 0);
    spi.run(10);
    expect([chip.state.z[9], chip.state.dirty[9]]).toEqual([0, 0]);
  });

  it('show a target request on MISO only where asked to', () => {
    chip.state.ctl.state = 4;
    expect(chip.readPin('MISO')).toBe(1);
    spi.set('GET_TAR_REQ_OUT', 0);
    expect(chip.readPin('MISO')).toBe(0);
  });
});
