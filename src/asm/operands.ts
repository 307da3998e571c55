/** Assembles instructions: mnemonic and operands to words. */
import type { Mnemonic } from '../../isa/instructions.js';
import { GENERAL_REGISTERS } from '../../isa/instructions.js';
import { closest } from '../text/closest.js';
import {
  encode,
  FORMS,
  INPUT_PINS,
  instructionNamed,
  OUTPUT_PINS,
  type InstructionForm,
  type OperandField,
} from '../isa/instructions.js';
import { mostOfPin } from '../isa/pins.js';
import { registerAt, registerNamed, registersOf, type Register } from '../isa/registers.js';
import type { Design } from '../design/design.js';
import { Fault } from './diagnostics.js';
import { parseExpression, UnknownName, within, type Expression, type Scope } from './expression.js';
import type { Cursor, Token } from './lexer.js';
import type { Unit } from './unit.js';
import { quote } from '../text/quote.js';

/** An instruction, or a few, before its names have values. */
export interface Assembled {
  readonly size: number;
  /** @param at instruction index of the first word. */
  emit(scope: Scope, at: number): number[];
}

/** Register the assembler uses for itself. */
const AT = GENERAL_REGISTERS - 1;
const PSEUDO = ['li', 'la', 'mov'];

/** Everything that may begin a line of code. */
export const MNEMONICS: readonly string[] = [...FORMS.map((f) => f.mnemonic), ...PSEUDO];

type Operand = (scope: Scope, at: number) => number;

/** Reads an instruction; undefined when the word names none. */
export function parseInstruction(word: string, cursor: Cursor, unit: Unit): Assembled | undefined {
  const form = instructionNamed(word);
  if (form !== undefined)
    return form.mnemonic === 'cfg' ? parseConfigure(cursor, unit) : parsePlain(form, cursor, unit);
  switch (word) {
    case 'li':
    case 'la':
      return parseLoad(word, cursor, unit);
    case 'mov': {
      const to = register(cursor, unit);
      cursor.comma();
      const from = register(cursor, unit);
      cursor.end();
      return { size: 1, emit: () => [encode('addi', to, from, 0)] };
    }
    default:
      return undefined;
  }
}

function parsePlain(form: InstructionForm, cursor: Cursor, unit: Unit): Assembled {
  const operands: Operand[] = [];
  form.fields.forEach((field, i) => {
    if (i > 0) cursor.comma();
    operands.push(parseOperand(field, cursor, unit, form.mnemonic, operands));
  });
  cursor.end();
  return {
    size: 1,
    emit: (scope, at) => {
      const values = operands.map((o) => o(scope, at));
      try {
        return [encode(form.mnemonic, ...values)];
      } catch (error) {
        if (error instanceof RangeError) throw new Fault(error.message, 0, 1);
        throw error;
      }
    },
  };
}

function parseOperand(
  field: OperandField,
  cursor: Cursor,
  unit: Unit,
  mnemonic: Mnemonic,
  left: readonly Operand[],
): Operand {
  switch (field.kind) {
    case 'register':
      return constant(register(cursor, unit));
    case 'config':
      return constant(configRegister(cursor, unit.design).address);
    case 'input-pin':
      return constant(pin(cursor, INPUT_PINS));
    case 'output-pin':
      return constant(pin(cursor, OUTPUT_PINS));
    case 'branch': {
      const target = parseExpression(cursor, 'a label');
      return (scope, at) => {
        const offset = target.evaluate(scope) - (at + 1);
        if (offset < field.least || offset > field.most)
          throw new Fault(
            `${mnemonic} reaches ${field.most} instructions, not ${offset}`,
            target.column,
            target.length,
          );
        return offset;
      };
    }
    default: {
      const value = parseExpression(cursor, field.name);
      // The level a pin takes: AERIN_ADDR is an address, the others are bits.
      const level = mnemonic === 'pin' ? INPUT_PINS[left[0]!(unit.scope(0), 0)] : undefined;
      const { design } = unit;
      const limit = field.kind === 'address' ? design.addressMask : field.most;
      const most = level === undefined ? limit : mostOfPin(design, level.name);
      return (scope) => within(value, scope, field.least, most, field.name);
    }
  }
}

