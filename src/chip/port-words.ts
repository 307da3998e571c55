/** What the SRAM ports write in a cycle, as bits: data and mask in 32-bit chunks, least significant first. */
import {
  packNeuronFields,
  Q_LENGTH,
  type NeuronPort,
  type Port,
  type WeightBank,
  type WeightPort,
} from './sram.js';
import { CHUNKS, packWeights } from './weight-words.js';

type Word = Int32Array;

const scratch = new Int32Array(CHUNKS);
const maskFields = new Int32Array(Q_LENGTH);
const packed = new Uint32Array(CHUNKS);

/** A write over SPI: one chunk. */
function fillChunk(port: Port, into: Word, value: number): void {
  into.fill(0);
  if (port.chunk < into.length) into[port.chunk] = value & port.chunkMask;
}

/** Mask of a write. @param into the chunks that a word has. */
export function neuronMask(port: NeuronPort, into: Word): void {
  if (port.prog) {
    fillChunk(port, into, -1);
    return;
  }
  for (let i = 0; i < maskFields.length; i++) maskFields[i] = port.mask & (1 << i) ? -1 : 0;
  packNeuronFields(maskFields, packed);
  into.set(packed);
}

/** Data of a write, 0 where the mask is. */
export function neuronData(port: NeuronPort, into: Word): void {
  if (port.prog) {
    fillChunk(port, into, port.value);
    return;
  }
  neuronMask(port, scratch);
  packNeuronFields(port.data, packed);
  for (let i = 0; i < into.length; i++) into[i] = packed[i]! & scratch[i]!;
}

/** Mask of a write. @param into the chunks that a word has, the last one perhaps in part. */
export function weightMask(port: WeightPort, { lanes, bits }: WeightBank, into: Word): void {
  if (port.prog) fillChunk(port, into, -1);
  else packWeights(port.mask, 0, lanes, bits, into);
}

/** Data of a write, 0 where the mask is. */
export function weightData(port: WeightPort, bank: WeightBank, into: Word): void {
  if (port.prog) {
    fillChunk(port, into, port.value);
    return;
  }
  const { lanes, bits } = bank;
  const mask = scratch.subarray(0, into.length);
  packWeights(port.mask, 0, lanes, bits, mask);
  packWeights(port.data, 0, lanes, bits, into);
  for (let i = 0; i < into.length; i++) into[i] = into[i]! & mask[i]!;
}
