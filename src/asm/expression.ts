/**
 * Expressions: integers, names, `.` (the place), unary - ~ +, * / %, + -, << >>, &, ^, |, parentheses, and the
 * functions write(MEMORY, address, count) and read(...), which give SPI headers, lo(x) and hi(x).
 */
import { SPI_CODES } from '../../isa/spi.js';
import { spiHeader } from '../isa/spi.js';
import { closest } from '../text/closest.js';
import { Fault } from './diagnostics.js';
import type { Cursor, Token } from './lexer.js';
import { quote } from '../text/quote.js';

/** Gives names their values. */
export interface Scope {
  /** Value of a name, undefined when it has none (yet). */
  lookup(name: string): number | undefined;
  /** Names that could have been meant. */
  names(): readonly string[];
}

/** A name without a value. */
export class UnknownName extends Fault {}

/** Something that has a value once all names have theirs. */
export interface Expression {
  readonly column: number;
  readonly length: number;
  evaluate(scope: Scope): number;
}

/** Binary operators, loosest first. */
const LEVELS = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']] as const;
const MAX_DEPTH = 100;

const FUNCTIONS: Record<string, { arity: number; apply: (a: number[], t: Token) => number }> = {
  write: { arity: 3, apply: (a, t) => header(false, a, t) },
  read: { arity: 3, apply: (a, t) => header(true, a, t) },
  lo: { arity: 1, apply: ([x]) => x! & 0xffff },
  hi: { arity: 1, apply: ([x]) => (x! >>> 16) & 0xffff },
};

function header(isRead: boolean, [code, addr, count]: number[], t: Token): number {
  const bad = (what: string): Fault => new Fault(`${t.text}: ${what}`, t.column, t.length);
  if (!SPI_CODES.some((c) => c.code === code))
    throw bad(`no memory ${code!} (${SPI_CODES.map((c) => c.name).join(', ')})`);
  if (!(addr! >= 0 && addr! <= 0xffff)) throw bad(`address ${addr!} is not from 0 to 65535`);
  if (!(count! >= 0 && count! <= 0xfff)) throw bad(`count ${count!} is not from 0 to 4095`);
  return spiHeader({ read: isRead, code: code!, count: count!, addr: addr! });
}

/** Reads an expression. */
export function parseExpression(cursor: Cursor, what = 'a value'): Expression {
  return binary(cursor, 0, what, 0);
}

function binary(cursor: Cursor, level: number, what: string, depth: number): Expression {
  const operators = LEVELS[level] as readonly string[] | undefined;
  if (operators === undefined) return unary(cursor, what, depth);
  const first = binary(cursor, level + 1, what, depth);
  // A list, not a tree: a sum may have many terms.
  const more: { operator: Token; operand: Expression }[] = [];
  for (;;) {
    const operator = cursor.peek();
    if (operator?.kind !== 'symbol' || !operators.includes(operator.text)) break;
    cursor.next(what);
    more.push({ operator, operand: binary(cursor, level + 1, what, depth) });
  }
  const last = more.at(-1)?.operand;
  if (last === undefined) return first;
  return {
    column: first.column,
    length: last.column + last.length - first.column,
    evaluate: (scope) =>
      more.reduce(
        (value, { operator, operand }) => apply(operator, value, operand.evaluate(scope)),
        first.evaluate(scope),
      ),
  };
}

function apply(operator: Token, a: number, b: number): number {
  const checked = (value: number): number => {
    if (!Number.isSafeInteger(value))
      throw new Fault('the result is too large', operator.column, operator.length);
    return value;
  };
  const shift = (): number => {
    if (!(b >= 0 && b < 32))
      throw new Fault(`a shift by ${b}: from 0 to 31 are possible`, operator.column, operator.length);
    return b;
  };
  switch (operator.text) {
    case '|':
      return (a | b) >>> 0;
    case '^':
      return (a ^ b) >>> 0;
    case '&':
      return (a & b) >>> 0;
    case '<<':
      return (a << shift()) >>> 0;
    case '>>':
      return a >>> shift();
    case '+':
      return checked(a + b);
    case '-':
      return checked(a - b);
    case '*':
      return checked(a * b);
    default:
      if (b === 0) throw new Fault('division by 0', operator.column, operator.length);
      return operator.text === '/' ? Math.trunc(a / b) : a % b;
  }
}

function unary(cursor: Cursor, what: string, depth: number): Expression {
  if (depth > MAX_DEPTH) throw cursor.fault('nested too deep');
  const token = cursor.next(what);
  const span = { column: token.column, length: token.length };
  if (token.kind === 'number') return { ...span, evaluate: () => token.value };
  if (token.kind === 'name') {
    if (cursor.isSymbol('(')) return call(cursor, token, depth);
    return { ...span, evaluate: (scope) => valueOf(token, scope) };
  }
  if (token.kind === 'symbol') {
    if (token.text === '(') {
      const inner = binary(cursor, 0, what, depth + 1);
      if (!cursor.accept(')')) throw cursor.fault("')' expected");
      return inner;
    }
    if (token.text === '-' || token.text === '~' || token.text === '+') {
      const inner = unary(cursor, what, depth + 1);
      return {
        column: token.column,
        length: inner.column + inner.length - token.column,
        evaluate: (scope) => {
          const value = inner.evaluate(scope);
          return token.text === '-' ? 0 - value : token.text === '~' ? ~value >>> 0 : value;
        },
      };
    }
  }
  throw new Fault(`${what} expected, not ${quote(token.text)}`, token.column, token.length);
}

function valueOf(token: Token, scope: Scope): number {
  const value = scope.lookup(token.text);
  if (value !== undefined) return value;
  const hint = closest(token.text, scope.names());
  throw new UnknownName(`${quote(token.text)} is not defined${hint}`, token.column, token.length);
}

function call(cursor: Cursor, name: Token, depth: number): Expression {
  const known = Object.hasOwn(FUNCTIONS, name.text) ? FUNCTIONS[name.text] : undefined;
  if (known === undefined)
    throw new Fault(
      `no function ${quote(name.text)}${closest(name.text, Object.keys(FUNCTIONS))}`,
      name.column,
      name.length,
    );
  cursor.next('(');
  const args = [binary(cursor, 0, 'an argument', depth + 1)];
  while (cursor.accept(',')) args.push(binary(cursor, 0, 'an argument', depth + 1));
  if (!cursor.accept(')')) throw cursor.fault("')' expected");
  if (args.length !== known.arity)
    throw new Fault(
      `${name.text} takes ${known.arity} arguments, ${args.length} given`,
      name.column,
      name.length,
    );
  return {
    column: name.column,
    length: name.length,
    evaluate: (scope) =>
      known.apply(
        args.map((a) => a.evaluate(scope)),
        name,
      ),
  };
}

/** Value of an expression within limits. */
export function within(e: Expression, scope: Scope, min: number, max: number, what: string): number {
  const value = e.evaluate(scope);
  if (value < min || value > max)
    throw new Fault(`${what} ${value} is not from ${min} to ${max}`, e.column, e.length);
  return value;
}
