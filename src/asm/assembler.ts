/**
 * The assembler: source to firmware image, in two passes. The first gives every line its size and every label its
 * value, the second makes the words. All errors of a source are reported, each with its line and a caret.
 */
import { MEMORY_BYTES } from '../../isa/instructions.js';
import { StreamBuilder } from '../firmware/events.js';
import { encodeImage, type FirmwareImage, type LineRun, type LineTable } from '../firmware/image.js';
import { parseImage } from '../firmware/parse.js';
import type { Design } from '../design/design.js';
import { closest } from '../text/closest.js';
import { CHIP_DIRECTIVE, designOfSource, placeOfChip } from './chip-directive.js';
import { Diagnostics, Fault, type SourcePlace } from './diagnostics.js';
import type { Context } from './directive.js';
import { configLine, DIRECTIVES } from './directives.js';
import { Cursor, tokenize, type Token } from './lexer.js';
import { MNEMONICS, parseInstruction } from './operands.js';
import { SourceExpander, type SourceLine } from './source.js';
import { SourceFiles, type AssemblerFiles } from './source-files.js';
import { predefined, Unit, type Item } from './unit.js';
import { quote } from '../text/quote.js';

/** An assembled source. */
export interface Assembly {
  readonly image: FirmwareImage;
  readonly bytes: Uint8Array;
  /** The code or data of each line, in the order of the source; for listings. */
  readonly emitted: readonly Emitted[];
  /** Assumptions that the assembler made, one text each, with file and line. */
  readonly notes: readonly string[];
}

/** The code or data that a line of a source gave. */
export interface Emitted {
  readonly place: SourcePlace;
  /** Instruction index, or address in data memory. */
  readonly at: number;
  readonly section: 'code' | 'data' | 'weights';
  /** Words of code, bytes of memory. */
  readonly values: ArrayLike<number>;
}

const BLOCKS = ['.config', '.endconfig', '.macro', '.endm', '.rept', '.endr', '.include'];

/**
 * Assembles a source.
 * @param name of the main file, as it shall appear in messages and in the image.
 * @param defines values that take the place of those of `.equ`, by name.
 * @param design of the chip; default: that of the source's `.chip`, else the public design.
 * @throws AssemblyError with everything that is wrong.
 */
export async function assemble(
  name: string,
  text: string,
  files: AssemblerFiles,
  defines: ReadonlyMap<string, number> = new Map(),
  design?: Design,
): Promise<Assembly> {
  const sources = new SourceFiles(files);
  for (;;) {
    const diagnostics = new Diagnostics();
    const unit = firstPass(name, text, sources, { defines, design }, diagnostics);
    // Files that were missing have been noted; the pass is repeated once they have been read.
    if (!(await sources.load())) return secondPass(unit, name, diagnostics);
  }
}

function firstPass(
  name: string,
  text: string,
  sources: SourceFiles,
  given: { readonly defines: ReadonlyMap<string, number>; readonly design: Design | undefined },
  diagnostics: Diagnostics,
): Unit {
  const { defines } = given;
  const design = designOfSource(name, text, given.design, diagnostics);
  const expander = new SourceExpander(sources, diagnostics, predefined(design), defines);
  expander.file(name, text);
  const unit = new Unit(design, defines);
  const chipLine = placeOfChip(name, text);
  new FirstPass(unit, sources, diagnostics, expander.macroNames(), chipLine).run(expander.lines);
  return unit;
}

class FirstPass {
  /** Name of the .config block that is open. */
  private block: { label: Token | undefined; start: number } | undefined;

  constructor(
    private readonly unit: Unit,
    private readonly files: SourceFiles,
    private readonly diagnostics: Diagnostics,
    private readonly macros: readonly string[],
    /** Place of `.chip`, which has been read before everything else. */
    private readonly chipLine: SourcePlace | undefined,
  ) {}

  run(lines: readonly SourceLine[]): void {
    for (const { text, place } of lines) this.diagnostics.guard(place, () => this.line(text, place));
    const last = lines.at(-1);
    if (this.block && last) this.diagnostics.add(last.place, new Fault('.config without .endconfig', 0));
  }

  private line(text: string, place: SourcePlace): void {
    const cursor = new Cursor(tokenize(text), text.length);
    while (cursor.peek()?.kind === 'name' && cursor.isSymbol(':', 1)) {
      const label = cursor.next('a label');
      cursor.next(':');
      this.unit.define(label.text, this.unit.current === undefined ? 'code' : 'data', this.unit.here, label);
    }
    if (cursor.done) return;
    if (this.block && cursor.peek()?.text !== '.endconfig') {
      configLine(this.context(cursor, place, cursor.peek()!));
      return;
    }
    const word = cursor.expect('name', 'an instruction or directive');
    if (word.text.startsWith('.')) this.directive(this.context(cursor, place, word));
    else this.instruction(word, cursor, place);
  }

  private context(cursor: Cursor, place: SourcePlace, word: Token): Context {
    const { unit, files, diagnostics } = this;
    return { unit, cursor, place, word, files, note: (message) => diagnostics.note(place, message) };
  }

  private directive(c: Context): void {
    if (c.word.text === '.config') this.openBlock(c);
    else if (c.word.text === '.endconfig') this.closeBlock(c);
    else if (c.word.text === CHIP_DIRECTIVE) this.checkChip(c);
    else if (Object.hasOwn(DIRECTIVES, c.word.text)) DIRECTIVES[c.word.text]!(c);
    else {
      const hint = closest(c.word.text, [...Object.keys(DIRECTIVES), ...BLOCKS, CHIP_DIRECTIVE]);
      throw new Fault(`${quote(c.word.text)} is not a directive${hint}`, c.word.column, c.word.length);
    }
  }

