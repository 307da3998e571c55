/** Where the instructions of a program come from: files, lines, labels. */
import { disassembleWord } from '../asm/disassembler.js';
import type { FirmwareImage, ImageSymbol } from '../firmware/image.js';
import { designOfImage, sourceOf } from '../firmware/image.js';
import { formatOperation } from '../host/operations.js';
import { closest } from '../text/closest.js';
import { SelectionError } from '../text/selection-error.js';
import { FirmwareHost } from './firmware-host.js';
import type { DebugProgram, Machine } from './machine.js';
import type { SourceView } from './trigger.js';

/** A line of a source. */
export interface SourceLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** More lines than a file has. */
const LINES = 2 ** 26;

export class SourceMap implements SourceView {
  readonly image: FirmwareImage | undefined;
  /** Number of instructions, or of lines of a script. */
  readonly length: number;

  constructor(private readonly program: DebugProgram) {
    const { code } = program;
    this.image = 'image' in code ? code.image : undefined;
    this.length = 'image' in code ? code.image.code.length : code.list.length;
  }

  /** The files that the instructions come from. */
  get files(): readonly string[] {
    return this.image ? (this.image.lines?.files ?? []) : [this.program.name];
  }

  /** The line of an instruction, if it is known. */
  at(pc: number): SourceLine | undefined {
    if (!this.image) return pc < this.length ? { file: this.program.name, line: pc + 1 } : undefined;
    return sourceOf(this.image, pc);
  }

  lineOf(pc: number): number {
    const source = this.at(pc);
    // Without lines, each instruction stands for a line.
    return source === undefined ? -1 - pc : this.files.indexOf(source.file) * LINES + source.line;
  }

  depth({ host }: Machine): number {
    return host instanceof FirmwareHost ? host.sequencer.interpreter.state.calls.length : 0;
  }

  /** Instructions that stand for calls under way: the present one first, then where each caller goes on. */
  frames({ host, position: { pc } }: Machine): number[] {
    if (!(host instanceof FirmwareHost)) return [pc];
    const { calls } = host.sequencer.interpreter.state;
    return [pc, ...calls.map((back) => back - 1).reverse()];
  }

  /** The label at or before an instruction: `train+3`. */
  labelOf(pc: number): string | undefined {
    let best: ImageSymbol | undefined;
    for (const symbol of this.labels)
      if (symbol.value <= pc && (best === undefined || symbol.value > best.value)) best = symbol;
    if (best === undefined) return undefined;
    return pc === best.value ? best.name : `${best.name}+${pc - best.value}`;
  }

  get labels(): readonly ImageSymbol[] {
    return this.image?.symbols.filter((s) => s.type === 'code') ?? [];
  }

  /** An instruction as text. */
  textOf(pc: number): string {
    const { code } = this.program;
    if ('list' in code) {
      const operation = pc < code.list.length ? code.list.at(pc) : undefined;
      return operation ? formatOperation(operation) : '';
    }
    const word = code.image.code[pc];
    return word === undefined
      ? ''
      : disassembleWord(word, pc, { code: new Map(), design: designOfImage(code.image) });
  }

  /** First instructions of a line; lines without one give those of the next line that has. */
  instructionsAt(file: string, line: number): { readonly line: number; readonly instructions: number[] } {
    const found = new Map<number, number[]>();
    const name = this.fileNamed(file);
    for (let pc = 0; pc < this.length; pc++) {
      const source = this.at(pc);
      if (source === undefined || source.file !== name || source.line < line) continue;
      if (pc > 0 && this.lineOf(pc - 1) === this.lineOf(pc)) continue;
      found.set(source.line, [...(found.get(source.line) ?? []), pc]);
    }
    const first = Math.min(...found.keys());
    return { line: first, instructions: found.get(first) ?? [] };
  }

  /** The name under which the image knows a file; a path may be longer or shorter. */
  private fileNamed(file: string): string | undefined {
    const base = (path: string): string => path.replace(/.*[/\\]/, '');
    return this.files.find((f) => f === file) ?? this.files.find((f) => base(f) === base(file));
  }

  /** Whether a text names instructions; see {@link locate}. */
  has(text: string): boolean {
    try {
      return this.locate(text).length > 0;
    } catch (error) {
      if (error instanceof SelectionError) return false;
      throw error;
    }
  }

  /**
   * Instructions that a text names: `train`, `train+3`, `*17`, `training.s:42`, or a line of the first file.
   * @throws SelectionError where there are none.
   */
  locate(text: string): number[] {
    const [, address] = /^\*(\d{1,9})$/.exec(text) ?? [];
    if (address !== undefined) return this.existing(Number(address), text);
    const [, label, offset] = /^([A-Za-z_][\w.]*)(?:\+(\d{1,6}))?$/.exec(text) ?? [];
    const symbol = this.labels.find(({ name }) => name === label);
    if (symbol) return this.existing(symbol.value + Number(offset ?? 0), text);
    const [, file = this.files[0] ?? '', line] = /^(?:(.+):)?(\d{1,8})$/.exec(text) ?? [];
    if (line === undefined)
      throw new SelectionError(
        `'${text}' is not in the program: give a label, FILE:LINE, a line or *INSTRUCTION${closest(
          label ?? text,
          this.labels.map(({ name }) => name),
        )}`,
      );
    const { instructions } = this.instructionsAt(file, Number(line));
    if (instructions.length === 0)
      throw new SelectionError(`no instruction comes from ${file}:${line} or a later line`);
    return instructions;
  }

  private existing(pc: number, text: string): number[] {
    if (pc < this.length) return [pc];
    throw new SelectionError(`'${text}': the program has ${this.length} instructions`);
  }
}