const constant =
  (value: number): Operand =>
  () =>
    value;

/** A general register. */
export function register(cursor: Cursor, unit: Unit): number {
  const token = cursor.expect('name', 'a register');
  const alias = unit.registers.get(token.text);
  if (alias !== undefined) return alias;
  if (token.text === 'at') return AT;
  const number = /^r(\d{1,2})$/.exec(token.text);
  if (number && Number(number[1]) < GENERAL_REGISTERS) return Number(number[1]);
  throw new Fault(
    `${quote(token.text)} is not a register (r0 to r${GENERAL_REGISTERS - 1})${unit.registerHint(token.text)}`,
    token.column,
    token.length,
  );
}

/** A configuration register of the chip, by name or address. */
export function configRegister(cursor: Cursor, design: Design): Register {
  const token = cursor.next('a configuration register');
  const spec = token.kind === 'number' ? registerAt(design, token.value) : registerNamed(design, token.text);
  if (token.kind === 'string' || spec === undefined) {
    const hint = closest(
      token.text,
      registersOf(design).map((r) => r.name),
    );
    throw new Fault(
      `${quote(token.text)} is not a configuration register${hint}`,
      token.column,
      token.length,
    );
  }
  return spec;
}

function pin(cursor: Cursor, pins: readonly { readonly name: string }[]): number {
  const token: Token = cursor.expect('name', 'a pin');
  const index = pins.findIndex((p) => p.name === token.text);
  if (index >= 0) return index;
  const hint = closest(
    token.text,
    pins.map((p) => p.name),
  );
  const direction = pins.length === INPUT_PINS.length ? 'an input' : 'an output';
  throw new Fault(
    `${quote(token.text)} is not ${direction} pin of the chip${hint}`,
    token.column,
    token.length,
  );
}

/** The pattern of a value for a configuration register: width and sign checked. */
export function configValue(spec: Register, e: Expression, scope: Scope): number {
  const least = spec.signed ? -(2 ** (spec.bits - 1)) : 0;
  const most = spec.signed ? 2 ** (spec.bits - 1) - 1 : 2 ** spec.bits - 1;
  const width = `${spec.name} (${spec.bits} bit${spec.bits === 1 ? '' : 's'}, ${spec.signed ? 'signed' : 'unsigned'}):`;
  const value = within(e, scope, least, most, width);
  return spec.bits === 32 ? value >>> 0 : (value & (2 ** spec.bits - 1)) >>> 0;
}

function parseConfigure(cursor: Cursor, unit: Unit): Assembled {
  const spec = configRegister(cursor, unit.design);
  cursor.comma();
  const value = parseExpression(cursor);
  cursor.end();
  const known = tryEvaluate(() => configValue(spec, value, unit.scope(unit.here)));
  const short = spec.bits <= 16 || (known !== undefined && known <= 0xffff);
  return {
    size: short ? 1 : 3,
    emit: (scope) => {
      const pattern = configValue(spec, value, scope);
      if (short) return [encode('cfg', spec.address, pattern)];
      return [...loadWide(AT, pattern), encode('cfgr', spec.address, AT)];
    },
  };
}

function parseLoad(word: 'li' | 'la', cursor: Cursor, unit: Unit): Assembled {
  const to = register(cursor, unit);
  cursor.comma();
  const value = parseExpression(cursor);
  cursor.end();
  const known = word === 'la' ? undefined : tryEvaluate(() => value.evaluate(unit.scope(unit.here)));
  const short = known !== undefined && known >= -0x8000 && known <= 0x7fff;
  return {
    size: short ? 1 : 2,
    emit: (scope) => {
      const v = within(value, scope, -0x80000000, 0xffffffff, 'value');
      return short ? [encode('ldi', to, v)] : loadWide(to, v);
    },
  };
}

const loadWide = (to: number, value: number): number[] => [
  encode('ldi', to, (value << 16) >> 16),
  encode('ldih', to, (value >>> 16) & 0xffff),
];

/** A value if it is known already; labels further down are not. */
function tryEvaluate(evaluate: () => number): number | undefined {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof UnknownName) return undefined;
    if (error instanceof Fault) return 0;
    throw error;
  }
}
