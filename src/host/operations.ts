/**
 * Host operations: what a host script may say, one operation a line. `H` is half an SCK period in cycles; "run n" lets
 * n cycles pass with the pins as they are. The table is the syntax; executor.ts gives each operation its pin timing.
 */
import type { InputPin } from '../../isa/pins.js';
import { REFERENCE, type Design } from '../design/design.js';
import { pinsOf } from '../isa/pins.js';
import { closest } from '../text/closest.js';
import { hex32 } from '../trace/events/record.js';
import { quote } from '../text/quote.js';

/** One operation of a host on the pins of the chip. */
export type Operation =
  | { op: 'sck' | 'rst' | 'wait' | 'aer' | 'tgt' | 'sample' | 'tvalid' | 'infer' | 'autosnap'; value: number }
  | { op: 'tick' | 'pulse' | 'rdy' | 'spirdy' | 'tarreq' | 'out' }
  | { op: 'spiw'; header: number; data: number[] }
  | { op: 'spir'; header: number; count: number }
  | { op: 'pin'; pin: InputPin; value: number }
  | { op: 'snap'; tag: string };

/** Thrown for a line that is not an operation; the message says what is wrong and how to correct it. */
export class OperationError extends Error {
  override name = 'OperationError';
}

/** Longest wait of one operation, in cycles; a longer one is most likely a mistake. */
export const MAX_CYCLES = 2 ** 40;

/** Operations of one number: least and largest value. */
const NUMBER: Record<Extract<Operation, { value: number; pin?: never }>['op'], [number, number] | 'address'> =
  {
    sck: [1, 1_000_000],
    rst: [0, MAX_CYCLES],
    wait: [0, MAX_CYCLES],
    aer: 'address',
    tgt: 'address',
    sample: [0, 1],
    tvalid: [0, 1],
    infer: [0, 1],
    autosnap: [0, 1],
  };
const BARE = ['tick', 'pulse', 'rdy', 'spirdy', 'tarreq', 'out'] as const;
const NAMES = [...Object.keys(NUMBER), ...BARE, 'spiw', 'spir', 'pin', 'snap'];

/** Short lines read before, by chip: a script says the same few a million times. */
const linesOf = new WeakMap<Design, Map<string, Operation>>();
const KNOWN_LENGTH = 12;
const KNOWN_LINES = 2048;

/**
 * Reads one line. Equal lines may give the same object.
 * @param design of the chip, which bounds addresses; default: the public design.
 * @returns undefined for a blank line or a comment (`#`).
 * @throws OperationError for anything else.
 */
export function parseOperation(line: string, design: Design = REFERENCE): Operation | undefined {
  if (line.length > KNOWN_LENGTH) return parse(line, design);
  let known = linesOf.get(design);
  if (!known) linesOf.set(design, (known = new Map<string, Operation>()));
  const found = known.get(line);
  if (found) return found;
  const operation = parse(line, design);
  if (operation && known.size < KNOWN_LINES) known.set(line, operation);
  return operation;
}

/** An operation as a line of a script. */
export function formatOperation(operation: Operation): string {
  switch (operation.op) {
    case 'spiw':
      return ['spiw', ...[operation.header, ...operation.data].map(hex32)].join(' ');
    case 'spir':
      return `spir ${hex32(operation.header)} ${operation.count}`;
    case 'pin':
      return `pin ${operation.pin} ${operation.value}`;
    case 'snap':
      return `snap ${operation.tag}`;
    default:
      return 'value' in operation ? `${operation.op} ${operation.value}` : operation.op;
  }
}

/** Whether two operations do the same on a chip in the same state. */
export const sameOperation = (a: Operation, b: Operation): boolean =>
  a === b || (a.op === b.op && formatOperation(a) === formatOperation(b));

function parse(line: string, design: Design): Operation | undefined {
  const words = line.trim().split(/\s+/);
  const [op = '', ...args] = words;
  if (op === '' || op.startsWith('#')) return undefined;
  if (Object.hasOwn(NUMBER, op)) {
    const name = op as keyof typeof NUMBER;
    expectCount(op, args, 1, 'one number');
    const range: [number, number] = NUMBER[name] === 'address' ? [0, design.addressMask] : NUMBER[name];
    return { op: name, value: decimal(op, args[0]!, range) };
  }
  const bare = BARE.find((name) => name === op);
  if (bare) {
    expectCount(op, args, 0, 'no operand');
    return { op: bare };
  }
  switch (op) {
    case 'spiw':
      return spiWrite(args);
    case 'spir':
      expectCount(op, args, 2, 'a header and a count');
      return { op, header: hexWord(op, args[0]!), count: decimal(op, args[1]!, [0, 4096]) };
    case 'pin':
      expectCount(op, args, 2, 'a pin and a value');
      return pin(args[0]!, args[1]!, design);
    case 'snap':
      expectCount(op, args, 1, 'a tag');
      return { op, tag: tag(args[0]!) };
    default:
      throw new OperationError(`unknown operation ${quote(op)}${closest(op, NAMES)}`);
  }
}

function spiWrite(args: string[]): Operation {
  if (args.length === 0)
    throw new OperationError("'spiw' needs a header: spiw HEADER D0 D1 ... (hexadecimal words)");
  const [header, ...data] = args.map((word) => hexWord('spiw', word));
  const announced = (header! >>> 16) & 0xfff;
  if (data.length === 0 && announced > 0)
    throw new OperationError(`'spiw' header ${args[0]!} announces ${announced} data words, none follow`);
  return { op: 'spiw', header: header!, data };
}

function pin(name: string, text: string, design: Design): Operation {
  const inputs = pinsOf(design).filter((p) => p.direction === 'in');
  const bits = inputs.find((p) => p.name === name)?.bits;
  if (bits === undefined) {
    const hint = closest(
      name,
      inputs.map((p) => p.name),
    );
    throw new OperationError(`${quote(name)} is not an input pin${hint}`);
  }
  return { op: 'pin', pin: name as InputPin, value: decimal(`pin ${name}`, text, [0, 2 ** bits - 1]) };
}

/** A tag ends up in text files, and in images, where a 0 byte ends it. */
function tag(text: string): string {
  if (/\p{Cc}/u.test(text))
    throw new OperationError(`'snap' takes a tag without control characters, not ${quote(text)}`);
  return text;
}

function expectCount(op: string, args: string[], count: number, what: string): void {
  if (args.length !== count) throw new OperationError(`'${op}' takes ${what}, ${args.length} operands given`);
}

function decimal(op: string, text: string, [min, max]: [number, number]): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max))
    throw new OperationError(`'${op}' takes a number from ${min} to ${max}, not ${quote(text)}`);
  return value;
}

function hexWord(op: string, text: string): number {
  if (!/^[0-9a-fA-F]{1,8}$/.test(text))
    throw new OperationError(`'${op}' takes hexadecimal words of up to 8 digits, not ${quote(text)}`);
  return parseInt(text, 16);
}
