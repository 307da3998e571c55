/**
 * Which bits of a memory are faulty: every cell has a threshold between 0 and 1, a hash of the chip's seed, the bank and
 * the number of the bit, and is faulty where the threshold lies below the rate. So the faults at a lower rate are a subset
 * of those at a higher one, as measured on arrays whose voltage is lowered (Stutz et al., MLSys 2021).
 */

/** What faulty cells do. Those of a chip are all of one kind. */
export const FAULT_KINDS = ['stuck-at-0', 'stuck-at-1', 'flip-on-read', 'flip-on-write'] as const;
/** What a faulty bit does. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Memories that may have faults. */
export const FAULT_BANKS = ['winp', 'wrec', 'wout', 'neurons'] as const;
/** A memory that may have faults. */
export type FaultBank = (typeof FAULT_BANKS)[number];

/** How faults lie: each bit by itself, or whole columns, which is one bit of all words of a bank. */
export const FAULT_PATTERNS = ['cells', 'columns'] as const;
/** How faulty bits are spread over a memory. */
export type FaultPattern = (typeof FAULT_PATTERNS)[number];

/** When a trained chip has its faults: always, so that it learns around them, or in tests only. */
export const FAULT_TIMES = ['always', 'tests'] as const;
/** When faults are there. */
export type FaultTime = (typeof FAULT_TIMES)[number];

/** The faults of a chip. */
export interface Faults {
  /** Share of faulty bits, from 0 to 1. */
  readonly rate: number;
  readonly kind: FaultKind;
  readonly pattern: FaultPattern;
  readonly banks: readonly FaultBank[];
  /** The chip: another seed has its faults elsewhere. */
  readonly seed: string;
}

/** A hash of 32 bits of a text (FNV-1a). */
export function seedHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return mixed(hash >>> 0);
}

/** Every bit of the result depends on every bit of the number (the finaliser of MurmurHash3). */
function mixed(number: number): number {
  let h = number;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The threshold of a cell.
 * @param chip {@link seedHash} of the chip.
 * @param bank index in {@link FAULT_BANKS}.
 * @param bit number of the bit in its bank; of a column, in its word.
 * @returns a number from 0, below 1.
 */
export const thresholdOf = (chip: number, bank: number, bit: number): number =>
  mixed((mixed((chip + Math.imul(bank + 1, 0x9e3779b9)) >>> 0) + bit) >>> 0) / 2 ** 32;
