/** Shapes of the sequencer's instruction set in the top-level `isa/` folder. */

/**
 * What an operand is: a general register; a number, unsigned or signed; a branch offset in instructions from the next
 * one; the address of an input or target; a configuration register by address, and a value for it; a pin by its place in the
 * pin table; a stream; a counter.
 */
export type OperandKind =
  | 'register'
  | 'unsigned'
  | 'signed'
  | 'branch'
  | 'address'
  | 'config'
  | 'config-value'
  | 'input-pin'
  | 'output-pin'
  | 'stream'
  | 'counter';

/** An operand of an instruction. */
export interface OperandSpec {
  /** Its letter in the encoding. */
  readonly letter: string;
  readonly name: string;
  readonly kind: OperandKind;
  /** Least value, default that of the field. */
  readonly min?: number;
  /** Largest value, default that of the field. */
  readonly max?: number;
}

/** What a group of instructions acts on. */
export type InstructionGroup =
  'system' | 'arithmetic' | 'memory' | 'flow' | 'pins' | 'spi' | 'streams' | 'results';

/** One instruction. */
export interface InstructionSpec {
  readonly mnemonic: string;
  readonly group: InstructionGroup;
  /** 32 characters from bit 31 down, blanks aside: 0, 1, or an operand's letter. */
  readonly encoding: string;
  /** In the order in which they are written. */
  readonly operands: readonly OperandSpec[];
  readonly meaning: string;
  /** What happens on the pins, in order. */
  readonly pins: string;
  /** Cycles of CLK that pass. */
  readonly cycles: string;
}

/** A reason for which a program ends early. */
export interface TrapSpec {
  readonly name: string;
  readonly meaning: string;
  readonly cure: string;
}
