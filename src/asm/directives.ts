/** The directives: what in a source is not an instruction. `docs/firmware.md` lists them for users. */
import { GENERAL_REGISTERS } from '../../isa/instructions.js';
import { MEMORIES } from '../../isa/memories.js';
import { EVENT_CODE, IMAGE_LIMITS, SYMBOL_TYPES } from '../../isa/image.js';
import { closest } from '../text/closest.js';
import { spiHeader } from '../isa/spi.js';
import { StreamBuilder, type EventStream } from '../firmware/events.js';
import { Fault, type SourcePlace } from './diagnostics.js';
import { parseExpression, within, type Expression, type Scope } from './expression.js';
import type { Cursor, Token } from './lexer.js';
import { MatrixError, readMatrix } from './matrix.js';
import { configRegister, configValue, register } from './operands.js';
import type { Unit } from './unit.js';

/** Contents of the files the source names, read beforehand; an Error where one could not be. */
export type Loaded = ReadonlyMap<string, Uint8Array | EventStream | Error>;

/** What a directive works with. */
export interface Context {
  readonly unit: Unit;
  readonly cursor: Cursor;
  readonly place: SourcePlace;
  readonly word: Token;
  readonly loaded: Loaded;
  /** Labels of this line. */
  readonly labels: readonly Token[];
}

type Directive = (c: Context) => void;

const utf8 = new TextEncoder();
const LIMIT = 0xffffffff;

/** An expression whose value is needed at once, so that it may only use names defined above. */
function now(c: Context, what: string, min: number, max: number): number {
  const e = parseExpression(c.cursor, what);
  return within(e, c.unit.scope(c.unit.here), min, max, what);
}

function list<T>(cursor: Cursor, read: () => T): T[] {
  const items = [read()];
  while (cursor.accept(',')) items.push(read());
  cursor.end();
  return items;
}

const name = (c: Context, what: string): Token => c.cursor.expect('name', what);
const text = (c: Context, what: string): string => c.cursor.expect('string', what).text;

function inMemory(c: Context): void {
  if (c.unit.current === undefined)
    throw new Fault(`${c.word.text} belongs into .data or .weights`, c.word.column, c.word.length);
}

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

function bytesOf(c: Context, bytes: ArrayLike<number>): void {
  inMemory(c);
  c.unit.add({ place: c.place, size: bytes.length, emit: () => bytes });
}

function wordsOf(c: Context, words: readonly number[]): void {
  if (c.unit.here % 4 !== 0)
    throw new Fault(`address ${c.unit.here}: write .align 4 before it`, c.word.column, c.word.length);
  bytesOf(
    c,
    words.flatMap((w) => [w & 0xff, (w >>> 8) & 0xff, (w >>> 16) & 0xff, w >>> 24]),
  );
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
  const spec = configRegister(c.cursor);
  c.cursor.accept(',');
  const e = parseExpression(c.cursor);
  c.cursor.end();
  inMemory(c);
  const header = spiHeader({ read: false, code: 0, count: 1, addr: spec.address });
  const words = (s: Scope): number[] => [header, configValue(spec, e, s)];
  const emit = (s: Scope): number[] =>
    words(s).flatMap((w) => [w & 255, (w >>> 8) & 255, (w >>> 16) & 255, w >>> 24]);
  c.unit.add({ place: c.place, size: 8, emit });
}

function event(code: keyof typeof EVENT_CODE): Directive {
  return (c) => {
    const { stream } = c.unit;
    if (stream === undefined)
      throw new Fault(`${c.word.text} without .events before it`, c.word.column, c.word.length);
    const tick = now(c, 'tick', 0, LIMIT);
    const data = c.cursor.accept(',') ? now(c, code === 'label' ? 'label' : 'neuron', 0, 255) : 0;
    c.cursor.end();
    try {
      stream.add(code, tick, data);
    } catch (error) {
      throw new Fault(error instanceof Error ? error.message : '', c.word.column, c.word.length);
    }
  };
}

/** Key of a file among those read beforehand. */
export const fileKey = (kind: 'bytes' | 'events', path: string, options = ''): string =>
  `${kind}:${path}:${options}`;

