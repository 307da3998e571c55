/**
 * The four SRAMs, each with one synchronous port. On an access the output register Q takes the old word; on a write the
 * masked bits are replaced.
 *
 * Weights are kept a byte each, whatever their width: lane k of a word is the weight to post-synaptic neuron (or output) k
 * of its block. The neuron SRAM is kept unpacked, an array a field: the fields cover all 128 bits of a word, so nothing is
 * lost. Both have room at every address; where a chip has no word, it stays 0.
 */
import { NEURON_FIELDS } from '../../isa/memories.js';
import type { Design } from '../design/design.js';
import { readField, writeField } from '../isa/codec.js';
import type { FieldSpec } from '../../isa/types.js';
import type { Arena } from './arena.js';
import { faulty, faultyChunk, faultyWeight, type CellMasks } from './faults.js';
import { CHUNKS, chunkMasks, packWeights, unpackWeights } from './weight-words.js';

/** A weight SRAM: weights, a byte each, and the same bytes in fours. */
export interface WeightBank {
  /** Addresses of words. */
  readonly words: number;
  /** Weights of a word, and bits of a weight. */
  readonly lanes: number;
  readonly bits: number;
  /** By 32-bit chunk of a word: its bits that exist. */
  readonly chunkMasks: readonly number[];
  /** Which addresses have a word. */
  readonly extent: Extent;
  /** Write counter: lets caches derived from the memory detect that they are stale. */
  writes: number;
  readonly bytes: Int8Array;
  readonly fours: Int32Array;
  /** Faulty bits by weight; undefined without faults. */
  faults: CellMasks | undefined;
  /** Output register. */
  readonly q: Int8Array;
  readonly qFours: Int32Array;
}

/** The words of a weight SRAM that exist: `blocks` words of each of the first `rows` pre-synaptic addresses. */
export interface Extent {
  /** True if every address has a word. */
  readonly isComplete: boolean;
  readonly rows: number;
  readonly blocks: number;
  /** An address is the row, `blockBits` to the left, and the block; bits above the mask do not count. */
  readonly blockBits: number;
  readonly rowMask: number;
}

/** The weight SRAMs. */
export type WeightBankName = 'winp' | 'wrec' | 'wout';

export function layoutWeightBank(arena: Arena, design: Design, name: WeightBankName): WeightBank {
  const { addresses, blockBits, isComplete, outputs } = design;
  const isOutput = name === 'wout';
  const lanes = isOutput ? outputs : design.lanes;
  const words = isOutput ? 2 * addresses : addresses << blockBits;
  const bytes = arena.i8(words * lanes);
  const q = arena.i8(lanes);
  const fours = (a: Int8Array): Int32Array => new Int32Array(a.buffer, a.byteOffset, a.length >> 2);
  return {
    words,
    lanes,
    bits: design.weightBits,
    chunkMasks: chunkMasks(lanes * design.weightBits),
    extent: {
      isComplete,
      rows: name === 'winp' ? design.inputs : design.neurons,
      blocks: isOutput ? 1 : design.blocks,
      blockBits: isOutput ? 0 : blockBits,
      rowMask: design.addressMask,
    },
    writes: 0,
    faults: undefined,
    bytes,
    fours: fours(bytes),
    q,
    qFours: fours(q),
  };
}

/** Whether a weight SRAM has a word at an address. */
export function hasWord({ extent: e }: WeightBank, addr: number): boolean {
  if (e.isComplete) return true;
  const block = addr & ((1 << e.blockBits) - 1);
  return ((addr >> e.blockBits) & e.rowMask) < e.rows && block < e.blocks;
}

/** Weights, and thus bytes, from one pre-synaptic address to the next. */
export const rowLength = ({ lanes, extent }: WeightBank): number => lanes << extent.blockBits;

/** The word at an address as bits, in 32-bit chunks. */
export function packWeightWord(bank: WeightBank, addr: number, into: Uint32Array): void {
  packWeights(bank.bytes, addr * bank.lanes, bank.lanes, bank.bits, into);
}

/** A 32-bit chunk of the word on Q. */
export function chunkOnQ(bank: WeightBank, chunk: number): number {
  if (bank.bits === 8) return bank.qFours[chunk] ?? 0;
  packWeights(bank.q, 0, bank.lanes, bank.bits, wordScratch);
  return wordScratch[chunk]! | 0;
}

/** Fields of a neuron word, in the order of {@link NeuronBank.q}. */
export const Q = {
  ALPHA: 0,
  THRESHOLD: 1,
  /** Fields of neuron n stand at + 4n. */
  MEMBRANE: 2,
  INP: 3,
  REC: 4,
  OUT: 5,
} as const;
export const Q_LENGTH = 10;

