/** Reads the tables of an image that hold names: symbols, lines, metadata. */
import { Parser } from 'binary-parser';
import { IMAGE_LIMITS, SYMBOL_TYPES } from '../../isa/image.js';
import { ImageError } from './image-error.js';
import type { FirmwareImage, ImageSymbol, LineTable } from './image.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads records one after the other, and keeps the place for messages. */
class Cursor {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly base: number,
  ) {}

  /** A record of fixed size. */
  record(parser: Parser, size: number, what: string): unknown {
    return parser.parse(this.take(size, what));
  }

  /**
   * Reads a number of entries of at least `least` bytes each, and checks that so many bytes follow before memory is
   * allocated.
   */
  count(least: number, what: string): number {
    const { count } = this.record(countParser, 4, what) as { count: number };
    if (count * least > this.bytes.length - this.at)
      throw new ImageError(`${count} ${what} do not fit their section`, this.base + this.at - 4);
    return count;
  }

  text(length: number, what: string): string {
    const at = this.base + this.at;
    if (length > IMAGE_LIMITS.name) throw new ImageError(`a ${what} of ${length} bytes`, at);
    try {
      return decoder.decode(this.take(length, what));
    } catch (error) {
      if (error instanceof ImageError) throw error;
      throw new ImageError(`a ${what} is not UTF-8`, at);
    }
  }

  fail(what: string): never {
    throw new ImageError(what, this.base + this.at);
  }

  end(what: string): void {
    if (this.at !== this.bytes.length) this.fail(`${this.bytes.length - this.at} bytes after the ${what}`);
  }

  private take(size: number, what: string): Uint8Array {
    if (size > this.bytes.length - this.at) this.fail(`the section ends inside its ${what}`);
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
}

const le = (): Parser => new Parser().endianess('little');
const countParser = le().uint32('count');
const symbolParser = le().uint8('type').uint8('reserved').uint16('length').uint32('value');
const lengthParser = le().uint16('length');
const runParser = le().uint32('first').uint32('count').uint32('line').uint16('file').uint16('step');
const entryParser = le().uint16('keyLength').uint16('valueLength');

export function parseSymbols(bytes: Uint8Array, base: number): ImageSymbol[] {
  const cursor: Cursor = new Cursor(bytes, base);
  const count = cursor.count(8, 'symbols');
  if (count === 0) cursor.fail('an empty symbol table');
  const symbols = Array.from({ length: count }, (): ImageSymbol => {
    const s = cursor.record(symbolParser, 8, 'symbols') as {
      type: number;
      reserved: number;
      length: number;
      value: number;
    };
    const type = SYMBOL_TYPES[s.type];
    if (type === undefined || s.reserved !== 0) cursor.fail(`a symbol of unknown type ${s.type}`);
    const name = cursor.text(s.length, 'symbol name');
    if (!/^[A-Za-z_][\w.]*$/.test(name)) cursor.fail('a symbol with a name that cannot be written');
    return { type, name, value: s.value };
  });
  cursor.end('symbols');
  return symbols;
}

export function parseLines(bytes: Uint8Array, base: number, instructions: number): LineTable {
  const cursor: Cursor = new Cursor(bytes, base);
  const files = Array.from({ length: cursor.count(2, 'files') }, () => {
    const { length } = cursor.record(lengthParser, 2, 'file names') as { length: number };
    return cursor.text(length, 'file name');
  });
  let end = 0;
  const runs = Array.from({ length: cursor.count(16, 'line runs') }, () => {
    const run = cursor.record(runParser, 16, 'line runs') as LineTable['runs'][number];
    if (run.first < end || run.count === 0 || run.first + run.count > instructions)
      cursor.fail('line runs overlap or leave the code');
    if (run.file >= files.length || run.line === 0) cursor.fail('a line run of no file or line');
    end = run.first + run.count;
    return run;
  });
  if (runs.length === 0) cursor.fail('an empty line table');
  cursor.end('line runs');
  return { files, runs };
}

export function parseMetadata(bytes: Uint8Array, base: number): FirmwareImage['metadata'] {
  const cursor: Cursor = new Cursor(bytes, base);
  const count = cursor.count(4, 'metadata');
  if (count === 0) cursor.fail('empty metadata');
  const entries = Array.from({ length: count }, (): [string, string] => {
    const e = cursor.record(entryParser, 4, 'metadata') as { keyLength: number; valueLength: number };
    const key = cursor.text(e.keyLength, 'metadata key');
    return [key, cursor.text(e.valueLength, 'metadata value')];
  });
  cursor.end('metadata');
  return entries;
}
