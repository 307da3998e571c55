/** Splits a line of source into tokens. */
import { Fault } from './diagnostics.js';
import { quote } from '../text/quote.js';

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol';
  readonly text: string;
  /** Value of a number; the contents of a string are in `text`. */
  readonly value: number;
  /** From 0. */
  readonly column: number;
  readonly length: number;
}

const PATTERN =
  /(?<blank>\s+)|(?<comment>(?:;|#|\/\/).*)|(?<name>[A-Za-z_.][\w.]*)|(?<number>\d\w*)|(?<char>'(?:\\.|[^'\\])')|(?<string>"(?:\\x[0-9a-fA-F]{2}|\\[^x]|[^"\\])*")|(?<symbol><<|>>|[-+*/%&|^~(),:=])/y;

const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/**
 * Tokens of a line, comments left out.
 * @throws Fault for what is not a token.
 */
export function tokenize(line: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < line.length) {
    const column = PATTERN.lastIndex;
    const found = PATTERN.exec(line)?.groups;
    if (!found) throw unknownToken(line, column);
    const length = PATTERN.lastIndex - column;
    const token = (kind: Token['kind'], text: string, value = 0): void =>
      void tokens.push({ kind, text, value, column, length });
    if (found['name'] !== undefined) token('name', found['name']);
    else if (found['number'] !== undefined) token('number', found['number'], number(found['number'], column));
    else if (found['char'] !== undefined) token('number', found['char'], charCode(found['char'], column));
    else if (found['string'] !== undefined) token('string', unescape(found['string'].slice(1, -1), column));
    else if (found['symbol'] !== undefined) token('symbol', found['symbol']);
  }
  return tokens;
}

function unknownToken(line: string, column: number): Fault {
  const c = line[column]!;
  if (c === '"') return new Fault('a string without its closing quote', column, line.length - column);
  return new Fault(`'${/[\x20-\x7e]/.test(c) ? c : '?'}' means nothing here`, column);
}

function number(text: string, column: number): number {
  const value = /^(\d[\d_]*|0[xX][\da-fA-F_]+|0[bB][01_]+)$/.test(text)
    ? Number(text.replaceAll('_', ''))
    : NaN;
  if (!(value <= 0xffffffff))
    throw new Fault(`${quote(text)} is not a number of up to 32 bits`, column, text.length);
  return value;
}

function unescape(text: string, column: number): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/g, (whole, hex?: string, c?: string) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    const plain = ESCAPES[c ?? ''];
    if (plain === undefined)
      throw new Fault(`${quote(whole)} is not an escape in a string`, column, text.length + 2);
    return plain;
  });
}

function charCode(text: string, column: number): number {
  return unescape(text.slice(1, -1), column).codePointAt(0)!;
}

/** Quotes a text so that it is read back the same. */
export function stringLiteral(text: string): string {
  const escaped = text.replace(/[\\"]|\p{Cc}/gu, (c) => {
    if (c === '"' || c === '\\') return `\\${c}`;
    return `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `"${escaped}"`;
}

/** Walks through the tokens of a line. */
export class Cursor {
  private at = 0;

  constructor(
    readonly tokens: readonly Token[],
    private readonly lineLength: number,
  ) {}

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  /** Whether the token that is `ahead` tokens further on is this symbol. */
  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === 'symbol' && token.text === symbol;
  }

  /** Takes the next token. @throws Fault at the end of the line. */
  next(what: string): Token {
    const token = this.tokens[this.at];
    if (token === undefined) throw this.fault(`${what} is missing`);
    this.at++;
    return token;
  }

  /** Takes a token of a kind. */
  expect(kind: Token['kind'], what: string): Token {
    const token = this.next(what);
    if (token.kind !== kind)
      throw new Fault(`${what} expected, not ${quote(token.text)}`, token.column, token.length);
    return token;
  }

  /** Takes a symbol if it is next. */
  accept(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.at++;
    return true;
  }

  comma(): void {
    if (!this.accept(',')) throw this.fault('a comma expected');
  }

  end(): void {
    if (!this.done) throw this.fault('the line should end here');
  }

  /** A fault at the next token, or behind the last. */
  fault(message: string): Fault {
    const token = this.tokens[this.at];
    if (token) return new Fault(message, token.column, token.length);
    const last = this.tokens.at(-1);
    return new Fault(message, last ? last.column + last.length : this.lineLength, 1);
  }
}
