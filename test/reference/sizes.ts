/** Sizes of a chip of the family, worked out once more from its parameters alone. */
import type { DesignParameters } from '../../src/design/parameters.js';

/** The SRAMs. */
export type Bank = 'neur' | 'winp' | 'wrec' | 'wout';

/** Fields of a neuron in the word of its pair: where they lie, how many bits they have there, and how many count. */
export interface Field {
  readonly lsb: number;
  readonly field: number;
  readonly bits: number;
}

export class Sizes {
  /** Bits of the address of an input or neuron, and how many addresses there are. */
  readonly m: number;
  readonly addresses: number;
  /** Bits of the number of a lane, of a block. */
  readonly laneBits: number;
  readonly blockBits: number;
  readonly words: Record<Bank, number>;
  readonly wordBits: Record<Bank, number>;
  readonly membrane: Field;
  readonly inputTrace: Field;
  readonly recurrentTrace: Field;
  readonly outputTrace: Field;
  /** Bit of an SPI address with which a write to the neuron SRAM sets flags. */
  readonly flagBit: number;

  constructor(readonly p: DesignParameters) {
    let m = 5;
    while (2 ** m < Math.max(p.inputs, p.neurons)) m++;
    this.m = m;
    this.addresses = 2 ** m;
    this.laneBits = p.lanes === 8 ? 3 : 4;
    this.blockBits = m - this.laneBits;
    const weights = 2 ** (m + this.blockBits);
    this.words = { neur: 2 ** (m - 1), winp: weights, wrec: weights, wout: 2 ** (m + 1) };
    const wide = p.lanes * p.weightBits;
    this.wordBits = { neur: 128, winp: wide, wrec: wide, wout: 16 * p.weightBits };
    this.membrane = { lsb: 0, field: 16, bits: p.membraneBits };
    this.inputTrace = { lsb: 16, field: 12, bits: p.inputTraceBits };
    this.recurrentTrace = { lsb: 28, field: 12, bits: p.recurrentTraceBits };
    this.outputTrace = { lsb: 40, field: 10, bits: p.outputTraceBits };
    this.flagBit = m === 9 ? 10 : 9;
  }

  /** Whether a memory has a word. */
  exists(bank: Bank, addr: number): boolean {
    const { inputs, neurons, lanes } = this.p;
    if (bank === 'neur') return 2 * addr < Math.max(inputs, neurons);
    if (bank === 'wout') return addr % this.addresses < neurons;
    const block = addr % 2 ** this.blockBits;
    return addr >> this.blockBits < (bank === 'winp' ? inputs : neurons) && block * lanes < neurons;
  }
}
