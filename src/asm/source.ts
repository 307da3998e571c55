/** From source text to the lines to assemble: includes, macros and repetitions taken apart; data files read. */
import type { EventStream } from '../firmware/events.js';
import { Diagnostics, Fault, type SourcePlace } from './diagnostics.js';
import { tokenize } from './lexer.js';

/** How the assembler reaches files; paths are relative to the main source. Rejections become diagnostics. */
export interface AssemblerFiles {
  text(path: string): Promise<string>;
  bytes(path: string): Promise<Uint8Array>;
  /**
   * An event stream from a file of any format known.
   * @param labelTick tick at which labels begin, where the format gives labels no time.
   * @param samples at most so many.
   */
  events(path: string, options: { labelTick?: number; samples?: number }): Promise<EventStream>;
}

/** A line ready to be assembled. */
export interface SourceLine {
  readonly place: SourcePlace;
  readonly text: string;
}

const MAX_LINES = 1_000_000;
const MAX_INCLUDES = 32;
const MAX_EXPANSIONS = 64;

interface Macro {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: readonly SourcePlace[];
}

/** What a line begins with, past any labels: its directive or mnemonic, and the rest. */
function headOf(text: string): { word: string; rest: string; column: number } {
  const found = /^((?:\s*[A-Za-z_.][\w.]*\s*:)*\s*)([A-Za-z_.][\w.]*)?(.*)$/s.exec(text);
  return { word: found?.[2] ?? '', rest: found?.[3] ?? '', column: found?.[1]?.length ?? 0 };
}

export class SourceExpander {
  readonly lines: SourceLine[] = [];
  private readonly macros = new Map<string, Macro>();
  private readonly open: string[] = [];
  private calls = 0;
  private steps = 0;
  private exhausted = false;

  constructor(
    private readonly files: AssemblerFiles,
    private readonly diagnostics: Diagnostics,
  ) {}

  /** Takes a source file apart. */
  async file(name: string, text: string): Promise<void> {
    this.open.push(name);
    const places = text
      .split(/\r?\n/)
      .map((line, i): SourcePlace => ({ file: name, line: i + 1, text: line }));
    await this.expand(places, 0);
    this.open.pop();
  }

  private async expand(places: readonly SourcePlace[], depth: number): Promise<void> {
    for (let i = 0; i < places.length; i++) {
      if (this.exhausted) return;
      const place = places[i]!;
      const { word } = headOf(place.text);
      try {
        if (++this.steps > 2 * MAX_LINES) throw new TooMuch('too much to expand', 0, place.text.length);
        if (word === '.macro') i = this.define(places, i);
        else if (word === '.rept') i = await this.repeat(places, i, depth);
        else if (word === '.include') await this.include(place);
        else if (word === '.endm' || word === '.endr')
          throw wordFault(place, `${word} without its beginning`);
        else if (this.macros.has(word)) await this.call(this.macros.get(word)!, place, depth);
        else this.push(place);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        this.diagnostics.add(place, error);
        if (error instanceof TooMuch) this.exhausted = true;
      }
    }
  }

  private push(place: SourcePlace): void {
    if (this.lines.length >= MAX_LINES) throw new TooMuch(`more than ${MAX_LINES} lines`, 0);
    this.lines.push({ place, text: place.text });
  }

  /** Index of the line that ends a block begun at `start`. */
  private blockEnd(places: readonly SourcePlace[], start: number, begin: string, end: string): number {
    let depth = 0;
    for (let i = start; i < places.length; i++) {
      const { word } = headOf(places[i]!.text);
      if (word === begin) depth++;
      else if (word === end && --depth === 0) return i;
    }
    throw new TooMuch(`${begin} without ${end}`, headOf(places[start]!.text).column, begin.length);
  }

