/** The context of directives, and steps that several of them share. */
import { Fault, type SourcePlace } from './diagnostics.js';
import { parseExpression, within } from './expression.js';
import type { Cursor, Token } from './lexer.js';
import type { SourceFiles } from './source-files.js';
import type { Unit } from './unit.js';

/** What a directive works with. */
export interface Context {
  readonly unit: Unit;
  readonly cursor: Cursor;
  readonly place: SourcePlace;
  /** The directive itself. */
  readonly word: Token;
  readonly files: SourceFiles;
  /** Adds a note, which is not an error. */
  readonly note: (message: string) => void;
}

export type Directive = (c: Context) => void;

/** An expression whose value is needed at once, so that it may only use names defined above. */
export function now(c: Context, what: string, min: number, max: number): number {
  const e = parseExpression(c.cursor, what);
  return within(e, c.unit.scope(c.unit.here), min, max, what);
}

/** Items with commas between them, up to the end of the line. */
export function list<T>(cursor: Cursor, read: () => T): T[] {
  const items = [read()];
  while (cursor.accept(',')) items.push(read());
  cursor.end();
  return items;
}

export const name = (c: Context, what: string): Token => c.cursor.expect('name', what);

/** @throws Fault if the current section is the code. */
export function inMemory(c: Context): void {
  if (c.unit.current === undefined)
    throw new Fault(`${c.word.text} must be in .data or .weights`, c.word.column, c.word.length);
}

/** Adds bytes to the memory section. */
export function bytesOf(c: Context, bytes: ArrayLike<number>): void {
  inMemory(c);
  c.unit.add({ place: c.place, size: bytes.length, emit: () => bytes });
}

/** A word as bytes, least significant first. */
export const bytesOfWord = (word: number): number[] => [
  word & 0xff,
  (word >>> 8) & 0xff,
  (word >>> 16) & 0xff,
  word >>> 24,
];

/** Adds words to the memory section, which must stand at a multiple of 4. */
export function wordsOf(c: Context, words: readonly number[]): void {
  if (c.unit.here % 4 !== 0)
    throw new Fault(`address ${c.unit.here}: write .align 4 before it`, c.word.column, c.word.length);
  bytesOf(c, words.flatMap(bytesOfWord));
}
