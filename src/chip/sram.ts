/**
 * The four SRAMs, each with one synchronous port. On an access the output register Q takes the old word; on a write the
 * masked bits are replaced. Weight words are 16 bytes, byte k the weight to post-synaptic neuron (or output) k.
 *
 * The neuron SRAM is kept unpacked, an array a field: the fields cover all 128 bits of a word, so nothing is lost.
 */
import { MEMORIES } from '../../isa/memories.js';
import { readField, writeField } from '../isa/codec.js';
import type { FieldSpec } from '../../isa/types.js';
import type { Arena } from './arena.js';
import { LANES, WORD_BYTES, type Geometry } from './geometry.js';

/** A weight SRAM: bytes and 32-bit words of one buffer. */
export interface WeightBank {
  readonly words: number;
  /** Write counter: lets caches derived from the memory detect that they are stale. */
  writes: number;
  readonly bytes: Int8Array;
  /** The same memory, 4 numbers a word. */
  readonly chunks: Int32Array;
  /** Output register. */
  readonly q: Int8Array;
  readonly qChunks: Int32Array;
}

export function layoutWeightBank(arena: Arena, words: number): WeightBank {
  const bytes = arena.i8(words * WORD_BYTES);
  const q = arena.i8(WORD_BYTES);
  const chunks = (a: Int8Array): Int32Array => new Int32Array(a.buffer, a.byteOffset, a.length >> 2);
  return { words, writes: 0, bytes, chunks: chunks(bytes), q, qChunks: chunks(q) };
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

/** The neuron SRAM, unpacked. */
export interface NeuronBank {
  readonly words: number;
  /** Write counter, as of {@link WeightBank.writes}. */
  writes: number;
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

export function layoutNeuronBank(arena: Arena, { neurons }: Geometry): NeuronBank {
  return {
    words: neurons / 2,
    writes: 0,
    alphaLow: arena.u16(neurons / 2),
    threshold: arena.i16(neurons / 2),
    membrane: arena.i16(neurons),
    inputTrace: arena.u16(neurons),
    recurrentTrace: arena.u16(neurons),
    outputTrace: arena.u16(neurons),
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

const neuronFields = MEMORIES[0].fields;
const named = (name: string): FieldSpec => neuronFields.find((f) => f.name === name)!;
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
  /** The write comes from SPI: `chunk` of the word takes `value`, and the mask is that chunk. */
  prog: boolean;
  addr: number;
  chunk: number;
  value: number;
}

/** Port of a weight SRAM; `data` and `mask` (0 or -1 a byte) of a learning write. */
export interface WeightPort extends Port {
  readonly data: Int8Array;
  readonly mask: Int8Array;
  /** Bytes with mask set. */
  changed: number;
}

/** Port of the neuron SRAM; `data` by {@link Q}, `mask` bit i for field i. */
export interface NeuronPort extends Port {
  readonly data: Int32Array;
  mask: number;
}

const idle: Port = { cs: false, we: false, prog: false, addr: 0, chunk: 0, value: 0 };
export const newWeightPort = (): WeightPort => ({
  ...idle,
  data: new Int8Array(LANES),
  mask: new Int8Array(LANES),
  changed: 0,
});
export const newNeuronPort = (): NeuronPort => ({ ...idle, data: new Int32Array(Q_LENGTH), mask: 0 });

/** Q takes the word at an address. */
export function readWeightWord({ chunks, qChunks }: WeightBank, word: number): void {
  const at = word << 2;
  qChunks[0] = chunks[at]!;
  qChunks[1] = chunks[at + 1]!;
  qChunks[2] = chunks[at + 2]!;
  qChunks[3] = chunks[at + 3]!;
}

/** Carries out an access of a weight SRAM; the port has `cs`. */
export function accessWeights(bank: WeightBank, port: WeightPort): void {
  const at = port.addr << 2;
  const { chunks } = bank;
  readWeightWord(bank, port.addr);
  if (!port.we) return;
  bank.writes++;
  if (port.prog) {
    chunks[at + port.chunk] = port.value;
  } else if (port.changed > 0) {
    const bytes = bank.bytes;
    const first = at << 2;
    for (let k = 0; k < LANES; k++) if (port.mask[k] !== 0) bytes[first + k] = port.data[k]!;
  }
}

const wordScratch = new Uint32Array(4);

/** Carries out an access of the neuron SRAM; the port has `cs`. */
export function accessNeurons(bank: NeuronBank, port: NeuronPort): void {
  const pair = port.addr;
  readNeuronWord(bank, pair);
  if (!port.we) return;
  bank.writes++;
  if (port.prog) {
    packNeuronFields(bank.q, wordScratch);
    wordScratch[port.chunk] = port.value;
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
}