function loadedFile(c: Context, key: string, at: Token): Uint8Array | EventStream {
  const contents = c.loaded.get(key);
  if (contents === undefined) throw new Fault('a file name in quotes is needed here', at.column, at.length);
  if (contents instanceof Error) throw new Fault(contents.message, at.column, at.length);
  return contents;
}

/** Rows of SPI words of a weight memory: how far its rows lie apart, and how long they may be. */
const WEIGHTS: Record<string, { code: number; stride: number; posts: number }> = Object.fromEntries(
  MEMORIES.filter((m) => m.name.startsWith('w')).map((m) => {
    const posts = m.name === 'wout' ? 16 : 256;
    return [m.name, { code: m.spiCode, stride: posts / 4, posts }];
  }),
);

function weightRows(memory: { code: number; stride: number }, values: Int8Array, columns: number): number[] {
  const words: number[] = [];
  const count = Math.ceil(columns / 4);
  for (let row = 0; row * columns < values.length; row++) {
    words.push(spiHeader({ read: false, code: memory.code, count, addr: row * memory.stride }));
    for (let k = 0; k < count; k++) {
      const byte = (j: number): number =>
        4 * k + j < columns ? values[row * columns + 4 * k + j]! & 0xff : 0;
      words.push((byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0);
    }
  }
  return words;
}

/** What a data file holds. Where it cannot be read, that is the fault, and not that its names are unknown. */
function contentsOf(c: Context, kind: Token, label: Token, file: Token): Uint8Array {
  try {
    return loadedFile(c, fileKey('bytes', file.text), file) as Uint8Array;
  } catch (error) {
    if (Object.hasOwn(WEIGHTS, kind.text)) defineShape(c, label, 1, 1);
    throw error;
  }
}

function defineShape(c: Context, label: Token, rows: number, words: number): void {
  c.unit.define(`${label.text}.rows`, 'constant', rows, label);
  c.unit.define(`${label.text}.words`, 'constant', words, label);
}

const incdata: Directive = (c) => {
  const label = name(c, 'a name');
  c.cursor.comma();
  const kind = name(c, 'winp, wrec, wout, events or bytes');
  c.cursor.comma();
  const file = c.cursor.expect('string', 'a file name');
  if (kind.text === 'events') {
    c.unit.define(label.text, 'stream', c.unit.streams.length, label);
    const options: number[] = [];
    while (c.cursor.accept(',')) options.push(now(c, 'a number', 0, LIMIT));
    c.cursor.end();
    c.unit.streams.push(loadedFile(c, fileKey('events', file.text, options.join()), file) as EventStream);
    return;
  }
  inMemory(c);
  c.unit.define(label.text, 'data', c.unit.here, label);
  const bytes = contentsOf(c, kind, label, file);
  if (kind.text === 'bytes') {
    c.cursor.end();
    bytesOf(c, bytes);
    return;
  }
  const memory = Object.hasOwn(WEIGHTS, kind.text) ? WEIGHTS[kind.text] : undefined;
  if (memory === undefined) {
    const hint = closest(kind.text, [...Object.keys(WEIGHTS), 'events', 'bytes']);
    throw new Fault(
      `'${kind.text}' is none of winp, wrec, wout, events, bytes${hint}`,
      kind.column,
      kind.length,
    );
  }
  c.cursor.comma();
  const rows = now(c, 'rows', 1, 256);
  c.cursor.comma();
  const columns = now(c, 'columns', 1, memory.posts);
  c.cursor.end();
  try {
    wordsOf(c, weightRows(memory, readMatrix(file.text, bytes, rows, columns), columns));
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    throw new Fault(`${file.text}: ${error.message}`, file.column, file.length);
  }
  defineShape(c, label, rows, 1 + Math.ceil(columns / 4));
};

const symbol: Directive = (c) => {
  const type = name(c, 'a type of symbol');
  const found = SYMBOL_TYPES.find((t) => t === type.text);
  if (found === undefined)
    throw new Fault(
      `'${type.text}' is no type of symbol${closest(type.text, SYMBOL_TYPES)}`,
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
      throw new Fault(`'${alias.text}' is a register already`, alias.column, alias.length);
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
