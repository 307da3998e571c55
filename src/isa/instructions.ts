/** Decoder and encoder of the sequencer's instructions, built from their encodings in `isa/instructions.ts`. */
import { COUNTERS, INSTRUCTIONS, type Mnemonic } from '../../isa/instructions.js';
import { PINS, type InputPin, type OutputPin } from '../../isa/pins.js';
import type { InstructionSpec, OperandSpec } from '../../isa/instruction-types.js';
import { WIDEST, type Design } from '../design/design.js';
import { mostOfPin } from './pins.js';
import { registerAt } from './registers.js';

/** Input pins by their number in `pin`. */
export const INPUT_PINS = PINS.filter((p) => p.direction === 'in');
/** Output pins by their number in `rpin`. */
export const OUTPUT_PINS = PINS.filter((p) => p.direction === 'out');

export const inputPinName = (index: number): InputPin => INPUT_PINS[index]!.name;
export const outputPinName = (index: number): OutputPin => OUTPUT_PINS[index]!.name;

/** Where an operand lies in the word. */
export interface OperandField extends OperandSpec {
  readonly lsb: number;
  readonly bits: number;
  /** Two's complement when true. */
  readonly isSigned: boolean;
  readonly least: number;
  readonly most: number;
}

/** An instruction with its encoding worked out. */
export interface InstructionForm {
  readonly spec: InstructionSpec & { readonly mnemonic: Mnemonic };
  readonly mnemonic: Mnemonic;
  /** Bits of the word that are fixed. */
  readonly mask: number;
  /** Their values. */
  readonly match: number;
  readonly fields: readonly OperandField[];
}

function field(spec: OperandSpec, bitsText: string): OperandField {
  const first = bitsText.indexOf(spec.letter);
  const last = bitsText.lastIndexOf(spec.letter);
  const bits = last - first + 1;
  if (first < 0 || bitsText.slice(first, last + 1) !== spec.letter.repeat(bits))
    throw new RangeError(`operand ${spec.name}: the letter ${spec.letter} is not one run of bits`);
  const isSigned = spec.kind === 'signed' || spec.kind === 'branch';
  return {
    ...spec,
    lsb: 31 - last,
    bits,
    isSigned,
    least: spec.min ?? (isSigned ? -(2 ** (bits - 1)) : 0),
    most: spec.max ?? (isSigned ? 2 ** (bits - 1) - 1 : 2 ** bits - 1),
  };
}

/**
 * Works out a row of the table.
 * @throws RangeError when the encoding is not 32 bits of fixed bits and known letters.
 */
export function formOf(spec: InstructionSpec & { mnemonic: Mnemonic }): InstructionForm {
  const bits = spec.encoding.replaceAll(' ', '');
  const letters = spec.operands.map((o) => o.letter).join('');
  if (!new RegExp(`^[01${letters}]{32}$`).test(bits))
    throw new RangeError(`${spec.mnemonic}: encoding '${spec.encoding}'`);
  return {
    spec,
    mnemonic: spec.mnemonic,
    mask: parseInt(bits.replace(/[01]/g, '1').replace(/[^01]/g, '0'), 2) >>> 0,
    match: parseInt(bits.replace(/[^01]/g, '0'), 2) >>> 0,
    fields: spec.operands.map((o) => field(o, bits)),
  };
}

/** All instructions. */
export const FORMS: readonly InstructionForm[] = INSTRUCTIONS.map(formOf);

const byMnemonic = new Map<string, InstructionForm>(FORMS.map((f) => [f.mnemonic, f]));
const byTopByte: InstructionForm[][] = Array.from({ length: 256 }, (_, top) =>
  FORMS.filter((f) => ((f.match >>> 24) & (f.mask >>> 24)) === (top & (f.mask >>> 24))),
);

/** The instruction of a name, if there is one. */
export function instructionNamed(mnemonic: string): InstructionForm | undefined {
  return byMnemonic.get(mnemonic);
}

/** Raw value of an operand of a word, sign-extended where it is signed. */
function extract(word: number, f: OperandField): number {
  const unused = 32 - f.bits;
  const raw = (word >>> f.lsb) << unused;
  return f.isSigned ? raw >> unused : raw >>> unused;
}

/**
 * The largest value an operand may take for a chip, given the ones before it.
 * @returns -1 where the operand before it names nothing.
 */
function ceiling(f: OperandField, before: number, design: Design): number {
  switch (f.kind) {
    case 'address':
      return design.addressMask;
    case 'input-pin':
      return INPUT_PINS.length - 1;
    case 'output-pin':
      return OUTPUT_PINS.length - 1;
    case 'counter':
      return COUNTERS - 1;
    case 'config-value': {
      const register = registerAt(design, before);
      return register === undefined ? -1 : Math.min(f.most, 2 ** register.bits - 1);
    }
    default:
      return f.most;
  }
}

/** Whether an operand may have a value; `before` is the operand left of it. */
function allowed(
  f: OperandField,
  value: number,
  before: number,
  form: InstructionForm,
  design: Design,
): boolean {
  if (!Number.isInteger(value) || value < f.least || value > ceiling(f, before, design)) return false;
  if (f.kind === 'config') return registerAt(design, value) !== undefined;
  if (form.mnemonic === 'pin' && f.kind === 'unsigned')
    return value <= mostOfPin(design, INPUT_PINS[before]!.name);
  return true;
}

/**
 * Decodes a word for a chip, whose addresses and registers bound its operands.
 * @param operands takes the operands' values, in the order in which they are written.
 * @returns undefined for an undefined word; `operands` is then of no meaning.
 */
export function decode(word: number, operands: Int32Array, design: Design): InstructionForm | undefined {
  for (const form of byTopByte[word >>> 24]!) {
    if ((word & form.mask) >>> 0 !== form.match) continue;
    for (let i = 0; i < form.fields.length; i++) {
      const value = extract(word, form.fields[i]!);
      if (!allowed(form.fields[i]!, value, i > 0 ? operands[i - 1]! : 0, form, design)) return undefined;
      operands[i] = value;
    }
    return form;
  }
  return undefined;
}

/** Most operands an instruction has. */
export const MAX_OPERANDS = Math.max(...FORMS.map((f) => f.fields.length));

/**
 * Encodes an instruction, with operands that the largest chip of the family takes.
 * @param operands as they are written; branch offsets count from the next instruction.
 * @throws RangeError naming the operand that does not fit.
 */
export function encode(mnemonic: Mnemonic, ...operands: number[]): number {
  const form = byMnemonic.get(mnemonic)!;
  if (operands.length !== form.fields.length)
    throw new RangeError(`${mnemonic} takes ${form.fields.length} operands, ${operands.length} given`);
  let word = form.match;
  form.fields.forEach((f, i) => {
    const value = operands[i]!;
    const before = i > 0 ? operands[i - 1]! : 0;
    if (!allowed(f, value, before, form, WIDEST))
      throw new RangeError(
        `${mnemonic}: ${f.name} = ${value} is not from ${f.least} to ${ceiling(f, before, WIDEST)}`,
      );
    word |= ((value << (32 - f.bits)) >>> (32 - f.bits)) << f.lsb;
  });
  return word >>> 0;
}
