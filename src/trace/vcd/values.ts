/** Values of VCD variables: from the text of a change to a trace value. */
import { utf8 } from '../../text/utf8.js';
import type { RecordedSignal, TraceValue } from '../recorded/model.js';

/** A change of value as text: its first character tells the kind, the digits follow. */
export interface VcdChange {
  /** `b`, `r` or `s`; scalars (`1!`) are `b` of one digit. */
  readonly kind: 'b' | 'r' | 's';
  readonly digits: string;
}

/** The value that a change gives to a signal. @returns a description of the error if the change has no valid value. */
export function valueOf(
  { kind, digits }: VcdChange,
  signal: RecordedSignal,
): { value: TraceValue } | { wrong: string } {
  if (signal.type === 'text')
    return kind === 's' ? { value: utf8(digits) } : { wrong: 'is not text, which its signal needs' };
  if (signal.type === 'real') return kind === 'r' ? realValue(digits) : { wrong: 'is not a real number' };
  if (kind !== 'b') return { wrong: 'is not a value of bits, which its signal needs' };
  return bitsValue(digits, signal);
}

const REAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

function realValue(digits: string): { value: TraceValue } | { wrong: string } {
  if (REAL.test(digits)) {
    const value = Number(digits);
    return { value: Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf' };
  }
  const special = /^([-+]?)(nan|inf|infinity)(?:\(.*\))?$/i.exec(digits);
  if (!special) return { wrong: 'is not a real number' };
  if (special[2]!.toLowerCase() === 'nan') return { value: 'nan' };
  return { value: special[1] === '-' ? '-inf' : 'inf' };
}

function bitsValue(
  digits: string,
  { bits, signed }: RecordedSignal,
): { value: TraceValue } | { wrong: string } {
  let value = 0;
  for (let i = 0; i < digits.length; i++) {
    const bit = digits.charCodeAt(i) - 48;
    if (bit !== 0 && bit !== 1) return unknownBits(digits, bits);
    value = value * 2 + bit;
  }
  if (digits === '') return { wrong: 'has no digits' };
  const first = digits.indexOf('1');
  const length = first < 0 ? 1 : digits.length - first;
  if (length > bits) return tooLong(bits);
  if (bits > 32) return { value: first < 0 ? '0' : hexadecimal(digits, first) };
  return { value: signed && value >= 2 ** (bits - 1) ? value - 2 ** bits : value };
}

const tooLong = (bits: number): { wrong: string } => ({ wrong: `has more bits than its signal (${bits})` });

/** States of a bit besides 0 and 1, also those of VHDL: unknown, high impedance, weak 0 and 1, whatever. */
const STATES: Readonly<Record<string, string>> = { u: 'x', w: 'x', '-': 'x', l: '0', h: '1' };

/** Digits of which some are not 0 or 1, extended to the width as VCD says: by x or z if they begin with it, else by 0. */
function unknownBits(digits: string, bits: number): { value: TraceValue } | { wrong: string } {
  const text = digits.toLowerCase();
  if (!/^[01xzuwlh-]+$/.test(text)) return { wrong: 'is not a value' };
  const known = text.replace(/[uwlh-]/g, (state) => STATES[state]!);
  if (!/[xz]/.test(known)) return bitsValue(known, { name: '', type: 'bits', bits });
  const needed = known.replace(/^0+(?=.)|^x+(?=x)|^z+(?=z)/, '');
  if (needed.length > bits) return tooLong(bits);
  const fill = known.startsWith('x') || known.startsWith('z') ? known[0]! : '0';
  return { value: needed.padStart(bits, fill) };
}

function hexadecimal(digits: string, first: number): string {
  let hex = '';
  for (let end = digits.length; end > first; end -= 4)
    hex = parseInt(digits.slice(Math.max(first, end - 4), end), 2).toString(16) + hex;
  return hex;
}
