/**
 * The disassembler: a firmware image as source that assembles to the same bytes.
 *
 * Symbols, line table and metadata are written out as directives after `.exact`, which keeps the assembler from adding
 * any of its own; comments say what people want to know.
 */
import { EVENT_CODE } from '../../isa/image.js';
import { SPI_CODES, SPI_HEADER } from '../../isa/spi.js';
import { codeOf, dataOf, durationOf, labelOf, sampleEnd, type EventStream } from '../firmware/events.js';
import { sourceOf, type FirmwareImage, type MemorySection } from '../firmware/image.js';
import {
  decode,
  inputPinName,
  MAX_OPERANDS,
  outputPinName,
  type InstructionForm,
} from '../isa/instructions.js';
import { designOfImage } from '../firmware/image.js';
import { REFERENCE, type Design } from '../design/design.js';
import { decodeRegister, registerAt } from '../isa/registers.js';
import { REGISTER_ROWS } from '../../isa/registers.js';
import { PARAMETERS } from '../design/parameters.js';
import { chipLines } from './chip-directive.js';
import { stringLiteral } from './lexer.js';
import { printable } from '../text/quote.js';

const hex = (value: number, digits = 8): string => `0x${(value >>> 0).toString(16).padStart(digits, '0')}`;

/** Names that already have a meaning in a source, so that no label may use them. */
const TAKEN = new Set<string>([
  ...SPI_CODES.map((c) => c.name),
  ...REGISTER_ROWS.map((r) => r.name),
  ...PARAMETERS.map((p) => `CHIP_${p.key.toUpperCase()}`),
  'SUPERVISE',
  'INFER',
]);

/** Places of code with a name: those of the symbols, and the targets of branches. */
class Labels {
  readonly code = new Map<number, string>();
  readonly data = new Map<number, string>();
  readonly design: Design;

  constructor(image: FirmwareImage) {
    this.design = designOfImage(image);
    const used = new Set(TAKEN);
    for (const s of image.symbols) {
      const map = s.type === 'code' ? this.code : s.type === 'data' ? this.data : undefined;
      if (map === undefined || used.has(s.name) || map.has(s.value)) continue;
      used.add(s.name);
      map.set(s.value, s.name);
    }
    const operands = new Int32Array(MAX_OPERANDS);
    image.code.forEach((word, pc) => {
      const form = decode(word, operands, this.design);
      const at = form?.fields.findIndex((f) => f.kind === 'branch') ?? -1;
      if (at < 0) return;
      const target = pc + 1 + operands[at]!;
      if (target >= 0 && target < image.code.length && !this.code.has(target))
        this.code.set(target, `.L${target}`);
    });
  }
}

/** What the text of an instruction depends on besides its word. */
type Context = Pick<Labels, 'code' | 'design'>;

/** Text of an operand. */
function operandText(form: InstructionForm, i: number, o: Int32Array, pc: number, labels: Context): string {
  const value = o[i]!;
  switch (form.fields[i]!.kind) {
    case 'register':
      return `r${value}`;
    case 'config':
      return registerAt(labels.design, value)!.name;
    case 'config-value': {
      const spec = registerAt(labels.design, o[i - 1]!)!;
      return String(spec.bits <= 16 ? decodeRegister(spec, value) : value);
    }
    case 'input-pin':
      return inputPinName(value);
    case 'output-pin':
      return outputPinName(value);
    case 'branch':
      return labels.code.get(pc + 1 + value) ?? `. + ${value + 1}`.replace('+ -', '- ');
    default:
      return String(value);
  }
}

const scratch = new Int32Array(MAX_OPERANDS);
const noLabels: Context = { code: new Map<number, string>(), design: REFERENCE };

/** One instruction as text; a word that is not an instruction becomes `.word`. */
export function disassembleWord(word: number, pc: number, labels: Context = noLabels): string {
  const form = decode(word, scratch, labels.design);
  if (form === undefined) return `.word ${hex(word)}`;
  const operands = form.fields.map((_, i) => operandText(form, i, scratch, pc, labels));
  return `${form.mnemonic} ${operands.join(', ')}`.trimEnd();
}

