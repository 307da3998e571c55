/** Drives the SPI pins of a chip, edge by edge, and a few things hosts do all the time. */
import { Chip } from '../../src/chip/chip.js';
import type { CycleObserver } from '../../src/chip/cycle.js';
import { registerAddress } from '../../src/isa/registers.js';
import type { RegisterName } from '../../isa/registers.js';

export const CODE = { CONFIG: 0, NEUR: 1, ONEUR: 2, WINP: 3, WREC: 4, WOUT: 5 } as const;

export const header = (read: 0 | 1, code: number, count: number, address: number): number =>
  (read * 2 ** 31 + code * 2 ** 28 + count * 2 ** 16 + address) >>> 0;

export class SpiDriver {
  constructor(
    readonly chip: Chip = new Chip(),
    /** Cycles per half period. */
    private readonly half = 2,
    private readonly observer?: CycleObserver,
  ) {}

  /** RST for a few cycles. */
  reset(): this {
    this.chip.setPin('RST', 1);
    this.run(4);
    this.chip.setPin('RST', 0);
    this.run(4);
    return this;
  }

  run(cycles: number): void {
    this.chip.run(cycles, this.observer);
  }

  /** Shifts the first `bits` bits of a word in; returns those of MISO before each rise. */
  word(value: number, bits = 32): number {
    let seen = 0;
    for (let b = 31; b > 31 - bits; b--) {
      this.chip.setPin('MOSI', (value >>> b) & 1);
      this.run(this.half);
      seen = ((seen << 1) | this.chip.readPin('MISO')) >>> 0;
      this.chip.setPin('SCK', 1);
      this.run(this.half);
      this.chip.setPin('SCK', 0);
    }
    return seen;
  }

  write(code: number, address: number, ...data: number[]): this {
    this.word(header(0, code, data.length, address));
    for (const value of data) this.word(value);
    return this;
  }

  read(code: number, address: number, count: number): number[] {
    this.word(header(1, code, count, address));
    return Array.from({ length: count }, () => this.word(0));
  }

  set(name: RegisterName, value: number): this {
    return this.write(CODE.CONFIG, registerAddress(name), value >>> 0);
  }

  /** A rising edge of TIME_TICK. */
  tick(cycles = 5): void {
    this.chip.setPin('TIME_TICK', 1);
    this.run(cycles);
    this.chip.setPin('TIME_TICK', 0);
  }

  /** An input event, or a target. */
  request(address: number, target: 0 | 1 = 0): void {
    this.chip.setPin('AERIN_TAR_EN', target);
    this.chip.setPin('AERIN_ADDR', address);
    this.chip.setPin('AERIN_REQ', 1);
    this.run(4);
    this.chip.setPin('AERIN_REQ', 0);
    this.run(4);
  }

  /** Runs until the chip is ready for a tick. */
  untilReady(limit = 100_000): void {
    for (let n = 0; this.chip.readPin('TIMING_ERROR_RDY') === 0; n++) {
      if (n === limit) throw new Error(`not ready after ${limit} cycles`);
      this.run(1);
    }
  }
}
