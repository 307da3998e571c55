/**
 * Conditions over a chip, as users write them: `state==EPROP && pre>3`, `membrane[3] > 200`, `!(sram.winp.we) || L[3]<-5`.
 *
 * Operands are
 * - signals, by their full names or by the last part if only one signal ends with it; a vector counts as the number of
 *   its bits that are set, and `z[7]` is one of its flags;
 * - stored values: `wrec[17][5]`, `membrane[3]`, `threshold[4]`, a register;
 * - `cycle`, `tick` and `sample`, counted as positions are;
 * - `spikes(17)`: neuron 17 spikes; `changed(x)`: x is not what it was when last looked at; `saturates(x)`: x is at an end of
 *   its range; `reads(x)`, `writes(x)`: an SRAM reads or writes x, a weight or a membrane, in this cycle;
 * - numbers, decimal or 0x, energies such as 20uJ, and names of states.
 * Operators: == != < <= > >= && || ! and parentheses.
 */
import type { ChipState } from '../chip/state.js';
import type { Wires } from '../chip/wires.js';
import { REFERENCE, type Design } from '../design/design.js';
import { SelectionError } from '../text/selection-error.js';
import { finer, type Granularity } from './granularity.js';
import { isFunction, operandOfCall } from './functions.js';
import { comparisonOutlook, exactly, joined, negated, type Outlook, type RangeOf } from './ranges.js';
import { operandOf, type Label, type MoreOperands, type Operand } from './operands.js';
import { tokensOf, type Token } from './tokens.js';

/** A condition, compiled. */
export interface Condition {
  /**
   * Whether it holds in a cycle, just before the edge.
   * @param w undefined between cycles, where a condition of the granularity `cycle` cannot be evaluated.
   */
  (s: ChipState, w?: Wires): boolean;
  /** The text that the user wrote. */
  readonly text: string;
  /** How often it has to be evaluated to notice every change. */
  readonly granularity: Granularity;
  /** Values that `changed` compares with, one for each of its uses; NaN before the first evaluation. */
  readonly memory: number[];
  /** Whether it can hold while ticks and events are played; absent: it has to be evaluated in every cycle. */
  readonly outlook?: Outlook;
}

type Evaluate = (s: ChipState, w: Wires | undefined) => boolean;

/** A part of a condition. */
interface Part {
  readonly evaluate: Evaluate;
  readonly outlook?: Outlook | undefined;
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/**
 * Compiles a condition.
 * @param design of the chip, which bounds indices.
 * @param more further operands by name.
 * @throws SelectionError saying where the text is wrong.
 */
export function parseCondition(text: string, design: Design = REFERENCE, more?: MoreOperands): Condition {
  const parser = new Parser(text, design, more);
  const { evaluate, outlook } = parser.parse();
  return Object.assign((s: ChipState, w?: Wires) => evaluate(s, w), {
    text,
    granularity: parser.granularity,
    memory: parser.memory,
    ...(outlook && parser.memory.length === 0 ? { outlook } : {}),
  });
}

/**
 * Compiles a single operand, such as `wrec[17][5]` or `spikes(3)`.
 * @throws SelectionError saying where the text is wrong.
 */
export function parseOperand(text: string, design: Design = REFERENCE, more?: MoreOperands): Operand {
  return new Parser(text, design, more).parseOperand();
}

const ZERO: Operand = { granularity: 'operation', read: () => 0 };

/** The outlook of a comparison, where the ranges of both operands are known. */
function outlookOf(operator: string, a: Operand, b: Operand): Outlook | undefined {
  const [left, right] = [rangeOf(a), rangeOf(b)];
  return left && right && comparisonOutlook(operator, left, right);
}

function rangeOf({ range, granularity, read }: Operand): RangeOf | undefined {
  if (range) return range;
  return granularity === 'operation' || granularity === 'tick'
    ? exactly((s) => read(s, undefined))
    : undefined;
}

class Parser {
  /** Finest granularity of the operands so far. */
  granularity: Granularity = 'operation';
  readonly memory: number[] = [];
  private readonly tokens: readonly Token[];
  private next = 0;

  constructor(
    private readonly text: string,
    private readonly design: Design,
    private readonly more: MoreOperands | undefined,
  ) {
    this.tokens = tokensOf(text);
  }

