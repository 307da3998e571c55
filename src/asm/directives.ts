/** The directives of the assembler. `docs/firmware.md` lists them for users. */
import { GENERAL_REGISTERS } from '../../isa/instructions.js';
import { EVENT_CODE, IMAGE_LIMITS, SYMBOL_TYPES } from '../../isa/image.js';
import { StreamBuilder } from '../firmware/events.js';
import { registerWrite } from '../isa/spi.js';
import { closest } from '../text/closest.js';
import { incdata } from './data-files.js';
import { Fault } from './diagnostics.js';
import {
  bytesOf,
  bytesOfWord,
  inMemory,
  list,
  name,
  now,
  type Context,
  type Directive,
} from './directive.js';
import { parseExpression, within, type Expression, type Scope } from './expression.js';
import { configRegister, configValue, register } from './operands.js';
import { quote } from '../text/quote.js';

const utf8 = new TextEncoder();
const LIMIT = 0xffffffff;

const text = (c: Context, what: string): string => c.cursor.expect('string', what).text;

/** Numbers of a width, little end first. */
function numbers(bytes: 1 | 2 | 4): Directive {
  return (c) => {
    const values = list(c.cursor, () => parseExpression(c.cursor));
    const least = -(2 ** (8 * bytes - 1));
    const most = 2 ** (8 * bytes) - 1;
    const value = (e: Expression, scope: Scope): number => within(e, scope, least, most, 'value') >>> 0;
    if (c.unit.current === undefined) {
      if (bytes !== 4) inMemory(c);
      c.unit.add({ place: c.place, size: values.length, emit: (s) => values.map((e) => value(e, s)) });
      return;
    }
    if (c.unit.here % bytes !== 0)
      throw new Fault(
        `${c.word.text} at address ${c.unit.here}: write .align ${bytes} before it`,
        c.word.column,
        c.word.length,
      );
    const emit = (s: Scope): number[] =>
      values.flatMap((e) => Array.from({ length: bytes }, (_, i) => (value(e, s) >>> (8 * i)) & 0xff));
    c.unit.add({ place: c.place, size: bytes * values.length, emit });
  };
}

const string =
  (end: string): Directive =>
  (c) => {
    const parts = list(c.cursor, () => text(c, 'a string'));
    bytesOf(c, utf8.encode(parts.join('') + end));
  };

const section =
  (kind: 'data' | 'weights'): Directive =>
  (c) => {
    const address = c.cursor.done ? undefined : now(c, 'address', 0, LIMIT);
    c.cursor.end();
    if (address !== undefined && address % 4 !== 0)
      throw new Fault(`address ${address} is not a multiple of 4`, c.word.column, c.word.length);
    c.unit.section(kind, address);
  };

const fill =
  (directive: 'align' | 'space'): Directive =>
  (c) => {
    const n = now(c, 'a number', directive === 'align' ? 1 : 0, 1 << 24);
    c.cursor.end();
    bytesOf(c, new Uint8Array(directive === 'align' ? (n - (c.unit.here % n)) % n : n));
  };

/** `REGISTER value` in a .config block: a header and the value. */
export function configLine(c: Context): void {
  const spec = configRegister(c.cursor, c.unit.design);
  c.cursor.accept(',');
  const e = parseExpression(c.cursor);
  c.cursor.end();
  inMemory(c);
  const emit = (scope: Scope): number[] => {
    const { header, data } = registerWrite(spec.address, configValue(spec, e, scope));
    return [header, ...data].flatMap(bytesOfWord);
  };
  c.unit.add({ place: c.place, size: 8, emit });
}

function event(code: keyof typeof EVENT_CODE): Directive {
  return (c) => {
    const { stream } = c.unit;
    if (stream === undefined)
      throw new Fault(`${c.word.text} without .events before it`, c.word.column, c.word.length);
    const tick = now(c, 'tick', 0, LIMIT);
    const data = c.cursor.accept(',')
      ? now(c, code === 'label' ? 'label' : 'neuron', 0, c.unit.design.addressMask)
      : 0;
    c.cursor.end();
    try {
      stream.add(code, tick, data);
    } catch (error) {
      throw new Fault(error instanceof Error ? error.message : '', c.word.column, c.word.length);
    }
  };
}

const symbol: Directive = (c) => {
  const type = name(c, 'a type of symbol');
  const found = SYMBOL_TYPES.find((t) => t === type.text);
  if (found === undefined)
    throw new Fault(
      `${quote(type.text)} is not a type of symbol${closest(type.text, SYMBOL_TYPES)}`,
      type.column,
      type.length,
    );
  c.cursor.comma();
  const label = name(c, 'a name');
  c.cursor.comma();
  const value = now(c, 'value', 0, LIMIT);
  c.cursor.end();
  c.unit.explicitSymbols.push({ type: found, name: label.text, value });
};

