/** Parses what follows the header of a VCD file: time stamps and changes of value, any number on a line. */
import { quote } from '../../text/quote.js';
import type { LineBatch } from '../../text/lines.js';
import { TraceFormatError, type TraceStep } from '../recorded/model.js';
import type { HeaderParser } from './header-parser.js';
import { valueOf, type VcdChange } from './values.js';

/** Commands that only mark where values are dumped; of the others, everything up to `$end` is skipped. */
const MARKS = new Set(['$dumpvars', '$dumpall', '$dumpon', '$dumpoff', '$end']);

export class BodyParser {
  private step: TraceStep | undefined;
  private stamp = -1;
  private skipping = false;
  /** A change whose identifier code has not come yet, and its text. */
  private pending: (VcdChange & { readonly token: string }) | undefined;
  private lineNumber = 1;

  constructor(
    private readonly header: HeaderParser,
    /** Time stamps in a unit of the trace: those of a cycle, or 1. */
    private readonly stampsPerUnit: number,
  ) {}

  take({ first, lines }: LineBatch): TraceStep[] {
    const steps: TraceStep[] = [];
    for (let i = 0; i < lines.length; i++) {
      this.lineNumber = first + i;
      this.line(lines[i]!, steps);
    }
    return steps;
  }

  /** The last time stamp counts even without a change: the trace lasts until then. */
  end(): TraceStep[] {
    if (this.pending) throw this.error(`${quote(this.pending.token)} names no signal`);
    return this.step ? [this.step] : [];
  }

  private error(what: string): TraceFormatError {
    return new TraceFormatError(`line ${this.lineNumber}`, what);
  }

  private line(text: string, steps: TraceStep[]): void {
    const end = text.length;
    for (let at = 0; at < end;) {
      while (at < end && text.charCodeAt(at) <= 32) at++;
      const start = at;
      while (at < end && text.charCodeAt(at) > 32) at++;
      if (at > start) this.token(text.slice(start, at), steps);
    }
  }

  private token(token: string, steps: TraceStep[]): void {
    if (this.skipping) {
      if (token === '$end') this.skipping = false;
      return;
    }
    if (this.pending) {
      const { pending } = this;
      this.pending = undefined;
      this.change(token, pending, pending.token);
      return;
    }
    switch (token[0]!) {
      case '#':
        this.time(token, steps);
        break;
      case '$':
        this.skipping = !MARKS.has(token);
        break;
      case 'b':
      case 'B':
        this.pending = { kind: 'b', digits: token.slice(1), token };
        break;
      case 's':
      case 'S':
        this.pending = { kind: 's', digits: token.slice(1), token };
        break;
      case 'r':
      case 'R':
        this.pending = { kind: 'r', digits: token.slice(1), token };
        break;
      default:
        if (!/^[01xzuwlh-]/i.test(token))
          throw this.error(`${quote(token)} is neither a time nor a change of value`);
        if (token.length === 1) throw this.error(`${quote(token)} names no signal`);
        this.change(token.slice(1), { kind: 'b', digits: token[0]! }, token);
    }
  }

  private time(token: string, steps: TraceStep[]): void {
    const stamp = /^#\d{1,16}$/.test(token) ? Number(token.slice(1)) : NaN;
    if (!Number.isSafeInteger(stamp)) throw this.error(`${quote(token)} is not a time`);
    if (stamp < this.stamp) throw this.error(`time goes back from ${this.stamp} to ${stamp}`);
    if (stamp === this.stamp && this.step) return;
    const time = stamp / this.stampsPerUnit;
    if (!Number.isInteger(time))
      throw this.error(`time ${stamp} is not a multiple of the clock period (${this.stampsPerUnit})`);
    this.stamp = stamp;
    if (this.step) steps.push(this.step);
    this.step = { time, index: [], values: [] };
  }

  private change(code: string, change: VcdChange, token: string): void {
    const { codes, signals } = this.header;
    const indices = codes.get(code);
    if (!indices) throw this.error(`no $var has the code ${quote(code)}`);
    this.step ??= { time: 0, index: [], values: [] };
    for (const index of indices) {
      const found = valueOf(change, signals[index]!);
      if ('wrong' in found) throw this.error(`${quote(token)} ${found.wrong}`);
      this.step.index.push(index);
      this.step.values.push(found.value);
    }
  }
}
