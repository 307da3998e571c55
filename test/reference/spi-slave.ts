/** The SPI slave of the reference model: rules of section 3 of the specification, in its order. */
import { REGISTER_ROWS, type RegisterName } from '../../isa/registers.js';
import type { Design } from '../../src/design/design.js';
import { registersOf, type Register } from '../../src/isa/registers.js';

export const STROBES = ['NEUR', 'ONEUR', 'WINP', 'WREC', 'WOUT'] as const;
export const SEEDS = [85, 86, 87, 88, 89, 90, 91, 92, 93] as const;
/** All strobe names: PROG_1..5 and READ_1..5 by code, SEED_85..93 by address. */
export const PROG_NAMES = [...STROBES.map((s) => `PROG_${s}`), ...SEEDS.map((a) => `SEED_${a}`)];
export const READ_NAMES = STROBES.map((s) => `READ_${s}`);

export class ReferenceSpi {
  n = 0;
  shiftIn = 0;
  header = 0;
  shiftOut = 0;
  address = 0;
  data = 0;
  readback = 0;
  rst = 0;
  readonly strobes: Record<string, number> = {};
  readonly registers = {} as Record<RegisterName, number>;

  private readonly all: readonly Register[];

  constructor(design: Design) {
    this.all = registersOf(design);
    for (const name of [...PROG_NAMES, ...READ_NAMES]) this.strobes[name] = 0;
    for (const r of REGISTER_ROWS) this.registers[r.name] = 0;
  }

  reset(): void {
    this.n = this.header = this.shiftOut = 0;
    this.clear([...PROG_NAMES, ...READ_NAMES]);
    for (const r of this.all) if (r.reset !== undefined) this.registers[r.name] = r.reset;
  }

  get out(): number {
    const showsReadback = this.header >>> 31 === 1 && this.n % 32 === 0 && this.n >= 32;
    return (showsReadback ? this.readback : this.shiftOut) >>> 31;
  }

  rise(mosi: number): void {
    const word = ((this.shiftIn & 0x7fffffff) * 2 + mosi) >>> 0;
    this.shiftIn = word;
    if (this.rst || this.n % 32 !== 31 || this.n < 32 || this.header >>> 28 !== 0) return;
    const register = this.all.find((r) => r.address === (this.header & 0xffff));
    if (!register) return;
    const low = word % 2 ** register.bits;
    this.registers[register.name] =
      register.signed && low >= 2 ** (register.bits - 1) ? low - 2 ** register.bits : low;
  }

  fall(): void {
    if (this.rst) return;
    const { n, header, shiftIn } = this;
    const inWord = n % 32;
    const word = Math.floor(n / 32);
    const count = ((n === 31 ? shiftIn : header) >>> 16) & 0xfff;
    const read = header >>> 31 === 1;
    if (!read && inWord === 31 && word >= 1) {
      this.clear(PROG_NAMES);
      this.raise('PROG', header);
      if ((header >>> 28) % 8 === 0 && `SEED_${header & 0xffff}` in this.strobes)
        this.strobes[`SEED_${header & 0xffff}`] = 1;
      this.address = ((header & 0xffff) + word - 1) & 0xffff;
      this.data = shiftIn;
      this.shiftOut = 0;
    } else if (shiftIn >>> 31 === 1 && n === 31) {
      this.beginRead(shiftIn, shiftIn & 0xffff);
    } else if (read && inWord === 31 && word >= 1 && word < count) {
      this.beginRead(header, ((header & 0xffff) + word) & 0xffff);
    } else if (read && inWord === 0 && word >= 1) {
      this.shiftOut = (this.readback << 1) >>> 0;
      this.clear([...PROG_NAMES, ...READ_NAMES]);
    } else if (inWord === 0) {
      this.clear(PROG_NAMES);
    } else {
      this.shiftOut = (this.shiftOut << 1) >>> 0;
    }
    if (n === 31) this.header = shiftIn;
    this.n = inWord === 31 && word >= count ? 0 : (n + 1) % 2 ** 17;
  }

  private beginRead(header: number, address: number): void {
    this.shiftOut = (this.shiftOut << 1) >>> 0;
    this.clear(READ_NAMES);
    this.raise('READ', header);
    this.address = address;
  }

  private raise(kind: 'PROG' | 'READ', header: number): void {
    const name = STROBES[((header >>> 28) % 8) - 1];
    if (name !== undefined) this.strobes[`${kind}_${name}`] = 1;
  }

  private clear(names: readonly string[]): void {
    for (const name of names) this.strobes[name] = 0;
  }
}