/** Bits of the fields of a neuron. Narrower membranes and traces lie in the low bits of these. */
export const FIELD_BITS = { membrane: 16, inputTrace: 12, recurrentTrace: 12, outputTrace: 10 } as const;
/** Bits of the fields that two neurons share. */
export const SHARED_BITS = { alphaLow: 12, threshold: 16 } as const;
/** Bits of all fields of a neuron. */
export const NEURON_BITS =
  FIELD_BITS.membrane + FIELD_BITS.inputTrace + FIELD_BITS.recurrentTrace + FIELD_BITS.outputTrace;

/** The neuron SRAM, unpacked. */
export interface NeuronBank {
  /** Addresses of words, and how many of them, from 0 on, have a word. */
  readonly words: number;
  readonly existing: number;
  /** Write counter, as of {@link WeightBank.writes}. */
  writes: number;
  /** Faulty bits by 32-bit chunk of the words; undefined without faults. */
  faults: CellMasks | undefined;
  /** By pair: low 12 bits of alpha; threshold. */
  readonly alphaLow: Uint16Array;
  readonly threshold: Int16Array;
  /** By neuron. */
  readonly membrane: Int16Array;
  readonly inputTrace: Uint16Array;
  readonly recurrentTrace: Uint16Array;
  readonly outputTrace: Uint16Array;
  /** Output register: the fields of one word, by {@link Q}. */
  readonly q: Int32Array;
}

export function layoutNeuronBank(arena: Arena, { addresses, neuronWords }: Design): NeuronBank {
  return {
    words: addresses / 2,
    existing: neuronWords,
    writes: 0,
    faults: undefined,
    alphaLow: arena.u16(addresses / 2),
    threshold: arena.i16(addresses / 2),
    membrane: arena.i16(addresses),
    inputTrace: arena.u16(addresses),
    recurrentTrace: arena.u16(addresses),
    outputTrace: arena.u16(addresses),
    q: arena.i32(Q_LENGTH),
  };
}

/** Q takes the word of a pair. */
export function readNeuronWord(bank: NeuronBank, pair: number): void {
  const q = bank.q;
  const n = pair << 1;
  q[0] = bank.alphaLow[pair]!;
  q[1] = bank.threshold[pair]!;
  q[2] = bank.membrane[n]!;
  q[3] = bank.inputTrace[n]!;
  q[4] = bank.recurrentTrace[n]!;
  q[5] = bank.outputTrace[n]!;
  q[6] = bank.membrane[n + 1]!;
  q[7] = bank.inputTrace[n + 1]!;
  q[8] = bank.recurrentTrace[n + 1]!;
  q[9] = bank.outputTrace[n + 1]!;
}

const named = (name: string): FieldSpec => NEURON_FIELDS.find((f) => f.name === name)!;
/** Layout of a neuron word, in the order of {@link Q}. */
export const NEURON_LAYOUT: readonly FieldSpec[] = [
  named('alphaLow'),
  named('threshold'),
  ...[0, 1].flatMap((n) =>
    ['membrane', 'inputTrace', 'recurrentTrace', 'outputTrace'].map((f) => named(`${f}${n}`)),
  ),
];

/** Packs fields (by {@link Q}) into the four 32-bit chunks of a word, least significant first. */
export function packNeuronFields(fields: Int32Array, word: Uint32Array): void {
  NEURON_LAYOUT.forEach((field, i) => writeField(word, field, fields[i]!));
}

const fieldScratch = new Int32Array(Q_LENGTH);

/** The 128-bit word of a pair as stored. */
export function packNeuronWord(bank: NeuronBank, pair: number, word: Uint32Array): void {
  const n = pair << 1;
  fieldScratch[Q.ALPHA] = bank.alphaLow[pair]!;
  fieldScratch[Q.THRESHOLD] = bank.threshold[pair]!;
  for (let i = 0; i < 2; i++) {
    fieldScratch[Q.MEMBRANE + 4 * i] = bank.membrane[n + i]!;
    fieldScratch[Q.INP + 4 * i] = bank.inputTrace[n + i]!;
    fieldScratch[Q.REC + 4 * i] = bank.recurrentTrace[n + i]!;
    fieldScratch[Q.OUT + 4 * i] = bank.outputTrace[n + i]!;
  }
  packNeuronFields(fieldScratch, word);
}

/** Replaces the word of a pair. */
export function unpackNeuronWord(bank: NeuronBank, pair: number, word: Uint32Array): void {
  const n = pair << 1;
  const field = (i: number): number => readField(word, NEURON_LAYOUT[i]!);
  bank.alphaLow[pair] = field(Q.ALPHA);
  bank.threshold[pair] = field(Q.THRESHOLD);
  for (let i = 0; i < 2; i++) {
    bank.membrane[n + i] = field(Q.MEMBRANE + 4 * i);
    bank.inputTrace[n + i] = field(Q.INP + 4 * i);
    bank.recurrentTrace[n + i] = field(Q.REC + 4 * i);
    bank.outputTrace[n + i] = field(Q.OUT + 4 * i);
  }
}