  private checkChip({ word, place }: Context): void {
    const { chipLine } = this;
    if (place.file !== chipLine?.file || place.line !== chipLine.line)
      throw new Fault('.chip must be the first directive of the main file', word.column, word.length);
  }

  private openBlock(c: Context): void {
    const label = c.cursor.done ? undefined : c.cursor.expect('name', 'a name');
    c.cursor.end();
    if (this.unit.current === undefined)
      throw new Fault('.config belongs into .data', c.word.column, c.word.length);
    if (label) this.unit.define(label.text, 'data', this.unit.here, label);
    this.block = { label, start: this.unit.here };
  }

  private closeBlock(c: Context): void {
    c.cursor.end();
    if (!this.block) throw new Fault('.endconfig without .config', c.word.column, c.word.length);
    const { label, start } = this.block;
    this.block = undefined;
    if (label) this.unit.define(`${label.text}.words`, 'constant', (this.unit.here - start) / 4, label);
  }

  private instruction(word: Token, cursor: Cursor, place: SourcePlace): void {
    const { unit } = this;
    const assembled = parseInstruction(word.text, cursor, unit);
    if (assembled === undefined) {
      const hint = closest(word.text, [...MNEMONICS, ...this.macros, ...Object.keys(DIRECTIVES)]);
      throw new Fault(`${quote(word.text)} is not an instruction${hint}`, word.column, word.length);
    }
    if (unit.current !== undefined)
      throw new Fault('instructions must be in .code', word.column, word.length);
    const at = unit.codeSize;
    unit.add({ place, size: assembled.size, emit: (scope) => assembled.emit(scope, at) });
  }
}

function secondPass(unit: Unit, name: string, diagnostics: Diagnostics): Assembly {
  const emitted: Emitted[] = [];
  const make = (item: Item, here: number, section: Emitted['section']): ArrayLike<number> => {
    let values: ArrayLike<number> = [];
    diagnostics.guard(item.place, () => {
      values = item.emit(unit.scope(here));
    });
    emitted.push({ place: item.place, at: here, section, values });
    return values;
  };
  const code = new Uint32Array(unit.codeSize);
  for (const item of unit.code) code.set(make(item, item.at, 'code'), item.at);
  const memory = unit.memory.map((m) => {
    const bytes = new Uint8Array(m.size);
    for (const item of m.items) bytes.set(make(item, m.address + item.at, m.kind), item.at);
    return { kind: m.kind, address: m.address, bytes, memoryBytes: m.size + m.reserved };
  });
  const top: SourcePlace = { file: name, line: 1, text: '' };
  let entry = 0;
  // Consequences of an earlier error are not reported.
  diagnostics.check();
  diagnostics.guard(top, () => {
    const unused = unit.unusedDefine();
    if (unused !== undefined) throw new Fault(`the source has no .equ ${unused} to override`, 0);
    entry = unit.entry?.(unit.scope(0)) ?? unit.scope(0).lookup('start') ?? 0;
    if (code.length === 0) throw new Fault('the program has no instruction', 0);
    if (entry >= code.length) throw new Fault(`the entry ${entry} lies outside the code`, 0);
    if (memory.some((m) => m.address + m.memoryBytes > MEMORY_BYTES))
      throw new Fault(`data memory has ${MEMORY_BYTES} bytes`, 0);
  });
  diagnostics.check();
  const image: FirmwareImage = {
    entry,
    code,
    memory: memory.filter((m) => unit.exact || m.memoryBytes > 0),
    streams: unit.streams.map((s) => (s instanceof StreamBuilder ? s.build() : s)),
    symbols: unit.symbols(),
    lines: unit.exact ? explicitLines(unit) : lineTable(unit.code),
    metadata: unit.metadata,
    unknown: unit.unknown,
    ...(unit.design.isReference ? {} : { design: unit.design }),
  };
  return { image, bytes: checkedBytes(image, top, diagnostics), emitted, notes: diagnostics.notes };
}

/** The image as bytes; an image that its reader would refuse becomes an error here. */
function checkedBytes(image: FirmwareImage, top: SourcePlace, diagnostics: Diagnostics): Uint8Array {
  let bytes: Uint8Array = new Uint8Array();
  try {
    bytes = encodeImage(image);
    parseImage(bytes);
  } catch (error) {
    diagnostics.add(top, new Fault(error instanceof Error ? error.message : String(error), 0));
  }
  diagnostics.check();
  return bytes;
}

function explicitLines(unit: Unit): LineTable | undefined {
  return unit.files.length > 0 || unit.runs.length > 0 ? { files: unit.files, runs: unit.runs } : undefined;
}

/** Where each instruction comes from; those of a macro from the line that calls it. */
function lineTable(items: readonly Item[]): LineTable | undefined {
  const files: string[] = [];
  const runs: LineRun[] = [];
  for (const item of items) {
    if (item.size === 0) continue;
    let { place } = item;
    while (place.from) place = place.from;
    if (!files.includes(place.file)) files.push(place.file);
    const file = files.indexOf(place.file);
    const last = runs.at(-1);
    if (last?.file === file && last.step === 0 && last.line === place.line)
      runs[runs.length - 1] = { ...last, count: last.count + item.size };
    else if (
      last?.file === file &&
      item.size === 1 &&
      last.line + last.count === place.line &&
      (last.step === 1 || last.count === 1)
    )
      runs[runs.length - 1] = { ...last, count: last.count + 1, step: 1 };
    else runs.push({ first: item.at, count: item.size, line: place.line, file, step: 0 });
  }
  return runs.length > 0 ? { files, runs } : undefined;
}
