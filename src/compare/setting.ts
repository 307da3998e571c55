/**
 * Settings of one run: `KAPPA=48` is written wherever the program writes that register, `wrec[5][17]=-3@sample=30` is
 * put there at that point.
 */
import type { RegisterName } from '../../isa/registers.js';
import type { Operation } from '../host/operations.js';
import { SpiWords } from '../isa/spi.js';
import { registerAt, registerNamed } from '../isa/registers.js';
import { SelectionError } from '../text/selection-error.js';
import { parsePosition } from '../position/position.js';
import { Intervention } from './intervention.js';
import { PLACES, placeNamed, type Place } from './place.js';

/** A register and what a program writes there instead of its own value. */
export interface WrittenValue {
  readonly register: RegisterName;
  readonly value: number;
}

export type Setting = Intervention | WrittenValue;

const SET = /^([^=@]+)=([^@]+)(?:@(.+))?$/;

/** Reads `PLACE=VALUE@POSITION` or `REGISTER=VALUE`. @throws SelectionError saying what is meant. */
export function parseSetting(text: string): Setting {
  const [, name = '', value = '', at] = SET.exec(text) ?? [];
  const place = placeNamed(name);
  if (!place)
    throw new SelectionError(
      `'${text}' sets nothing: REGISTER=VALUE or PLACE=VALUE@POSITION; PLACE is ${PLACES}`,
    );
  const number = valueOf(text, value, place);
  if (at !== undefined) return Intervention.set(place, number, parsePosition(at));
  const register = registerNamed(name);
  if (!register)
    throw new SelectionError(`'${text}': the program writes its memories; say when, as in ${text}@sample=1`);
  return { register: register.name, value: number };
}

function valueOf(text: string, digits: string, { bits, signed }: Place): number {
  const [least, most] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  const value = /^(-?\d{1,10}|0x[\da-f]{1,8})$/i.test(digits) ? Number(digits) : NaN;
  if (!(value >= least && value <= most))
    throw new SelectionError(`'${text}': a value from ${least} to ${most} is needed`);
  return value;
}

/** Puts values in the place of those that a program writes to registers; bit-banged pins excepted. */
export class WrittenRegisters {
  /** Registers it never wrote so far. */
  readonly unused: Set<RegisterName>;
  private readonly values: ReadonlyMap<RegisterName, number>;
  private readonly words = new SpiWords();

  constructor(values: readonly WrittenValue[]) {
    this.values = new Map(values.map(({ register, value }) => [register, value]));
    this.unused = new Set(this.values.keys());
  }

  /** What is carried out instead of an operation. */
  apply(operation: Operation): Operation {
    if (this.values.size === 0) return operation;
    if (operation.op === 'rst') this.words.reset();
    if (operation.op !== 'spiw') return operation;
    const [header = 0, ...data] = [operation.header, ...operation.data].map((word) => this.word(word));
    return { op: 'spiw', header, data };
  }

  private word(word: number): number {
    const target = this.words.take(word);
    const register = target?.code === 0 ? registerAt(target.address)?.name : undefined;
    const value = register && this.values.get(register);
    if (register === undefined || value === undefined) return word;
    this.unused.delete(register);
    return value >>> 0;
  }
}