/** Access of a port in a cycle: set before the edge, carried out at the edge. */
export interface Port {
  cs: boolean;
  we: boolean;
  /** The write comes from SPI: the bits of `chunk` that are set in `chunkMask` take those of `value`. */
  prog: boolean;
  addr: number;
  chunk: number;
  /** Bits of the chunk that the word has; 0 where there is no such chunk or no such word. */
  chunkMask: number;
  value: number;
}

/** Port of a weight SRAM; `data` and `mask` (0 or -1 a weight) of a learning write. */
export interface WeightPort extends Port {
  readonly data: Int8Array;
  readonly mask: Int8Array;
  /** Weights with mask set. */
  changed: number;
}

/** Port of the neuron SRAM; `data` by {@link Q}, `mask` bit i for field i. */
export interface NeuronPort extends Port {
  readonly data: Int32Array;
  mask: number;
}

const idle: Port = { cs: false, we: false, prog: false, addr: 0, chunk: 0, chunkMask: 0, value: 0 };
export const newWeightPort = (lanes: number): WeightPort => ({
  ...idle,
  data: new Int8Array(lanes),
  mask: new Int8Array(lanes),
  changed: 0,
});
export const newNeuronPort = (): NeuronPort => ({ ...idle, data: new Int32Array(Q_LENGTH), mask: 0 });

/** Q takes the word at an address. */
export function readWeightWord({ fours, qFours }: WeightBank, addr: number): void {
  const at = addr * qFours.length;
  qFours[0] = fours[at]!;
  qFours[1] = fours[at + 1]!;
  if (qFours.length === 2) return;
  qFours[2] = fours[at + 2]!;
  qFours[3] = fours[at + 3]!;
}

/** Carries out an access of a weight SRAM; the port has `cs`. */
export function accessWeights(bank: WeightBank, port: WeightPort): void {
  readWeightWord(bank, port.addr);
  if (!port.we) return;
  bank.writes++;
  const { bytes, lanes, bits, faults } = bank;
  const first = port.addr * lanes;
  if (port.prog) {
    if (port.chunkMask === 0) return;
    packWeightWord(bank, port.addr, wordScratch);
    const value = faults ? faultyChunk(faults, port.chunk, port.value, { first, lanes, bits }) : port.value;
    wordScratch[port.chunk] = value & port.chunkMask;
    unpackWeights(wordScratch, bytes, first, lanes, bits);
  } else if (port.changed > 0) {
    for (let k = 0; k < lanes; k++)
      if (port.mask[k] !== 0)
        bytes[first + k] = faults ? faultyWeight(faults, first + k, port.data[k]!, bits) : port.data[k]!;
  }
}

const wordScratch = new Uint32Array(CHUNKS);

/** Carries out an access of the neuron SRAM; the port has `cs`. */
export function accessNeurons(bank: NeuronBank, port: NeuronPort): void {
  const pair = port.addr;
  readNeuronWord(bank, pair);
  if (!port.we) return;
  bank.writes++;
  if (port.prog) {
    if (port.chunkMask === 0) return;
    packNeuronFields(bank.q, wordScratch);
    wordScratch[port.chunk] = bank.faults
      ? faulty(bank.faults, CHUNKS * pair + port.chunk, port.value)
      : port.value;
    unpackNeuronWord(bank, pair, wordScratch);
    return;
  }
  const { data, mask } = port;
  const n = pair << 1;
  if (mask & 0x4) bank.membrane[n] = data[2]!;
  if (mask & 0x8) bank.inputTrace[n] = data[3]!;
  if (mask & 0x10) bank.recurrentTrace[n] = data[4]!;
  if (mask & 0x20) bank.outputTrace[n] = data[5]!;
  if (mask & 0x40) bank.membrane[n + 1] = data[6]!;
  if (mask & 0x80) bank.inputTrace[n + 1] = data[7]!;
  if (mask & 0x100) bank.recurrentTrace[n + 1] = data[8]!;
  if (mask & 0x200) bank.outputTrace[n + 1] = data[9]!;
  if (bank.faults) storeFaultyFields(bank, bank.faults, pair, mask);
}

const written = new Uint32Array(CHUNKS);
const allOnes = NEURON_LAYOUT.map(() => -1);

/** The fields of a word that were written, as faulty cells hold them. @param mask bit i for field i. */
function storeFaultyFields(bank: NeuronBank, faults: CellMasks, pair: number, mask: number): void {
  written.fill(0);
  NEURON_LAYOUT.forEach((field, i) => (mask >> i) & 1 && writeField(written, field, allOnes[i]!));
  packNeuronWord(bank, pair, wordScratch);
  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    const value = wordScratch[chunk]!;
    const stored = faulty(faults, CHUNKS * pair + chunk, value);
    wordScratch[chunk] = (stored & written[chunk]!) | (value & ~written[chunk]!);
  }
  unpackNeuronWord(bank, pair, wordScratch);
}
