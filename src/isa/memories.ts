/** The memories of a chip behind the SPI port: sizes, addresses and fields. */
import {
  MEMORY_ROWS,
  NEURON_FIELDS,
  NEURON_WORD_BITS,
  OUTPUT_MEMBRANE_BITS,
  type MemoryName,
} from '../../isa/memories.js';
import type { FieldSpec, MemorySpec } from '../../isa/types.js';
import type { Design } from '../design/design.js';

/** A memory of a chip, with its sizes and addresses. */
export type Memory = MemorySpec & { readonly name: MemoryName };

/** Bits of the number of a 32-bit chunk in an SPI address. */
const CHUNK_BITS = 2;

/** A range of bits, `name[7:4]`. */
const slice = (name: string, high: number, low: number): string =>
  high === low ? `${name}[${low}]` : `${name}[${high}:${low}]`;

/** Bits of an SPI address that select one of 2^bits words. */
const wordBits = (bits: number): string => slice('addr', bits + CHUNK_BITS - 1, CHUNK_BITS);

const CHUNK = `chunk = ${slice('addr', CHUNK_BITS - 1, 0)}`;

/** The bit of an SPI address that makes a write to the neuron SRAM set flags, too: the first that no word uses. */
export const flagBit = ({ addressBits }: Design): number => (addressBits > 8 ? 10 : 9);

/** The memories of a chip, in the order of their SPI codes. */
export const memoriesOf = (design: Design): readonly Memory[] =>
  MEMORY_ROWS.map((row) => ({ ...row, ...shapeOf(design, row.name) }));

/** A memory of a chip. */
export const memoryOf = (design: Design, name: MemoryName): Memory =>
  memoriesOf(design).find((m) => m.name === name)!;

type Shape = Pick<MemorySpec, 'words' | 'bits' | 'addressing' | 'fields'>;

function shapeOf(design: Design, name: MemoryName): Shape {
  const { addressBits: m, addresses, blockBits, laneBits, lanes } = design;
  const address = (label: string): string => slice(label, m - 1, 0);
  switch (name) {
    case 'neur':
      return {
        words: addresses / 2,
        bits: NEURON_WORD_BITS,
        addressing: `word = ${wordBits(m - 1)} (neuron pair p), ${CHUNK}; addr[${flagBit(design)}] also sets the flags of neuron ${address('addr')}`,
        fields: NEURON_FIELDS,
      };
    case 'oneur':
      return {
        words: design.outputs,
        bits: OUTPUT_MEMBRANE_BITS,
        addressing: 'register = addr[3:0]',
        fields: [
          {
            name: 'membrane',
            lsb: 0,
            bits: OUTPUT_MEMBRANE_BITS,
            signed: true,
            meaning: 'output membrane',
          },
        ],
      };
    case 'wout':
      return {
        words: 2 * addresses,
        bits: design.outputWordBits,
        addressing: `word = ${wordBits(m + 1)} = {0, ${address('pre')}}, ${CHUNK}`,
        fields: weightFields(design, design.outputs, 'output'),
      };
    default: {
      const block = slice('post', m - 1, laneBits);
      return {
        words: 2 ** (m + blockBits),
        bits: design.weightWordBits,
        addressing: `word = ${wordBits(m + blockBits)} = {${address('pre')}, ${block}}, ${CHUNK}`,
        fields: weightFields(design, lanes, `neuron ${lanes} * ${block}`),
      };
    }
  }
}

const weightFields = ({ weightBits }: Design, count: number, post: string): FieldSpec[] =>
  Array.from({ length: count }, (_, k) => ({
    name: `w${k}`,
    lsb: weightBits * k,
    bits: weightBits,
    signed: true,
    meaning: `weight to ${post} + ${k}`,
  }));
