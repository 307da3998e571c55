/** Parses the header of a VCD file: commands `$name words $end` over any number of lines, down to `$enddefinitions`. */
import { isSignalPath } from '../../signals/lookup.js';
import { WIDEST } from '../../design/design.js';
import { ROOT_SCOPE, signalsOf } from '../../signals/signals.js';
import { quote } from '../../text/quote.js';
import { utf8 } from '../../text/utf8.js';
import { TraceFormatError, type RecordedSignal } from '../recorded/model.js';

/** Signals of ours with a sign; VCD itself has none. */
const SIGNED = new Set(
  signalsOf(WIDEST)
    .filter((s) => s.signed)
    .map((s) => s.name),
);

const PICOSECONDS: Readonly<Record<string, number>> = { s: 1e12, ms: 1e9, us: 1e6, ns: 1e3, ps: 1, fs: 1e-3 };

const REAL_TYPES = new Set(['real', 'realtime', 'shortreal', 'real_parameter']);
const TEXT_TYPES = new Set(['string', 'gen_string']);
/** Types of variables that are signed in the language they come from. */
const SIGNED_TYPES = new Set(['integer', 'int', 'byte', 'shortint', 'longint']);

export class HeaderParser {
  readonly signals: RecordedSignal[] = [];
  /** Signals of an identifier code: several names may share one. */
  readonly codes = new Map<string, number[]>();
  /** Picoseconds in a time stamp's unit. */
  unitPs = 1000;
  comment = '';
  line = 1;
  private command = '';
  private words: string[] = [];
  private readonly scope: string[] = [];
  /** By name, the number of signals that have had it so far. */
  private readonly named = new Map<string, number>();

  /** @returns where the line goes on after `$enddefinitions $end`; undefined while the header goes on. */
  take(text: string, line: number): number | undefined {
    this.line = line;
    for (const match of text.matchAll(/[^\s]+/g)) {
      const [word] = match;
      if (this.command === '') this.begin(word);
      else if (word !== '$end') this.words.push(word);
      else {
        const { command } = this;
        this.carryOut();
        this.command = '';
        this.words = [];
        if (command === '$enddefinitions') return match.index + word.length;
      }
    }
    return undefined;
  }

  private begin(word: string): void {
    if (!/^\$[a-z]+$/.test(word))
      throw this.error(`${quote(word)} stands where a VCD command such as $var is expected`);
    this.command = word;
  }

  private error(what: string): TraceFormatError {
    return new TraceFormatError(`line ${this.line}`, what);
  }

  private carryOut(): void {
    const { words } = this;
    switch (this.command) {
      case '$scope':
        this.scope.push(utf8(words.slice(1).join('')));
        return;
      case '$upscope':
        this.scope.pop();
        return;
      case '$comment':
        this.comment += `${words.join(' ')}\n`;
        return;
      case '$timescale': {
        const [, number, unit] = /^([1-9]\d{0,8})([munpf]?s)$/.exec(words.join('')) ?? [];
        if (number === undefined || unit === undefined)
          throw this.error(`${quote(words.join(' '))} is not a time scale such as 1 ns`);
        this.unitPs = Number(number) * PICOSECONDS[unit]!;
        return;
      }
      case '$var':
        this.variable();
        return;
      default:
    }
  }

  private variable(): void {
    const [type = '', width = '', code, ...reference] = this.words;
    if (code === undefined || reference.length === 0 || !/^\d{1,7}$/.test(width))
      throw this.error(`$var ${quote(this.words.join(' '))}: type, width, code and name expected`);
    // A signal of no bits has nothing to show, but other signals of the file have.
    const bits = Math.max(1, Number(width));
    const name = this.unique(fullName(this.scope, utf8(reference.join('')), bits));
    const sharing = this.codes.get(code);
    if (sharing) sharing.push(this.signals.length);
    else this.codes.set(code, [this.signals.length]);
    if (TEXT_TYPES.has(type)) this.signals.push({ name, type: 'text', bits: 0 });
    else if (REAL_TYPES.has(type)) this.signals.push({ name, type: 'real', bits: 64 });
    else {
      const signed = (SIGNED_TYPES.has(type) || SIGNED.has(name)) && bits <= 32;
      this.signals.push({ name, type: 'bits', bits, ...(signed ? { signed } : {}) });
    }
  }

  /** A name that no other signal has: the second `a.b` becomes `a.b#2`. */
  private unique(name: string): string {
    const count = (this.named.get(name) ?? 0) + 1;
    this.named.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  }
}

/**
 * The name of a variable in its scopes; of our own signals without their root scope. A range of all bits (`x [7:0]`) is left
 * out; any other range or index (`x [3]`, `x [15:8]`) belongs to the name, because it tells parts of a vector apart.
 */
function fullName(scope: readonly string[], reference: string, bits: number): string {
  const range = /^(.+)\[(\d+):(\d+)\]$/.exec(reference);
  const [high, low] = [Number(range?.[2]), Number(range?.[3])];
  const isWhole = range && Math.min(high, low) === 0 && Math.max(high, low) === bits - 1;
  const path = [...scope, isWhole ? range[1]! : reference].join('.');
  return isSignalPath(path) ? path.slice(ROOT_SCOPE.length + 1) : path;
}
