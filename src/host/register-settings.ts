/**
 * Registers that are set from outside a program: `KAPPA=48` is written wherever the program writes KAPPA, instead of
 * its own value.
 */
import type { RegisterName } from '../../isa/registers.js';
import { REFERENCE, type Design } from '../design/design.js';
import { registerAt, registerNamed, registersOf } from '../isa/registers.js';
import { SpiWords, type SpiWordsState } from '../isa/spi.js';
import { closest } from '../text/closest.js';
import { quote } from '../text/quote.js';
import { SelectionError } from '../text/selection-error.js';
import type { Operation } from './operations.js';

export interface RegisterSetting {
  readonly register: RegisterName;
  /** Signed if the register is signed. */
  readonly value: number;
}

/** Reads `REGISTER=VALUE` of a chip. @throws SelectionError saying what is wrong. */
export function parseRegisterSetting(text: string, design: Design = REFERENCE): RegisterSetting {
  const [, name = '', value = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const register = registerNamed(design, name);
  if (!register) {
    const hint = closest(
      name,
      registersOf(design).map((r) => r.name),
    );
    throw new SelectionError(`${quote(text)}: REGISTER=VALUE is needed, such as KAPPA=48${hint}`);
  }
  return { register: register.name, value: parseValue(text, value, register) };
}

export const formatRegisterSetting = ({ register, value }: RegisterSetting): string => `${register}=${value}`;

/**
 * Reads a decimal or hexadecimal number of a width.
 * @param text of the whole setting, for messages.
 * @throws SelectionError if it does not fit.
 */
export function parseValue(
  text: string,
  digits: string,
  { bits, signed }: { readonly bits: number; readonly signed: boolean },
): number {
  const [least, most] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  const value = /^(-?\d{1,10}|0x[\da-f]{1,8})$/i.test(digits) ? Number(digits) : NaN;
  if (!(value >= least && value <= most))
    throw new SelectionError(`${quote(text)}: a value from ${least} to ${most} is needed`);
  return value;
}

/** Replaces the values that a program writes to registers over SPI; bit-banged pins are left alone. */
export class RegisterOverride {
  private readonly never: Set<RegisterName>;
  private readonly values: ReadonlyMap<RegisterName, number>;
  private readonly words = new SpiWords();

  /** Of two settings of one register the last one counts. @param design of the chip that runs the program. */
  constructor(
    settings: readonly RegisterSetting[],
    private readonly design: Design,
  ) {
    this.values = new Map(settings.map(({ register, value }) => [register, value]));
    this.never = new Set(this.values.keys());
  }

  /** Where the words of the program stand; to go back, {@link restore} needs it. */
  get state(): SpiWordsState {
    return this.words.state;
  }

  restore(state: SpiWordsState): void {
    this.words.restore(state);
  }

  /** Registers that the program has not written so far. */
  get unused(): readonly RegisterName[] {
    return [...this.never];
  }

  /** The operation that is carried out instead of the program's. */
  readonly apply = (operation: Operation): Operation => {
    if (this.values.size === 0) return operation;
    if (operation.op === 'rst') this.words.reset();
    if (operation.op !== 'spiw') return operation;
    const [header = 0, ...data] = [operation.header, ...operation.data].map((word) => this.word(word));
    return { op: 'spiw', header, data };
  };

  private word(word: number): number {
    const target = this.words.take(word);
    const register = target?.code === 0 ? registerAt(this.design, target.address)?.name : undefined;
    const value = register && this.values.get(register);
    if (register === undefined || value === undefined) return word;
    this.never.delete(register);
    return value >>> 0;
  }
}