  parse(): Part {
    const condition = this.either();
    if (this.next < this.tokens.length) throw this.expected('an operator');
    return condition;
  }

  parseOperand(): Operand {
    const operand = this.operand();
    if (this.next < this.tokens.length) throw this.expected('the end');
    return this.resolve(operand, undefined);
  }

  private accept(token: string): boolean {
    if (this.tokens[this.next]?.text !== token) return false;
    this.next++;
    return true;
  }

  private error(what: string): SelectionError {
    return new SelectionError(`condition '${this.text}': ${what}`);
  }

  private expected(what: string): SelectionError {
    const token = this.tokens[this.next];
    const found = token ? `not '${token.text}' (column ${token.at + 1})` : 'but the text ends';
    return this.error(`${what} is expected, ${found}`);
  }

  private either(): Part {
    let left = this.both();
    while (this.accept('||')) {
      const [a, b] = [left, this.remembering(() => this.both())];
      left = {
        evaluate: b.remembers
          ? (s, w) => Number(b.evaluate(s, w)) + Number(a.evaluate(s, w)) > 0
          : (s, w) => a.evaluate(s, w) || b.evaluate(s, w),
        outlook: a.outlook && b.outlook && joined(a.outlook, b.outlook, false),
      };
    }
    return left;
  }

  private both(): Part {
    let left = this.single();
    while (this.accept('&&')) {
      const [a, b] = [left, this.remembering(() => this.single())];
      left = {
        evaluate: b.remembers
          ? (s, w) => Number(b.evaluate(s, w)) + Number(a.evaluate(s, w)) > 1
          : (s, w) => a.evaluate(s, w) && b.evaluate(s, w),
        outlook: a.outlook && b.outlook && joined(a.outlook, b.outlook, true),
      };
    }
    return left;
  }

  /** A part of the condition; where it remembers values, it must be evaluated whatever the other parts say. */
  private remembering(parse: () => Part): Part & { readonly remembers: boolean } {
    const before = this.memory.length;
    const part = parse();
    return { ...part, remembers: this.memory.length > before };
  }

  private single(): Part {
    if (this.accept('!')) {
      const { evaluate, outlook } = this.single();
      return { evaluate: (s, w) => !evaluate(s, w), outlook: outlook && negated(outlook) };
    }
    if (this.accept('(')) {
      const inner = this.either();
      if (!this.accept(')')) throw this.expected("')'");
      return inner;
    }
    return this.comparison();
  }

  private comparison(): Part {
    const left = this.operand();
    const operator = this.tokens[this.next]?.text ?? '';
    const compare = COMPARE[operator];
    if (!compare) {
      const operand = this.resolve(left, undefined);
      const { read } = operand;
      return { evaluate: (s, w) => read(s, w) !== 0, outlook: outlookOf('!=', operand, ZERO) };
    }
    this.next++;
    const right = this.operand();
    const [a, b] = [this.resolve(left, right), this.resolve(right, left)];
    return {
      evaluate: (s, w) => compare(a.read(s, w), b.read(s, w)),
      outlook: outlookOf(operator, a, b),
    };
  }

  private operand(): Operand | Label {
    const token = this.tokens[this.next]?.text;
    if (token === undefined || !/^[-\w]/.test(token))
      throw this.expected('a signal, a stored value or a number');
    this.next++;
    const operand =
      isFunction(token) && this.accept('(') ? this.call(token) : operandOf(token, this.design, this.more);
    if ('granularity' in operand) this.granularity = finer(this.granularity, operand.granularity);
    return operand;
  }

  /** The call of a function, behind its opening parenthesis. */
  private call(name: string): Operand {
    const argument = this.tokens[this.next]?.text ?? '';
    const operand = this.operand();
    if (!this.accept(')')) throw this.expected("')'");
    if ('label' in operand) throw this.error(`${name} takes a value, not the name of a state`);
    return operandOfCall(name, argument, operand, this.memory, this.design);
  }

  /** The name of a state is the number that it has in the signal on the other side. */
  private resolve(operand: Operand | Label, other: Operand | Label | undefined): Operand {
    if (!('label' in operand)) return operand;
    const labels = other && 'granularity' in other ? other.labels : undefined;
    const value = labels?.indexOf(operand.label) ?? -1;
    if (value < 0) throw this.error(`'${operand.label}' is not a value of what it is compared with`);
    return { granularity: 'operation', read: () => value };
  }
}