/** The whole image as source. */
export function disassemble(image: FirmwareImage): string {
  const labels = new Labels(image);
  const lines = [...chipLines(labels.design), '.exact', `.entry ${image.entry}`];
  for (const [key, value] of image.metadata)
    lines.push(`.meta ${stringLiteral(key)}, ${stringLiteral(value)}`);
  for (const s of image.symbols) lines.push(`.symbol ${s.type}, ${s.name}, ${s.value}`);
  lines.push('', `.code                            ; ${image.code.length} instructions`);
  codeLines(image, labels, lines);
  for (const m of image.memory) memoryLines(m, labels, lines);
  image.streams.forEach((s, i) => streamLines(s, i, lines));
  if (image.lines) {
    lines.push('', '; Where the instructions come from: first, count, line, file, step');
    for (const file of image.lines.files) lines.push(`.file ${stringLiteral(file)}`);
    for (const r of image.lines.runs)
      lines.push(`.run ${r.first}, ${r.count}, ${r.line}, ${r.file}, ${r.step}`);
  }
  for (const u of image.unknown) {
    lines.push(
      '',
      `.section ${u.kind}                      ; ${u.bytes.length} bytes of a kind unknown to this build`,
    );
    for (let at = 0; at < u.bytes.length; at += 32) {
      const digits = Array.from(u.bytes.subarray(at, at + 32), (b) => b.toString(16).padStart(2, '0')).join(
        '',
      );
      lines.push(`.section ${u.kind}, "${digits}"`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function codeLines(image: FirmwareImage, labels: Labels, lines: string[]): void {
  let shown = '';
  image.code.forEach((word, pc) => {
    const label = labels.code.get(pc);
    if (label !== undefined) lines.push(`${label}:`);
    const source = sourceOf(image, pc);
    const from = source === undefined ? '' : `  ${printable(source.file)}:${source.line}`;
    const text = `        ${disassembleWord(word, pc, labels)}`;
    lines.push(
      `${text.padEnd(40)} ; ${String(pc).padStart(5)}  ${hex(word).slice(2)}${from === shown ? '' : from}`,
    );
    shown = from;
  });
}

function memoryLines(m: MemorySection, labels: Labels, lines: string[]): void {
  const extra = m.memoryBytes - m.bytes.length;
  lines.push(
    '',
    `.${m.kind} ${hex(m.address)}              ; ${m.bytes.length} bytes, ${m.memoryBytes} in memory`,
  );
  const cuts = new Set(
    [...labels.data.keys()].filter((a) => a >= m.address && a < m.address + m.bytes.length),
  );
  const view = new DataView(m.bytes.buffer, m.bytes.byteOffset, m.bytes.length);
  for (let at = 0; at < m.bytes.length;) {
    const label = labels.data.get(m.address + at);
    if (label !== undefined) lines.push(`${label}:`);
    at += chunk(m, view, at, cuts, labels.design, lines);
  }
  if (extra > 0) lines.push(`        .reserve ${extra}`);
}

/** Writes the bytes at a place as one line. @returns how many bytes it wrote. */
function chunk(
  m: MemorySection,
  view: DataView,
  at: number,
  cuts: ReadonlySet<number>,
  design: Design,
  lines: string[],
): number {
  const room = (most: number): number => {
    let n = 1;
    while (n < most && at + n < m.bytes.length && !cuts.has(m.address + at + n)) n++;
    return n;
  };
  const text = textAt(m.bytes, at);
  if (text !== undefined && room(text.length + 1) === text.length + 1) {
    lines.push(`        .string ${stringLiteral(text)}`);
    return text.length + 1;
  }
  const header = headerAt(m, view, at, design);
  const most = header === undefined ? 32 : 4 * (1 + header.count);
  const words = (m.address + at) % 4 === 0 ? Math.floor(room(Math.min(most, 4 * 300)) / 4) : 0;
  if (words > 0) {
    const values = Array.from({ length: words }, (_, i) => hex(view.getUint32(at + 4 * i, true)));
    lines.push(`        .word ${values.join(', ')}${header === undefined ? '' : `  ; ${header.text}`}`);
    return 4 * words;
  }
  const n = room((m.address + at) % 4 === 0 ? 3 : 4 - ((m.address + at) % 4));
  lines.push(`        .byte ${Array.from(m.bytes.subarray(at, at + n)).join(', ')}`);
  return n;
}

/** A text of at least four characters, ended by a 0 byte. */
function textAt(bytes: Uint8Array, at: number): string | undefined {
  let end = at;
  while (end < bytes.length && end - at < 200 && bytes[end]! >= 0x20 && bytes[end]! < 0x7f) end++;
  return bytes[end] === 0 && end - at >= 4 ? String.fromCharCode(...bytes.subarray(at, end)) : undefined;
}

/** A word that can be the header of an SPI write whose data follow. */
function headerAt(
  m: MemorySection,
  view: DataView,
  at: number,
  design: Design,
): { count: number; text: string } | undefined {
  if ((m.address + at) % 4 !== 0 || at + 8 > m.bytes.length) return undefined;
  const word = view.getUint32(at, true);
  const field = (name: string): number => {
    const f = SPI_HEADER.find((s) => s.name === name)!;
    return (word >>> f.lsb) & (2 ** f.bits - 1);
  };
  const [count, addr] = [field('count'), field('addr')];
  const code = SPI_CODES.find((c) => c.code === field('code'));
  if (field('read') !== 0 || code === undefined || count === 0 || at + 4 + 4 * count > m.bytes.length)
    return undefined;
  if (code.code === 0) {
    const register = registerAt(design, addr);
    return count === 1 && register !== undefined ? { count, text: register.name } : undefined;
  }
  return { count, text: `${code.name} ${addr}, ${count} words` };
}

const EVENT_DIRECTIVES = Object.fromEntries(
  Object.entries(EVENT_CODE).map(([name, code]) => [code, `.${name}`]),
) as Record<number, string>;

function streamLines(s: EventStream, index: number, lines: string[]): void {
  lines.push(
    '',
    `.events                          ; stream ${index}: ${s.samples} samples, ${s.ticks.length} items`,
  );
  for (let k = 0; k < s.samples; k++) {
    const [label, ticks] = [labelOf(s, k), durationOf(s, k)];
    lines.push(
      `        .sample                  ; ${k}: label ${label < 0 ? 'none' : label}, ${ticks ?? 'no'} ticks`,
    );
    for (let i = s.first[k]!; i < sampleEnd(s, k); i++) {
      const data = dataOf(s.words[i]!);
      lines.push(
        `        ${EVENT_DIRECTIVES[codeOf(s.words[i]!)]!} ${s.ticks[i]!}${data === 0 ? '' : `, ${data}`}`,
      );
    }
  }
}