const run: Directive = (c) => {
  const fields = list(c.cursor, () => now(c, 'a number', 0, LIMIT));
  if (fields.length !== 5) throw c.cursor.fault('.run takes first, count, line, file, step');
  const [first, count, line, file, step] = fields as [number, number, number, number, number];
  if (Math.max(file, step) > 0xffff) throw new Fault('file or step over 65535', c.word.column, c.word.length);
  c.unit.runs.push({ first, count, line, file, step });
};

const unknown: Directive = (c) => {
  const kind = now(c, 'a kind of section', 0, LIMIT);
  const hex = c.cursor.accept(',') ? text(c, 'hexadecimal digits') : '';
  c.cursor.end();
  if (!/^([\da-f]{2})*$/i.test(hex))
    throw new Fault('pairs of hexadecimal digits expected', c.word.column, c.word.length);
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const last = c.unit.unknown.at(-1);
  // A long section is written as several lines of the same number, `.section N` without contents begins one.
  if (hex === '' || last?.kind !== kind) c.unit.unknown.push({ kind, bytes });
  else
    c.unit.unknown[c.unit.unknown.length - 1] = { kind, bytes: Uint8Array.from([...last.bytes, ...bytes]) };
};

/** All directives but those of source.ts and the blocks. */
export const DIRECTIVES: Readonly<Record<string, Directive>> = {
  '.word': numbers(4),
  '.half': numbers(2),
  '.byte': numbers(1),
  '.string': string('\0'),
  '.ascii': string(''),
  '.align': fill('align'),
  '.space': fill('space'),
  '.data': section('data'),
  '.weights': section('weights'),
  '.code': (c) => {
    c.cursor.end();
    c.unit.current = undefined;
  },
  '.reserve': (c) => {
    inMemory(c);
    const n = now(c, 'a number of bytes', 1, 1 << 24);
    c.cursor.end();
    const { current } = c.unit;
    if (current) current.reserved += n;
  },
  '.entry': (c) => {
    const e = parseExpression(c.cursor, 'a label');
    c.cursor.end();
    c.unit.entry = (s) => within(e, s, 0, LIMIT, 'entry');
  },
  '.equ': (c) => {
    const label = name(c, 'a name');
    c.cursor.comma();
    const value = now(c, 'value', -0x80000000, LIMIT);
    c.cursor.end();
    c.unit.constant(label.text, value, label);
  },
  '.reg': (c) => {
    const alias = name(c, 'a name');
    c.cursor.comma();
    const number = register(c.cursor, c.unit);
    c.cursor.end();
    if (c.unit.registers.has(alias.text) || /^(at|r\d+)$/.test(alias.text) || number >= GENERAL_REGISTERS)
      throw new Fault(`${quote(alias.text)} is a register already`, alias.column, alias.length);
    c.unit.registers.set(alias.text, number);
  },
  '.counter': (c) => {
    for (const label of list(c.cursor, () => name(c, 'a name')))
      c.unit.define(label.text, 'counter', c.unit.nextCounter(label), label);
  },
  '.events': (c) => {
    const label = c.cursor.done ? undefined : name(c, 'a name');
    c.cursor.end();
    if (label) c.unit.define(label.text, 'stream', c.unit.streams.length, label);
    c.unit.stream = new StreamBuilder();
    c.unit.streams.push(c.unit.stream);
  },
  '.sample': (c) => {
    c.cursor.end();
    if (c.unit.stream === undefined)
      throw new Fault('.sample without .events before it', c.word.column, c.word.length);
    c.unit.stream.begin();
  },
  '.spike': event('spike'),
  '.label': event('label'),
  '.end': event('end'),
  '.nothing': event('nothing'),
  '.incdata': incdata,
  '.exact': (c) => {
    c.cursor.end();
    c.unit.exact = true;
  },
  '.symbol': symbol,
  '.file': (c) => {
    c.unit.files.push(text(c, 'a file name'));
    c.cursor.end();
  },
  '.run': run,
  '.meta': (c) => {
    const key = text(c, 'a key');
    c.cursor.comma();
    const value = text(c, 'a value');
    c.cursor.end();
    if (Math.max(utf8.encode(key).length, utf8.encode(value).length) > IMAGE_LIMITS.name)
      throw new Fault(`texts of up to ${IMAGE_LIMITS.name} bytes only`, c.word.column, c.word.length);
    c.unit.metadata.push([key, value]);
  },
  '.section': unknown,
};
