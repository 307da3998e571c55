/** Shapes of the chip's interface data in the top-level `isa/` folder. */

/** One configuration register (SPI code 0, write only). */
export interface RegisterSpec {
  /** Address in the SPI header. */
  readonly address: number;
  readonly name: string;
  /** Width in bits, 1..32; a write takes the low bits of the data word. */
  readonly bits: number;
  /** Two's complement when true. */
  readonly signed: boolean;
  /** Value after RST; absent: RST leaves the register alone and it powers up unknown. */
  readonly reset?: number;
  readonly meaning: string;
}

/** A configuration register of the family: some widths are those of the address of an input or neuron. */
export interface RegisterRow extends Omit<RegisterSpec, 'bits' | 'reset'> {
  readonly bits: number | 'address';
  /** `ones`: all bits set. */
  readonly reset?: number | 'ones';
  /** Chips whose addresses have fewer bits do not have it. */
  readonly leastAddressBits?: number;
}

/** A field of a memory word. */
export interface FieldSpec {
  readonly name: string;
  /** Position of the least significant bit. */
  readonly lsb: number;
  readonly bits: number;
  readonly signed: boolean;
  readonly meaning: string;
}

/** A memory reached over SPI: an SRAM bank or the output membranes. */
export interface MemorySpec {
  readonly name: string;
  /** `code` field of the SPI header that selects it. */
  readonly spiCode: number;
  readonly words: number;
  readonly bits: number;
  /** How the SPI address selects a word and its 32-bit chunk. */
  readonly addressing: string;
  readonly fields: readonly FieldSpec[];
  readonly meaning: string;
}

/** A pin of the chip, seen from outside. */
export interface PinSpec {
  readonly name: string;
  readonly bits: number;
  readonly direction: 'in' | 'out';
  readonly meaning: string;
}

/** A value of the `code` field of the SPI header. */
export interface SpiCodeSpec {
  readonly code: number;
  readonly name: string;
  readonly read: boolean;
  readonly meaning: string;
}
