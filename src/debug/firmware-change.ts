/**
 * Firmware that is taken up by a run under way: where the run goes on in it, or why it cannot.
 *
 * The data memory keeps its contents, so that its layout must be the same. The instruction that is next, and those that calls
 * under way come back to, are found again by their labels: the code from the label up to them must be the same.
 */
import { initialMemory } from '../sequencer/data-memory.js';
import { disassembleWord } from '../asm/disassembler.js';
import { designDifference } from '../design/design.js';
import { designOfImage, sourceOf, type FirmwareImage, type ImageSymbol } from '../firmware/image.js';
import { decode, MAX_OPERANDS } from '../isa/instructions.js';
import { SelectionError } from '../text/selection-error.js';

/** Where a program stands. */
export interface CodePosition {
  /** The next instruction. */
  readonly pc: number;
  /** Return addresses, the innermost last. */
  readonly calls: readonly number[];
}

/**
 * Where a run goes on in other firmware.
 * @throws SelectionError saying what differs where it cannot.
 */
export function positionIn(
  from: FirmwareImage,
  to: FirmwareImage,
  { pc, calls }: CodePosition,
): CodePosition {
  checkDesign(from, to);
  checkLayout(from, to);
  const mapping = new CodeMapping(from, to);
  return {
    pc: mapping.instruction(pc, 'the next instruction is'),
    // The call itself must be the same, too.
    calls: calls.map((back) =>
      mapping.instruction(back, 'a call under way comes back to', mapping.labelBefore(back - 1)),
    ),
  };
}

/** Names of data whose contents at the start differ: a run under way does not see the new ones. */
export function differingData(from: FirmwareImage, to: FirmwareImage): string[] {
  const [a, b] = [initialMemory(from.memory), initialMemory(to.memory)];
  const differs = ({ first, end }: DataBlock): boolean =>
    a.subarray(first, end).some((byte, i) => byte !== b[first + i]);
  return dataBlocks(from)
    .filter(differs)
    .map(({ name }) => name);
}

function checkDesign(from: FirmwareImage, to: FirmwareImage): void {
  const difference = designDifference(designOfImage(to), designOfImage(from));
  if (difference !== '') throw new SelectionError(`the new firmware is for another chip: ${difference}`);
}

/** A stretch of the data memory. */
interface DataBlock {
  readonly name: string;
  /** Its first byte, and the one behind it. */
  readonly first: number;
  readonly end: number;
}

/** The data memory from each symbol, or start of a section, to the next. */
function dataBlocks({ memory, symbols }: FirmwareImage): DataBlock[] {
  const named = symbols
    .filter(({ type }) => type === 'data')
    .map(({ name, value }) => ({ name: `'${name}'`, first: value }));
  const starts = memory
    .filter(({ address }) => !named.some(({ first }) => first === address))
    .map(({ address, kind }) => ({ name: `the ${kind} at byte ${address}`, first: address }));
  const ends = memory.map(({ address, memoryBytes }) => address + memoryBytes);
  const cuts = [...named.map(({ first }) => first), ...memory.map(({ address }) => address), ...ends];
  const endOf = (first: number): number => Math.min(...cuts.filter((cut) => cut > first), Infinity);
  return [...named, ...starts].map(({ name, first }) => ({ name, first, end: endOf(first) }));
}

function checkLayout(from: FirmwareImage, to: FirmwareImage): void {
  const reason = 'the data memory keeps its contents, so that its layout must stay the same';
  const after = new Map(dataBlocks(to).map((block) => [block.name, block]));
  const text = ({ first, end }: DataBlock): string =>
    end === Infinity ? `byte ${first}` : `bytes ${first} to ${end - 1}`;
  for (const block of dataBlocks(from)) {
    const now = after.get(block.name);
    if (!now) throw new SelectionError(`the new firmware lacks ${block.name} in its data; ${reason}`);
    if (now.first !== block.first || now.end !== block.end)
      throw new SelectionError(
        `${block.name} is at ${text(block)} of the data memory, in the new firmware at ${text(now)}; ${reason}`,
      );
    after.delete(block.name);
  }
  const [added] = after.keys();
  if (added !== undefined) throw new SelectionError(`the new firmware adds ${added} to its data; ${reason}`);
}

