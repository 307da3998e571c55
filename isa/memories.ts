/**
 * Memories behind the SPI port: what all chips have in common. `src/isa/memories.ts` gives those of one chip, with their
 * sizes and addresses.
 *
 * Source: the public RTL of ReckOn (srnn.v).
 */
import type { FieldSpec } from './types.js';

const neuronFields = (n: 0 | 1): FieldSpec[] => [
  { name: `membrane${n}`, lsb: 50 * n, bits: 16, signed: true, meaning: `membrane of neuron 2p+${n}` },
  {
    name: `inputTrace${n}`,
    lsb: 50 * n + 16,
    bits: 12,
    signed: false,
    meaning: `input trace of neuron 2p+${n}`,
  },
  {
    name: `recurrentTrace${n}`,
    lsb: 50 * n + 28,
    bits: 12,
    signed: false,
    meaning: `recurrent trace of neuron 2p+${n}`,
  },
  {
    name: `outputTrace${n}`,
    lsb: 50 * n + 40,
    bits: 10,
    signed: false,
    meaning: `output trace of neuron 2p+${n}`,
  },
];

/** Bits of a word of the neuron SRAM. */
export const NEURON_WORD_BITS = 128;
/** Fields of a word of the neuron SRAM. Narrower membranes and traces lie in the low bits of these fields. */
export const NEURON_FIELDS: readonly FieldSpec[] = [
  ...neuronFields(0),
  ...neuronFields(1),
  { name: 'threshold', lsb: 100, bits: 16, signed: true, meaning: 'firing threshold of the pair' },
  {
    name: 'alphaLow',
    lsb: 116,
    bits: 12,
    signed: false,
    meaning: 'low 12 bits of the leak factor alpha of the pair',
  },
];

/** Bits of the membrane of an output. */
export const OUTPUT_MEMBRANE_BITS = 16;

/** The memories, by the SPI code that selects them. */
export const MEMORY_ROWS = [
  { name: 'neur', spiCode: 1, meaning: 'state of the recurrent neurons, two a word' },
  { name: 'oneur', spiCode: 2, meaning: 'membranes of the outputs (registers)' },
  { name: 'winp', spiCode: 3, meaning: 'input weights' },
  { name: 'wrec', spiCode: 4, meaning: 'recurrent weights' },
  { name: 'wout', spiCode: 5, meaning: 'output weights' },
] as const;

/** Name of a memory behind the SPI port. */
export type MemoryName = (typeof MEMORY_ROWS)[number]['name'];
