/**
 * The SPI slave: everything that SCK edges and RST do. Mode 0, most significant bit first, 32-bit words: a header
 * {read, code[2:0], count[11:0], addr[15:0]}, then `count` data words; see isa/spi.ts.
 *
 * Timing: MOSI is taken on the rise of SCK; counters, header, strobes and the shift register out move on the fall.
 * Strobes are levels that stay up until the first fall of a later word; the core sees them through synchronisers.
 * Configuration registers take their value on the rise of a word's last bit, clock or no clock.
 */
import { SEED_REGISTERS } from '../../isa/spi.js';
import { decodeRegister, registerAddress, registerAt } from '../isa/registers.js';
import { ACT, activityBase } from './activity.js';
import { derive, resetConfig } from './config.js';
import type { ChipState, SpiState } from './state.js';
import { progStrobe, readStrobe, seedStrobe, SYNC } from './synchronisers.js';
import { WARN, warn } from './warnings.js';

const seedIndex = new Map(SEED_REGISTERS.map((name, i) => [registerAddress(name), i]));

const isRead = (header: number): boolean => header < 0;
const codeOf = (header: number): number => (header >>> 28) & 7;
const countOf = (header: number): number => (header >>> 16) & 0xfff;
const addressOf = (header: number): number => header & 0xffff;
const bitOf = (spi: SpiState): number => spi.count & 31;
const wordOf = (spi: SpiState): number => spi.count >>> 5;

/** The slave shows a bit of the readback register itself while the first bit of a read word is out. */
const showsReadback = (spi: SpiState): boolean => isRead(spi.header) && bitOf(spi) === 0 && wordOf(spi) >= 1;

/** SPI data out, 0 or 1. */
export function dataOut(spi: SpiState): number {
  return (showsReadback(spi) ? spi.readback : spi.dataOut) >>> 31;
}

/** RST rises. */
export function resetSpi(s: ChipState): void {
  const { spi } = s;
  spi.count = 0;
  spi.header = 0;
  spi.dataOut = 0;
  s.sync.raw &= ~SYNC.STROBES;
  resetConfig(s.config, s.design);
  derive(s.config, s.derived);
}

/** SCK rises: a bit of MOSI comes in; with the last bit of a configuration word, a register changes. */
export function sckRise(s: ChipState): void {
  const { spi } = s;
  const word = (spi.shiftIn << 1) | s.pins.mosi;
  spi.shiftIn = word;
  s.activity[activityBase(s.ctl.state) + ACT.spiBits]!++;
  if (bitOf(spi) !== 31 || wordOf(spi) === 0 || isRead(spi.header) || codeOf(spi.header) !== 0 || s.pins.rst)
    return;
  const register = registerAt(s.design, addressOf(spi.header));
  if (!register) {
    warn(s.warnings, WARN.UNKNOWN_REGISTER, s.cycle);
    return;
  }
  s.config[register.name] = decodeRegister(register, word);
  derive(s.config, s.derived);
  s.quiet = 0;
}

/** SCK falls: counters and strobes move. */
export function sckFall(s: ChipState): void {
  const { spi, sync } = s;
  if (s.pins.rst) return;
  const bit = bitOf(spi);
  const word = wordOf(spi);
  const last = bit === 31;
  const headerEnd = spi.count === 31;
  const before = sync.raw;
  const addressBefore = spi.address;

  if (last && word >= 1 && !isRead(spi.header)) {
    spi.dataOut = 0;
    sync.raw = (before & ~SYNC.PROG_ALL) | writeStrobe(spi.header);
    spi.address = (addressOf(spi.header) + word - 1) & 0xffff;
    spi.data = spi.shiftIn;
  } else if (headerEnd && isRead(spi.shiftIn)) {
    startRead(s, spi.shiftIn, addressOf(spi.shiftIn));
  } else if (last && word >= 1 && word < countOf(spi.header)) {
    startRead(s, spi.header, (addressOf(spi.header) + word) & 0xffff);
  } else if (bit === 0 && word >= 1 && isRead(spi.header)) {
    spi.dataOut = spi.readback << 1;
    sync.raw = before & ~SYNC.STROBES;
  } else if (bit === 0) {
    sync.raw = before & ~SYNC.PROG_ALL;
  } else {
    spi.dataOut <<= 1;
  }

  const count = countOf(headerEnd ? spi.shiftIn : spi.header);
  if (headerEnd) spi.header = spi.shiftIn;
  spi.count = last && word >= count ? 0 : (spi.count + 1) & 0x1ffff;
  // A READ level that is still up follows the address.
  if (sync.raw !== before || spi.address !== addressBefore) s.quiet = 0;
  // The synchronisers of the strobes stand still while EN_CONF is 0.
  if (s.config.EN_CONF === 0 && (sync.raw & ~before & SYNC.STROBES) !== 0)
    warn(s.warnings, WARN.ACCESS_WITHOUT_EN_CONF, s.cycle);
}

/**
 * Shifts in bits from the middle of a word: the same as a rise and a fall of SCK for each.
 * @param bit number of the first of them in the word, from 31 down; it counts down, and stays above 0.
 * @param most bits.
 * @returns bits taken; 0 where an edge of SCK does more than to shift.
 */
export function shiftIn(s: ChipState, word: number, bit: number, most: number): number {
  const { spi, pins } = s;
  const first = bitOf(spi);
  const bits = Math.min(bit, most);
  if (bits < 1 || first === 0 || first !== 31 - bit || spi.dataOut !== 0 || (pins.rst | pins.sck) !== 0)
    return 0;
  const taken = (word >>> (bit - bits + 1)) & ((1 << bits) - 1);
  spi.shiftIn = (spi.shiftIn << bits) | taken;
  spi.count += bits;
  pins.mosi = taken & 1;
  s.activity[activityBase(s.ctl.state) + ACT.spiBits]! += bits;
  return bits;
}

function startRead(s: ChipState, header: number, address: number): void {
  s.spi.dataOut <<= 1;
  s.sync.raw = (s.sync.raw & ~SYNC.READ_ALL) | readStrobe(codeOf(header));
  s.spi.address = address;
}

function writeStrobe(header: number): number {
  const code = codeOf(header);
  if (code !== 0) return progStrobe(code);
  const seed = seedIndex.get(addressOf(header));
  return seed === undefined ? 0 : seedStrobe(seed);
}
