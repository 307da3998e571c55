/**
 * Expressions over the axes of a study: numbers, texts in quotes, names of axes, `+ - * / % **`, comparisons, `&& || !`,
 * `a ? b : c`, parentheses and a few functions.
 */
import jsep from 'jsep';
import { closest } from '../text/closest.js';
import { quote } from '../text/quote.js';

/** A value of an axis, or of an expression over axes. */
export type Value = number | string | boolean;

/** What names stand for. */
export type Scope = Readonly<Record<string, Value>>;

/** An expression that cannot be read, or has no value. */
export class ExpressionError extends Error {
  override name = 'ExpressionError';
}

/** An expression, checked. */
export interface Expression {
  readonly text: string;
  /** The names in it, each once. */
  readonly names: readonly string[];
  /** @throws ExpressionError where it has no value: division by 0, a text where a number is needed. */
  evaluate(scope: Scope): Value;
}

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  exp: Math.exp,
  floor: Math.floor,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  max: Math.max,
  min: Math.min,
  round: Math.round,
  sqrt: Math.sqrt,
};

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => Value>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Longer than any expression that a person writes. */
const MAX_LENGTH = 1000;
/** Deep enough for any expression that a person writes. */
const MAX_DEPTH = 50;

type Node = jsep.Expression;

/**
 * Reads an expression.
 * @param names that it may use.
 * @throws ExpressionError
 */
export function parseExpression(text: string, names: readonly string[]): Expression {
  const found = new Set<string>();
  const root = syntaxOf(text);
  check(root, text, names, found, 0);
  return {
    text,
    names: [...found],
    evaluate: (scope) => {
      const value = evaluate(root, scope, text);
      if (typeof value === 'number' && !Number.isFinite(value))
        throw new ExpressionError(`${quote(text)} has no finite value`);
      return value;
    },
  };
}

/**
 * The value of an expression that must be a number.
 * @throws ExpressionError
 */
export function numberOf(expression: Expression, scope: Scope): number {
  const value = expression.evaluate(scope);
  if (typeof value !== 'number')
    throw new ExpressionError(`${quote(expression.text)} is ${String(value)}, a number is needed`);
  return value;
}

/**
 * Whether a condition holds.
 * @throws ExpressionError for an expression whose value is neither true nor false.
 */
export function holds(expression: Expression, scope: Scope): boolean {
  const value = expression.evaluate(scope);
  if (typeof value !== 'boolean')
    throw new ExpressionError(
      `${quote(expression.text)} is ${String(value)}, a condition such as 'a <= b' is needed`,
    );
  return value;
}

function syntaxOf(text: string): Node {
  if (text.length > MAX_LENGTH)
    throw new ExpressionError(
      `${quote(text)}: ${text.length} characters; at most ${MAX_LENGTH} are possible`,
    );
  try {
    return jsep(text);
  } catch (error) {
    throw new ExpressionError(
      `${quote(text)} is not an expression: ${(error as Error).message.toLowerCase()}`,
    );
  }
}

/** Refuses what is not of the language, and gathers the names. */
function check(node: Node, text: string, names: readonly string[], found: Set<string>, depth: number): void {
  const wrong = (what: string): ExpressionError => new ExpressionError(`${quote(text)}: ${what}`);
  if (depth > MAX_DEPTH) throw wrong('nested too deep');
  if (node.type === 'Identifier') {
    const name = node['name'] as string;
    if (!names.includes(name)) throw wrong(`${quote(name)} is not known here${closest(name, names)}`);
    found.add(name);
  }
  if (node.type === 'CallExpression') {
    const name = (node['callee'] as Node)['name'];
    if (typeof name !== 'string' || !Object.hasOwn(FUNCTIONS, name))
      throw wrong(
        `there is no function ${quote(textOf(name))}; there are ${Object.keys(FUNCTIONS).join(', ')}`,
      );
  }
  for (const child of partsOf(node, wrong)) check(child, text, names, found, depth + 1);
}

/** The expressions that an expression is made of. */
function partsOf(node: Node, wrong: (what: string) => ExpressionError): Node[] {
  const part = (name: string): Node => node[name] as Node;
  switch (node.type) {
    case 'Identifier':
      return [];
    case 'Literal':
      if (['number', 'string', 'boolean'].includes(typeof node['value'])) return [];
      throw wrong(`${textOf(node['raw'])} is not a value`);
    case 'UnaryExpression':
      if (['-', '+', '!'].includes(node['operator'] as string)) return [part('argument')];
      throw wrong(`there is no operator ${textOf(node['operator'])}`);
    case 'BinaryExpression':
      if (Object.hasOwn(ARITHMETIC, node['operator'] as string) || isLogic(node['operator'] as string))
        return [part('left'), part('right')];
      throw wrong(`there is no operator ${textOf(node['operator'])}`);
    case 'ConditionalExpression':
      return [part('test'), part('consequent'), part('alternate')];
    case 'CallExpression':
      return node['arguments'] as Node[];
    default:
      throw wrong('this is not an expression over axes');
  }
}

/** A part of a node that is a text. */
const textOf = (part: unknown): string => (typeof part === 'string' ? part : 'this');

const isLogic = (operator: string): boolean => ['==', '!=', '&&', '||'].includes(operator);

function evaluate(node: Node, scope: Scope, text: string): Value {
  const part = (name: string): Value => evaluate(node[name] as Node, scope, text);
  switch (node.type) {
    case 'Identifier': {
      const value = scope[node['name'] as string];
      if (value === undefined)
        throw new ExpressionError(`${quote(text)}: ${textOf(node['name'])} has no value here`);
      return value;
    }
    case 'Literal':
      return node['value'] as Value;
    case 'UnaryExpression': {
      const value = part('argument');
      if (node['operator'] === '!') return value === false;
      return node['operator'] === '-' ? -number(value, text) : number(value, text);
    }
    case 'ConditionalExpression':
      return part('test') === true ? part('consequent') : part('alternate');
    case 'CallExpression': {
      const values = (node['arguments'] as Node[]).map((a) => number(evaluate(a, scope, text), text));
      return FUNCTIONS[(node['callee'] as Node)['name'] as string]!(...values);
    }
    default:
      return binary(node['operator'] as string, part, text);
  }
}

function binary(operator: string, part: (name: string) => Value, text: string): Value {
  const left = part('left');
  if (operator === '&&') return left === true && part('right') === true;
  if (operator === '||') return left === true || part('right') === true;
  const right = part('right');
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  return ARITHMETIC[operator]!(number(left, text), number(right, text));
}

function number(value: Value, text: string): number {
  if (typeof value === 'number') return value;
  throw new ExpressionError(`${quote(text)}: ${quote(String(value))} is not a number`);
}
