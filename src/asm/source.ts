/** Expands includes, macros and repetitions of a source into the lines to assemble. */
import { Diagnostics, Fault, type SourcePlace } from './diagnostics.js';
import { parseExpression, UnknownName, within, type Scope } from './expression.js';
import { Cursor, tokenize, type Token } from './lexer.js';
import type { SourceFiles } from './source-files.js';
import { quote } from '../text/quote.js';

/** A line ready to be assembled. */
export interface SourceLine {
  readonly place: SourcePlace;
  readonly text: string;
}

const MAX_LINES = 500_000;
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
  /** Constants defined so far (`.equ`), as far as they have a value before labels do. */
  private readonly constants: Map<string, number>;
  private calls = 0;
  private steps = 0;
  private exhausted = false;

  /**
   * @param predefined names that every source may use.
   * @param defines values that take the place of those of `.equ`.
   */
  constructor(
    private readonly files: SourceFiles,
    private readonly diagnostics: Diagnostics,
    predefined: Iterable<readonly [string, number]>,
    private readonly defines: ReadonlyMap<string, number>,
  ) {
    this.constants = new Map(predefined);
  }

  /** Expands a source file into lines. */
  file(name: string, text: string): void {
    this.open.push(name);
    const places = text
      .split(/\r\n|\r|\n/)
      .map((line, i): SourcePlace => ({ file: name, line: i + 1, text: line }));
    this.expand(places, 0);
    this.open.pop();
  }

  private expand(places: readonly SourcePlace[], depth: number): void {
    for (let i = 0; i < places.length && !this.exhausted; i++) {
      const place = places[i]!;
      try {
        i = this.line(places, i, depth);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        this.diagnostics.add(place, error);
        if (error instanceof TooMuch) this.exhausted = true;
      }
    }
  }

  /** Expands a line, or the block that it begins. @returns the last line of it. */
  private line(places: readonly SourcePlace[], i: number, depth: number): number {
    const place = places[i]!;
    const { word } = headOf(place.text);
    if (++this.steps > 2 * MAX_LINES) throw new TooMuch('too much to expand', 0, place.text.length);
    if (word === '.macro') return this.define(places, i);
    if (word === '.rept') return this.repeat(places, i, depth);
    const macro = this.macros.get(word);
    if (word === '.include') this.include(place);
    else if (word === '.endm' || word === '.endr') throw wordFault(place, `${word} without its beginning`);
    else if (macro) this.call(macro, place, depth);
    else this.push(place);
    return i;
  }

  private push(place: SourcePlace): void {
    if (this.lines.length >= MAX_LINES) throw new TooMuch(`more than ${MAX_LINES} lines`, 0);
    this.lines.push({ place, text: place.text });
    const { word, rest } = headOf(place.text);
    if (word === '.equ') this.constant(rest);
  }

  /** Notes the value of a constant; errors in it are reported when its line is assembled. */
  private constant(rest: string): void {
    try {
      const cursor = new Cursor(tokenize(rest), rest.length);
      const name = cursor.expect('name', 'a name').text;
      cursor.comma();
      const value = this.defines.get(name) ?? parseExpression(cursor).evaluate(this.scope);
      this.constants.set(name, value);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
  }

  private readonly scope: Scope = {
    lookup: (name) => this.constants.get(name),
    names: () => [...this.constants.keys()],
  };

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
    if (headOf(place.text).column > place.text.search(/\S/))
      throw wordFault(place, 'a label before .macro names nothing; write it before the call');
    const [name, ...rest] = tokenize(headOf(place.text).rest);
    if (name?.kind !== 'name') throw wordFault(place, '.macro needs a name');
    if (this.macros.has(name.text)) throw wordFault(place, `macro ${quote(name.text)} is defined twice`);
    const parameters = rest.filter((t) => t.text !== ',').map((t) => t.text);
    this.macros.set(name.text, { name: name.text, parameters, body: places.slice(start + 1, end) });
    return end;
  }

  private repeat(places: readonly SourcePlace[], start: number, depth: number): number {
    const end = this.blockEnd(places, start, '.rept', '.endr');
    const place = places[start]!;
    const count = this.countOf(place);
    this.checkDepth(depth, place);
    this.pushLabels(place);
    const body = places.slice(start + 1, end);
    if (count * body.length > MAX_LINES)
      throw new TooMuch(
        `${count} times ${body.length} line${body.length === 1 ? '' : 's'} are more than ${MAX_LINES} lines`,
        0,
        place.text.length,
      );
    if (body.length > 0) for (let n = 0; n < count && !this.exhausted; n++) this.expand(body, depth + 1);
    return end;
  }

  /** How often lines are repeated: an expression of numbers and of constants defined above. */
  private countOf(place: SourcePlace): number {
    const { rest } = headOf(place.text);
    const offset = place.text.length - rest.length;
    try {
      const cursor = new Cursor(tokenize(rest), rest.length);
      const count = parseExpression(cursor, 'a number');
      cursor.end();
      return within(count, this.scope, 0, 0xffffffff, 'the number of repetitions');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const hint =
        error instanceof UnknownName ? ' above: .rept takes numbers and constants (.equ) only' : '';
      throw new Fault(error.message + hint, error.column + offset, error.length);
    }
  }

  private include(place: SourcePlace): void {
    const [path, more] = tokenize(headOf(place.text).rest);
    if (path?.kind !== 'string' || more !== undefined)
      throw wordFault(place, '.include needs a file name in quotes');
    if (this.open.length >= MAX_INCLUDES) throw wordFault(place, 'includes nested too deep');
    const found = this.files.text(path.text, place.file);
    // Not read yet: the whole source is expanded again once it is.
    if (found === undefined) return;
    if (found instanceof Error) throw wordFault(place, found.message);
    this.pushLabels(place);
    if (this.open.includes(found.path)) throw wordFault(place, `${quote(found.path)} includes itself`);
    this.file(found.path, found.contents);
  }

  private call(macro: Macro, place: SourcePlace, depth: number): void {
    this.checkDepth(depth, place);
    this.pushLabels(place);
    const { rest } = headOf(place.text);
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
    this.expand(
      macro.body.map((p) => ({ ...p, text: fill(p.text), from: place })),
      depth + 1,
    );
  }

  /** The labels before a macro, a repetition or an include name what it expands to. */
  private pushLabels(place: SourcePlace): void {
    const labels = place.text.slice(0, headOf(place.text).column);
    if (labels.trim() !== '') this.push({ ...place, text: labels });
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

/** A fault after which the remaining lines are not expanded. */
class TooMuch extends Fault {}

function wordFault(place: SourcePlace, message: string): Fault {
  const { word, column } = headOf(place.text);
  return new Fault(message, column, Math.max(1, word.length));
}

/** Arguments of a macro call: text between commas outside of parentheses and strings. */
function splitArguments(rest: string): string[] {
  const tokens: Token[] = tokenize(rest);
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
