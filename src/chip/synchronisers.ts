/**
 * The synchronisers: every signal that crosses into the clock domain is one bit of a word, and every flip-flop stage is
 * one word, so that three operations move all of them by a cycle.
 *
 *     raw (pins, SPI strobes) -> stage1 -> stage2 (what the core sees) -> stage3 (to detect edges of TIME_TICK, PROG_*)
 *
 * A stage shifts where its enable bit is set and holds elsewhere.
 */
import { SEED_REGISTERS } from '../../isa/spi.js';

/** First bit of the PROG strobes: code c (1..5) is bit PROG_SHIFT + c, seed register y is SEED_SHIFT + y. */
const PROG_SHIFT = 5;
const SEED_SHIFT = PROG_SHIFT + 6;
/** READ strobe of code c (1..5) is bit READ_SHIFT + c. */
const READ_SHIFT = SEED_SHIFT + SEED_REGISTERS.length - 1;

const prog = (code: number): number => 1 << (PROG_SHIFT + code);
const read = (code: number): number => 1 << (READ_SHIFT + code);
const ones = (from: number, count: number): number => ((1 << count) - 1) << from;

const PROG_ALL = ones(PROG_SHIFT + 1, 5 + SEED_REGISTERS.length);
const READ_ALL = ones(READ_SHIFT + 1, 5);

/** Bits of the synchroniser words. */
export const SYNC = {
  AERIN_REQ: 1 << 0,
  SAMPLE: 1 << 1,
  INFER_ACC: 1 << 2,
  OUT_ACK: 1 << 3,
  TARGET_VALID: 1 << 4,
  TIME_TICK: 1 << 5,
  ALWAYS: ones(0, 4),
  PROG_NEUR: prog(1),
  PROG_ONEUR: prog(2),
  PROG_WINP: prog(3),
  PROG_WREC: prog(4),
  PROG_WOUT: prog(5),
  PROG_SEEDS: ones(SEED_SHIFT, SEED_REGISTERS.length),
  PROG_ALL,
  READ_NEUR: read(1),
  READ_ONEUR: read(2),
  READ_WINP: read(3),
  READ_WREC: read(4),
  READ_WOUT: read(5),
  READ_ALL,
  STROBES: PROG_ALL | READ_ALL,
} as const;

/** Strobe of a write with an SPI code, 0 where the code has none. */
export const progStrobe = (code: number): number => (code >= 1 && code <= 5 ? prog(code) : 0);
/** Strobe of a read with an SPI code, 0 where the code has none. */
export const readStrobe = (code: number): number => (code >= 1 && code <= 5 ? read(code) : 0);
/** Strobe that loads the generator of a seed register, by its index in SEED_REGISTERS. */
export const seedStrobe = (index: number): number => 1 << (SEED_SHIFT + index);

/** The flip-flops, and the levels before them. */
export interface Synchronisers {
  raw: number;
  stage1: number;
  stage2: number;
  stage3: number;
  /** RST passes two flip-flops of its own, never reset. */
  rst1: number;
  rst2: number;
}

/** One edge of CLK: every stage takes the one before it where `enabled` is set. */
export function shiftSynchronisers(sync: Synchronisers, enabled: number): void {
  sync.stage3 = (sync.stage3 & ~enabled) | (sync.stage2 & enabled);
  sync.stage2 = (sync.stage2 & ~enabled) | (sync.stage1 & enabled);
  sync.stage1 = (sync.stage1 & ~enabled) | (sync.raw & enabled);
}

/** Bits that differ between two stages of an enabled synchroniser: changes that are still on their way. */
export function changesUnderWay(sync: Synchronisers, enabled: number): number {
  const { raw, stage1, stage2, stage3 } = sync;
  return ((raw ^ stage1) | (stage1 ^ stage2) | (stage2 ^ stage3)) & enabled;
}
