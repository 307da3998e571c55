/**
 * Faulty cells of the SRAMs. They act where a word is stored, below everything that computes with it: a cell that is stuck
 * holds its value whatever is written, one that flips holds the opposite of what was written. So every reader sees the
 * fault without knowing of it, and a chip without faults does not pay for them.
 *
 * A cell that flips when it is read is one that holds the opposite from power-up on; one that flips when it is written
 * holds what it had until its first write.
 */
import {
  FAULT_BANKS,
  FAULT_KINDS,
  FAULT_PATTERNS,
  seedHash,
  thresholdOf,
  type Faults,
} from '../faults/fault-map.js';
import { wrapSigned } from '../fixed-point/index.js';
import { packWeights } from './weight-words.js';

/** The faults of a chip as numbers, which are part of its state; all 0 without faults. */
export interface FaultState {
  /** Share of faulty bits. */
  rate: number;
  /** Index of the kind and of the pattern. */
  kind: number;
  pattern: number;
  /** Bit b: bank b has faults. */
  banks: number;
  /** Hash of the seed. */
  chip: number;
}

export const noFaults = (): FaultState => ({ rate: 0, kind: 0, pattern: 0, banks: 0, chip: 0 });

/** Faults as numbers. */
export const faultStateOf = ({ rate, kind, pattern, banks, seed }: Faults): FaultState => ({
  rate,
  kind: FAULT_KINDS.indexOf(kind),
  pattern: FAULT_PATTERNS.indexOf(pattern),
  banks: banks.reduce((bits, bank) => bits | (1 << FAULT_BANKS.indexOf(bank)), 0),
  chip: seedHash(seed),
});

/** Faulty bits of stored numbers: a number v is stored as `((v ^ flip) & keep) | set`. */
export interface CellMasks {
  readonly flip: Int32Array;
  readonly keep: Int32Array;
  readonly set: Int32Array;
}

/** What is stored for a number. */
export const faulty = ({ flip, keep, set }: CellMasks, index: number, value: number): number =>
  ((value ^ flip[index]!) & keep[index]!) | set[index]!;

/**
 * The faulty bits of a bank.
 * @param bank index in FAULT_BANKS.
 * @param count numbers in the bank. @param bits of a number. @param perWord numbers in a word.
 * @returns undefined if the bank has no faults.
 */
export function cellMasks(
  { rate, kind, pattern, banks, chip }: FaultState,
  bank: number,
  { count, bits, perWord }: { readonly count: number; readonly bits: number; readonly perWord: number },
): CellMasks | undefined {
  if (rate === 0 || (banks & (1 << bank)) === 0) return undefined;
  const masks = {
    flip: new Int32Array(count),
    keep: new Int32Array(count).fill(-1),
    set: new Int32Array(count),
  };
  const isColumns = FAULT_PATTERNS[pattern] === 'columns';
  const name = FAULT_KINDS[kind]!;
  for (let i = 0; i < count; i++) {
    const first = (isColumns ? i % perWord : i) * bits;
    let found = 0;
    for (let b = 0; b < bits; b++) if (thresholdOf(chip, bank, first + b) < rate) found |= 1 << b;
    if (found === 0) continue;
    if (name === 'stuck-at-0') masks.keep[i] = ~found;
    else if (name === 'stuck-at-1') masks.set[i] = found;
    else masks.flip[i] = found;
  }
  return masks;
}

/** Whether faults change what memories hold at once, before anything is written. */
export const actAtPowerUp = ({ kind }: FaultState): boolean => FAULT_KINDS[kind] !== 'flip-on-write';

/** A 32-bit chunk of a weight word as it is stored. @param first index of the word's first weight. */
export function faultyChunk(
  masks: CellMasks,
  chunk: number,
  value: number,
  { first, lanes, bits }: { readonly first: number; readonly lanes: number; readonly bits: number },
): number {
  const packed = (from: Int32Array): number => {
    packWeights(Int8Array.from(from.subarray(first, first + lanes)), 0, lanes, bits, chunkScratch);
    return chunkScratch[chunk]!;
  };
  return ((value ^ packed(masks.flip)) & packed(masks.keep)) | packed(masks.set);
}

const chunkScratch = new Uint32Array(4);

/** A weight as it is stored. */
export const faultyWeight = (masks: CellMasks, index: number, value: number, bits: number): number =>
  wrapSigned(faulty(masks, index, value), bits);
