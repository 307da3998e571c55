/**
 * Memories behind the SPI port and the layout of their words.
 *
 * Source: the public RTL of ReckOn (srnn.v). Widths and sizes are those of the reference chip.
 */
import type { FieldSpec, MemorySpec } from './types.js';

const weightFields = (post: string): FieldSpec[] =>
  Array.from({ length: 16 }, (_, k) => ({
    name: `w${k}`,
    lsb: 8 * k,
    bits: 8,
    signed: true,
    meaning: `weight to ${post} + ${k}`,
  }));

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

/** The SRAMs of the chip. */
export const MEMORIES = [
  {
    name: 'neur',
    spiCode: 1,
    words: 128,
    bits: 128,
    addressing:
      'word = addr[8:2] (neuron pair p), chunk = addr[1:0]; addr[9] also sets the flags of neuron addr[7:0]',
    fields: [
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
    ],
    meaning: 'state of the recurrent neurons, two a word',
  },
  {
    name: 'oneur',
    spiCode: 2,
    words: 16,
    bits: 16,
    addressing: 'register = addr[3:0]',
    fields: [{ name: 'membrane', lsb: 0, bits: 16, signed: true, meaning: 'output membrane' }],
    meaning: 'membranes of the outputs (registers)',
  },
  {
    name: 'winp',
    spiCode: 3,
    words: 4096,
    bits: 128,
    addressing: 'word = addr[13:2] = {pre[7:0], post[7:4]}, chunk = addr[1:0]',
    fields: weightFields('neuron 16 * post[7:4]'),
    meaning: 'input weights',
  },
  {
    name: 'wrec',
    spiCode: 4,
    words: 4096,
    bits: 128,
    addressing: 'word = addr[13:2] = {pre[7:0], post[7:4]}, chunk = addr[1:0]',
    fields: weightFields('neuron 16 * post[7:4]'),
    meaning: 'recurrent weights',
  },
  {
    name: 'wout',
    spiCode: 5,
    words: 512,
    bits: 128,
    addressing: 'word = addr[10:2] = {0, pre[7:0]}, chunk = addr[1:0]',
    fields: weightFields('output'),
    meaning: 'output weights',
  },
] as const satisfies readonly MemorySpec[];

/** Name of a memory behind the SPI port. */
export type MemoryName = (typeof MEMORIES)[number]['name'];