  private define(places: readonly SourcePlace[], start: number): number {
    const end = this.blockEnd(places, start, '.macro', '.endm');
    const place = places[start]!;
    const [name, ...rest] = tokenize(headOf(place.text).rest);
    if (name?.kind !== 'name') throw wordFault(place, '.macro needs a name');
    if (this.macros.has(name.text)) throw wordFault(place, `macro '${name.text}' is defined twice`);
    const parameters = rest.filter((t) => t.text !== ',').map((t) => t.text);
    this.macros.set(name.text, { name: name.text, parameters, body: places.slice(start + 1, end) });
    return end;
  }

  private async repeat(places: readonly SourcePlace[], start: number, depth: number): Promise<number> {
    const end = this.blockEnd(places, start, '.rept', '.endr');
    const place = places[start]!;
    const [count, more] = tokenize(headOf(place.text).rest);
    if (count?.kind !== 'number' || more !== undefined) throw wordFault(place, '.rept needs a number');
    this.checkDepth(depth, place);
    const body = places.slice(start + 1, end);
    for (let n = 0; n < count.value; n++) {
      if (this.lines.length >= MAX_LINES) throw new TooMuch(`more than ${MAX_LINES} lines`, 0);
      if (body.length === 0) break;
      await this.expand(body, depth + 1);
    }
    return end;
  }

  private async include(place: SourcePlace): Promise<void> {
    const [path, more] = tokenize(headOf(place.text).rest);
    if (path?.kind !== 'string' || more !== undefined)
      throw wordFault(place, '.include needs a file name in quotes');
    if (this.open.includes(path.text)) throw wordFault(place, `'${path.text}' includes itself`);
    if (this.open.length >= MAX_INCLUDES) throw wordFault(place, 'includes nested too deep');
    let text: string;
    try {
      text = await this.files.text(path.text);
    } catch (error) {
      throw wordFault(place, error instanceof Error ? error.message : String(error));
    }
    await this.file(path.text, text);
  }

  private async call(macro: Macro, place: SourcePlace, depth: number): Promise<void> {
    this.checkDepth(depth, place);
    const { rest, column } = headOf(place.text);
    const label = place.text.slice(0, column).trim();
    if (label !== '') this.push({ ...place, text: label });
    const args = splitArguments(rest);
    if (args.length !== macro.parameters.length)
      throw wordFault(
        place,
        `${macro.name} takes ${macro.parameters.length} arguments (${macro.parameters.join(', ')}), ${args.length} given`,
      );
    const number = String(++this.calls);
    const values = new Map(macro.parameters.map((name, i) => [name, args[i]!]));
    const fill = (text: string): string =>
      text.replace(/\\(@|[A-Za-z_]\w*)/g, (whole, name: string) =>
        name === '@' ? number : (values.get(name) ?? whole),
      );
    await this.expand(
      macro.body.map((p) => ({ ...p, text: fill(p.text), from: place })),
      depth + 1,
    );
  }

  private checkDepth(depth: number, place: SourcePlace): void {
    if (depth >= MAX_EXPANSIONS) throw new TooMuch('macros nested too deep', 0, place.text.length);
    if (this.lines.length >= MAX_LINES) throw new TooMuch(`more than ${MAX_LINES} lines`, 0);
  }

  /** Names of the macros, for suggestions. */
  macroNames(): string[] {
    return [...this.macros.keys()];
  }
}

/** A fault after which the rest of the lines at hand is not worth a look. */
class TooMuch extends Fault {}

function wordFault(place: SourcePlace, message: string): Fault {
  const { word, column } = headOf(place.text);
  return new Fault(message, column, Math.max(1, word.length));
}

/** Arguments of a macro call: text between commas outside of parentheses and strings. */
function splitArguments(rest: string): string[] {
  const tokens = tokenize(rest);
  if (tokens.length === 0) return [];
  const args: string[] = [];
  let depth = 0;
  let from = 0;
  for (const t of tokens) {
    if (t.kind !== 'symbol') continue;
    if (t.text === '(') depth++;
    if (t.text === ')') depth--;
    if (t.text !== ',' || depth > 0) continue;
    args.push(rest.slice(from, t.column).trim());
    from = t.column + 1;
  }
  const last = tokens.at(-1)!;
  args.push(rest.slice(from, last.column + last.length).trim());
  return args;
}
