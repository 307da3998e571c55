/** Reads value change dumps: ours, and those of other tools as far as they hold wires, registers, integers and text. */
import type { LineBatch } from '../../text/lines.js';
import { quote } from '../../text/quote.js';
import {
  TraceFormatError,
  type RecordedSignal,
  type RecordedTrace,
  type TraceStep,
} from '../recorded/model.js';
import { ROOT_SCOPE, SIGNALS } from '../../signals/signals.js';

const SIGNED = new Set(SIGNALS.filter((s) => s.signed).map((s) => s.name));

const PICOSECONDS: Record<string, number> = { s: 1e12, ms: 1e9, us: 1e6, ns: 1e3, ps: 1, fs: 1e-3 };

interface Header {
  signals: RecordedSignal[];
  /** Signals of an identifier: several names may share one. */
  codes: Map<string, number[]>;
  unitPs: number;
  comment: string;
}

/** A VCD file. @throws TraceFormatError naming the line. */
export async function openVcd(lines: AsyncIterable<LineBatch>): Promise<RecordedTrace> {
  const batches = lines[Symbol.asyncIterator]();
  const header: Header = { signals: [], codes: new Map(), unitPs: 1000, comment: '' };
  const parser = new HeaderParser(header);
  for (;;) {
    const next = await batches.next();
    if (next.done === true)
      throw new TraceFormatError(`line ${parser.line}`, 'the file ends within the VCD header');
    const { lines: texts, first } = next.value;
    for (let i = 0; i < texts.length; i++) {
      if (!parser.take(texts[i]!, first + i)) continue;
      const rest = { first: first + i + 1, lines: texts.slice(i + 1) };
      const period = /clock period (\d+(?:\.\d+)?) ps, (\d+) time units/.exec(header.comment);
      const units = period ? Number(period[2]) : 1;
      return {
        format: 'vcd',
        signals: header.signals,
        periodPs: period ? Number(period[1]) : header.unitPs,
        comment: header.comment,
        steps: readBody(header, units, rest, batches),
      };
    }
  }
}

/** Commands of the header, `$name words $end`, over any number of lines. */
class HeaderParser {
  line = 1;
  private command = '';
  private words: string[] = [];
  private readonly scope: string[] = [];

  constructor(private readonly header: Header) {}

  /** @returns true after `$enddefinitions $end`. */
  take(text: string, line: number): boolean {
    this.line = line;
    for (const word of text.trim().split(/\s+/)) {
      if (word === '') continue;
      if (this.command === '') {
        if (!/^\$[a-z]+$/.test(word))
          throw new TraceFormatError(
            `line ${line}`,
            `${quote(word)} where a VCD command such as $var must stand`,
          );
        this.command = word;
      } else if (word === '$end') {
        const ended = this.command === '$enddefinitions';
        this.carryOut();
        this.command = '';
        this.words = [];
        if (ended) return true;
      } else this.words.push(word);
    }
    return false;
  }

  private carryOut(): void {
    const { header, words } = this;
    switch (this.command) {
      case '$scope':
        this.scope.push(words[1] ?? '');
        return;
      case '$upscope':
        this.scope.pop();
        return;
      case '$comment':
        header.comment += `${words.join(' ')}\n`;
        return;
      case '$timescale': {
        const match = /^(\d+)([munpf]?s)$/.exec(words.join(''));
        if (!match)
          throw new TraceFormatError(`line ${this.line}`, `${quote(words.join(' '))} is no timescale`);
        header.unitPs = Number(match[1]) * PICOSECONDS[match[2]!]!;
        return;
      }
      case '$var':
        this.variable();
        return;
      default:
    }
  }

  private variable(): void {
    const [type = '', width = '', code, name] = this.words;
    if (code === undefined || name === undefined || !/^\d{1,5}$/.test(width))
      throw new TraceFormatError(
        `line ${this.line}`,
        `$var ${quote(this.words.join(' '))}: type, width, code and name expected`,
      );
    const root = `${ROOT_SCOPE}.`;
    const path = [...this.scope, name.replace(/\[\d+:\d+\]$/, '')].join('.');
    const full = path.startsWith(root) ? path.slice(root.length) : path;
    const text = type === 'string' || type === 'gen_string';
    const { signals, codes } = this.header;
    const sharing = codes.get(code);
    if (sharing) sharing.push(signals.length);
    else codes.set(code, [signals.length]);
    signals.push({
      name: full,
      bits: text ? 0 : Number(width),
      ...(SIGNED.has(full) ? { signed: true } : {}),
    });
  }
}

