/**
 * Conditions over signals, as users write them: `state==EPROP && pre>3`, `timing_error`, `!(sram.winp.we) || L[3]<-5`.
 *
 * A signal is named in full or by its last part where that is unambiguous; values are decimal or 0x numbers, or names
 * of states. Operators: == != < <= > >= && || ! and parentheses.
 */
import type { CycleObserver } from '../chip/cycle.js';
import type { ChipState } from '../chip/state.js';
import type { Wires } from '../chip/wires.js';
import { SelectionError } from '../text/selection-error.js';
import { signalNamed } from './lookup.js';
import { SIGNALS, type Signal } from './signals.js';

/** A condition on the signals of a cycle, with its text. */
export type Condition = (...cycle: Parameters<CycleObserver>) => boolean;

type Operand = { signal: Signal } | { value: number } | { name: string };

const TOKEN = /\s*(==|!=|<=|>=|&&|\|\||[<>!()]|-?0x[0-9a-fA-F]+|-?\d+|[A-Za-z_][\w.]*(?:\[\d+\])?)/y;
const COMPARE: Record<string, (a: number, b: number) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/**
 * Parses a condition, such as `state==STEP && step>3`.
 * @throws SelectionError that says where the text is wrong.
 */
export function parseCondition(text: string): Condition {
  return new Parser(text).parse();
}

class Parser {
  private readonly tokens: { text: string; at: number }[] = [];
  private next = 0;

  constructor(private readonly text: string) {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const at = text.length - text.slice(TOKEN.lastIndex).trimStart().length;
      const match = TOKEN.exec(text);
      if (!match)
        throw new SelectionError(
          `condition '${text}': cannot read '${text.slice(at).trim()}' (column ${at + 1})`,
        );
      this.tokens.push({ text: match[1]!, at });
    }
  }

  parse(): Condition {
    const condition = this.either();
    if (this.next < this.tokens.length) throw this.error('an operator');
    return condition;
  }

  private take(): string | undefined {
    return this.tokens[this.next++]?.text;
  }

  private accept(token: string): boolean {
    if (this.tokens[this.next]?.text !== token) return false;
    this.next++;
    return true;
  }

  private error(wanted: string): SelectionError {
    const token = this.tokens[this.next];
    const found = token ? `not '${token.text}' (column ${token.at + 1})` : 'but the text ends';
    return new SelectionError(`condition '${this.text}': ${wanted} must stand there, ${found}`);
  }

  private either(): Condition {
    let left = this.both();
    while (this.accept('||')) {
      const [a, b] = [left, this.both()];
      left = (s, w) => a(s, w) || b(s, w);
    }
    return left;
  }

  private both(): Condition {
    let left = this.single();
    while (this.accept('&&')) {
      const [a, b] = [left, this.single()];
      left = (s, w) => a(s, w) && b(s, w);
    }
    return left;
  }

  private single(): Condition {
    if (this.accept('!')) {
      const inner = this.single();
      return (s, w) => !inner(s, w);
    }
    if (this.accept('(')) {
      const inner = this.either();
      if (!this.accept(')')) throw this.error("')'");
      return inner;
    }
    return this.comparison();
  }

  private comparison(): Condition {
    const left = this.operand();
    const compare = COMPARE[this.tokens[this.next]?.text ?? ''];
    if (!compare) {
      const read = reader(this.resolve(left, undefined));
      return (s, w) => read(s, w) !== 0;
    }
    this.next++;
    const right = this.operand();
    const a = reader(this.resolve(left, right));
    const b = reader(this.resolve(right, left));
    return (s, w) => compare(a(s, w), b(s, w));
  }

  private operand(): Operand {
    const token = this.tokens[this.next]?.text;
    if (token === undefined || !/^[-\w]/.test(token)) throw this.error('a signal or a number');
    this.take();
    if (/^-?\d/.test(token))
      return { value: token.startsWith('-') ? -Number(token.slice(1)) : Number(token) };
    const isLabel = SIGNALS.some((s) => s.labels?.includes(token) === true);
    return isLabel ? { name: token } : { signal: signalNamed(token) };
  }

  /** Names of states mean the number they have in the signal on the other side. */
  private resolve(operand: Operand, other: Operand | undefined): Operand {
    if (!('name' in operand)) return operand;
    const labels = other && 'signal' in other ? other.signal.labels : undefined;
    const value = labels?.indexOf(operand.name) ?? -1;
    if (value < 0)
      throw new SelectionError(
        `condition '${this.text}': '${operand.name}' is not a value of what it is compared with`,
      );
    return { value };
  }
}

function reader(operand: Operand): (s: ChipState, w: Wires) => number {
  if ('value' in operand) {
    const { value } = operand;
    return () => value;
  }
  if (!('signal' in operand)) throw new SelectionError(`'${operand.name}' is not a signal`);
  const { name, bits, signed, get, read } = operand.signal;
  if (get) return signed || bits < 32 ? get : (s, w) => get(s, w) >>> 0;
  if (!read) throw new SelectionError(`${name} cannot be compared`);
  // A vector counts as its number of set bits: 0 when all are clear.
  const words = new Int32Array(bits >>> 5);
  return (s, w) => {
    read(s, w, words);
    let count = 0;
    for (const word of words) for (let v = word; v !== 0; v &= v - 1) count++;
    return count;
  };
}