/** A label, with the instruction that it names. */
type Label = Pick<ImageSymbol, 'name' | 'value'>;

/** Stands for the first instruction where there is no label. */
const FIRST: Label = { name: 'instruction 0', value: 0 };

const labelsOf = ({ symbols }: FirmwareImage): Label[] => symbols.filter(({ type }) => type === 'code');

/** Finds instructions of a program again in another one. */
class CodeMapping {
  private readonly labels: readonly Label[];
  private readonly after: ReadonlyMap<string, number>;

  constructor(
    private readonly from: FirmwareImage,
    private readonly to: FirmwareImage,
  ) {
    this.labels = labelsOf(from);
    this.after = new Map(labelsOf(to).map(({ name, value }) => [name, value]));
  }

  /** The nearest label at or before an instruction; of several there, one that the other program has, too. */
  labelBefore(pc: number): Label {
    const value = Math.max(-1, ...this.labels.map((label) => label.value).filter((at) => at <= pc));
    const here = this.labels.filter((label) => label.value === value);
    return here.find(({ name }) => this.after.has(name)) ?? here[0] ?? FIRST;
  }

  /**
   * The instruction in the other program.
   * @param role of the instruction, as the message says it. @param label from which on the code must be the same.
   */
  instruction(pc: number, role: string, label = this.labelBefore(pc)): number {
    const value = this.valueAfter(label);
    const offset = pc - label.value;
    const place = `${role} ${nameOf(label, offset)}${lineText(this.from, pc)}`;
    if (value === undefined)
      throw new SelectionError(`the new firmware has no label '${label.name}': ${place}`);
    for (let i = 0; i < offset; i++) {
      const [old, now] = [label.value + i, value + i];
      if (now >= this.to.code.length)
        throw new SelectionError(`the new firmware ends before ${nameOf(label, i)}: ${place}`);
      if (!this.isSame(old, now))
        throw new SelectionError(
          `${nameOf(label, i)} differs: ${this.shown(this.from, old)} before, ${this.shown(this.to, now)} now; ${place}, and code from its label up to there must stay the same`,
        );
    }
    return value + offset;
  }

  private valueAfter(label: Label): number | undefined {
    return label === FIRST ? 0 : this.after.get(label.name);
  }

  /** Whether two instructions are the same; branches are, where they go to the same place behind the same label. */
  private isSame(old: number, now: number): boolean {
    const design = designOfImage(this.from);
    const [a, b] = [new Int32Array(MAX_OPERANDS), new Int32Array(MAX_OPERANDS)];
    const [wordA, wordB] = [this.from.code[old]!, this.to.code[now]!];
    const form = decode(wordA, a, design);
    if (form === undefined || decode(wordB, b, design) !== form) return wordA === wordB;
    return form.fields.every(({ kind }, i) => {
      if (kind !== 'branch') return a[i] === b[i];
      const target = old + 1 + a[i]!;
      const label = this.labelBefore(target);
      const value = this.valueAfter(label);
      return value !== undefined && value + target - label.value === now + 1 + b[i]!;
    });
  }

  private shown(image: FirmwareImage, pc: number): string {
    const code = new Map(labelsOf(image).map(({ name, value }) => [value, name]));
    const text = disassembleWord(image.code[pc]!, pc, { code, design: designOfImage(image) });
    return `'${text}'${lineText(image, pc)}`;
  }
}

const nameOf = ({ name, value }: Label, offset: number): string =>
  name === FIRST.name ? `instruction ${value + offset}` : offset === 0 ? name : `${name}+${offset}`;

/** ` (training.s:42)`, where the line is known. */
function lineText(image: FirmwareImage, pc: number): string {
  const line = sourceOf(image, pc);
  return line ? ` (${line.file}:${line.line})` : '';
}