async function* readBody(
  header: Header,
  units: number,
  rest: LineBatch,
  batches: AsyncIterator<LineBatch>,
): AsyncGenerator<TraceStep[], void> {
  const body = new BodyParser(header, units);
  yield body.take(rest);
  for (let next = await batches.next(); next.done !== true; next = await batches.next())
    yield body.take(next.value);
  yield body.end();
}

class BodyParser {
  private step: TraceStep | undefined;
  private time = -1;
  private inComment = false;

  constructor(
    private readonly header: Header,
    private readonly units: number,
  ) {}

  take({ first, lines }: LineBatch): TraceStep[] {
    const steps: TraceStep[] = [];
    for (let i = 0; i < lines.length; i++) this.line(lines[i]!, first + i, steps);
    return steps;
  }

  /** The last time stamp counts even without a change: the trace lasts until then. */
  end(): TraceStep[] {
    return this.step ? [this.step] : [];
  }

  private line(text: string, line: number, steps: TraceStep[]): void {
    let at = 0;
    const end = text.length;
    const word = (): string => {
      while (at < end && text.charCodeAt(at) <= 32) at++;
      const start = at;
      while (at < end && text.charCodeAt(at) > 32) at++;
      return text.slice(start, at);
    };
    for (let token = word(); token !== ''; token = word()) {
      if (this.inComment) {
        if (token === '$end') this.inComment = false;
        continue;
      }
      switch (token.charCodeAt(0)) {
        case 35: // #
          this.stamp(token, line, steps);
          break;
        case 36: // $
          if (token === '$comment') this.inComment = true;
          break;
        case 98: // b
        case 66:
          this.change(word(), bitsValue(token), line, token);
          break;
        case 115: // s
        case 83:
          this.change(word(), token.slice(1), line, token);
          break;
        case 114: // r
        case 82:
          this.change(word(), Number(token.slice(1)), line, token);
          break;
        case 48:
        case 49:
          this.change(token.slice(1), token.charCodeAt(0) - 48, line, token);
          break;
        case 120: // x
        case 122: // z
        case 88:
        case 90:
          this.change(token.slice(1), token[0]!.toLowerCase(), line, token);
          break;
        default:
          throw new TraceFormatError(
            `line ${line}`,
            `${quote(token)} is neither a time nor a change of value`,
          );
      }
    }
  }

  private stamp(token: string, line: number, steps: TraceStep[]): void {
    const time = Number(token.slice(1));
    if (!Number.isSafeInteger(time) || token.length < 2)
      throw new TraceFormatError(`line ${line}`, `${quote(token)} is no time`);
    if (time < this.time)
      throw new TraceFormatError(`line ${line}`, `time goes back from ${this.time} to ${time}`);
    if (time === this.time && this.step) return;
    this.time = time;
    if (this.step) steps.push(this.step);
    this.step = { cycle: time / this.units, index: [], values: [] };
  }

  private change(code: string, value: number | string | undefined, line: number, token: string): void {
    const indices = this.header.codes.get(code);
    if (!indices)
      throw new TraceFormatError(
        `line ${line}`,
        code === '' ? `${quote(token)} names no signal` : `no $var has the code ${quote(code)}`,
      );
    if (value === undefined || (typeof value === 'number' && Number.isNaN(value)))
      throw new TraceFormatError(`line ${line}`, `${quote(token)} is no value`);
    this.step ??= { cycle: 0, index: [], values: [] };
    for (const index of indices) {
      const { bits, signed } = this.header.signals[index]!;
      if (bits > 0 && typeof value === 'number' && value >= 2 ** bits)
        throw new TraceFormatError(`line ${line}`, `${quote(token)} has more bits than its signal (${bits})`);
      this.step.index.push(index);
      this.step.values.push(
        typeof value === 'number' && bits > 32
          ? value.toString(16)
          : signed && typeof value === 'number' && value >= 2 ** (bits - 1)
            ? value - 2 ** bits
            : value,
      );
    }
  }
}

/** `b` and digits: a number up to 32 bits, else hexadecimal, or the digits themselves where some are x or z. */
function bitsValue(token: string): number | string | undefined {
  const first = token.indexOf('1');
  if (token.length < 2) return undefined;
  let value = 0;
  for (let i = 1; i < token.length; i++) {
    const bit = token.charCodeAt(i) - 48;
    if (bit !== 0 && bit !== 1)
      return /^[01xzXZ]+$/.test(token.slice(1)) ? token.slice(1).toLowerCase() : undefined;
    value = value * 2 + bit;
  }
  if (first < 0) return 0;
  const digits = token.length - first;
  if (digits <= 32) return value;
  let hex = '';
  for (let end = token.length; end > first; end -= 4)
    hex = parseInt(token.slice(Math.max(first, end - 4), end), 2).toString(16) + hex;
  return hex;
}
