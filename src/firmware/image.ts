/**
 * Firmware images: what one holds, and how it becomes bytes. `isa/image.ts` gives the format byte by byte.
 */
import crc32 from 'crc-32';
import {
  IMAGE_HEADER_BYTES,
  IMAGE_LIMITS,
  IMAGE_MAGIC,
  IMAGE_VERSION,
  SECTION_ENTRY_BYTES,
  SECTION_KIND,
  SECTION_REQUIRED,
  SECTIONS,
  SYMBOL_TYPES,
} from '../../isa/image.js';
import { REFERENCE, type Design } from '../design/design.js';
import { GrowingBytes } from '../table/growing-bytes.js';
import type { EventStream } from './events.js';

/** A stretch of data memory with its contents at the start. */
export interface MemorySection {
  readonly kind: 'data' | 'weights';
  /** First byte in data memory, a multiple of 4. */
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Bytes in data memory, at least `bytes.length`; the rest starts as 0. */
  readonly memoryBytes: number;
}

/** What a symbol names. */
export type SymbolType = (typeof SYMBOL_TYPES)[number];

/** A name; a code symbol's value counts instructions, a data symbol's bytes. */
export interface ImageSymbol {
  readonly type: SymbolType;
  readonly name: string;
  /** 32-bit, unsigned. */
  readonly value: number;
}

/** Instructions `first` .. `first + count - 1` come from lines `line`, `line + step`, ... of a file. */
export interface LineRun {
  readonly first: number;
  readonly count: number;
  readonly line: number;
  readonly file: number;
  readonly step: number;
}

/** Which instructions come from which lines of the sources. */
export interface LineTable {
  readonly files: readonly string[];
  /** In ascending order, without overlap. */
  readonly runs: readonly LineRun[];
}

/** A section of a kind that this version does not know. */
export interface UnknownSection {
  readonly kind: number;
  readonly bytes: Uint8Array;
}

/** A firmware image: program, memory contents, event streams, and names and lines for debuggers. */
export interface FirmwareImage {
  /** Instruction at which the program starts. */
  readonly entry: number;
  /** Instruction words; shape [instructions]. */
  readonly code: Uint32Array;
  readonly memory: readonly MemorySection[];
  readonly streams: readonly EventStream[];
  readonly symbols: readonly ImageSymbol[];
  readonly lines?: LineTable | undefined;
  readonly metadata: readonly (readonly [key: string, value: string])[];
  /** The chip that it is for; absent: the public design. */
  readonly design?: Design | undefined;
  /** Optional sections of unknown kinds, kept as they are. */
  readonly unknown: readonly UnknownSection[];
}

/** The chip that an image is for. */
export const designOfImage = ({ design = REFERENCE }: FirmwareImage): Design => design;

/** Whether bytes start as an image does. */
export function looksLikeImage(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === IMAGE_MAGIC;
}

/** The file and line that an instruction comes from, if the image holds them. */
export function sourceOf(image: FirmwareImage, pc: number): { file: string; line: number } | undefined {
  const { lines } = image;
  if (lines === undefined) return undefined;
  let low = 0;
  let high = lines.runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lines.runs[middle]!.first <= pc) low = middle + 1;
    else high = middle;
  }
  const run = lines.runs[low - 1];
  if (run === undefined || pc >= run.first + run.count) return undefined;
  return { file: lines.files[run.file] ?? '?', line: run.line + (pc - run.first) * run.step };
}

const utf8 = new TextEncoder();

function text(value: string): Uint8Array {
  const bytes = utf8.encode(value);
  if (bytes.length > IMAGE_LIMITS.name)
    throw new RangeError(
      `'${value.slice(0, 20)}...' takes ${bytes.length} bytes, ${IMAGE_LIMITS.name} at most`,
    );
  return bytes;
}

interface RawSection {
  kind: number;
  flags: number;
  address: number;
  memory: number;
  bytes: Uint8Array;
}

function section(name: keyof typeof SECTION_KIND, bytes: Uint8Array, address = 0, memory = 0): RawSection {
  const required = SECTIONS.find((s) => s.name === name)!.required;
  return { kind: SECTION_KIND[name], flags: required ? SECTION_REQUIRED : 0, address, memory, bytes };
}

function streamBytes(s: EventStream): Uint8Array {
  const out = new GrowingBytes().uint32(s.samples).uint32(s.ticks.length).uint32s(s.first);
  s.ticks.forEach((tick, i) => out.uint32(tick).uint32(s.words[i]!));
  return out.take();
}

function symbolBytes(symbols: readonly ImageSymbol[]): Uint8Array {
  const out = new GrowingBytes().uint32(symbols.length);
  for (const s of symbols) {
    const name = text(s.name);
    out.uint8(SYMBOL_TYPES.indexOf(s.type)).uint8(0).uint16(name.length).uint32(s.value).append(name);
  }
  return out.take();
}

function lineBytes(lines: LineTable): Uint8Array {
  const out = new GrowingBytes().uint32(lines.files.length);
  for (const file of lines.files) {
    const name = text(file);
    out.uint16(name.length).append(name);
  }
  out.uint32(lines.runs.length);
  for (const r of lines.runs)
    out.uint32(r.first).uint32(r.count).uint32(r.line).uint16(r.file).uint16(r.step);
  return out.take();
}

function metadataBytes(metadata: FirmwareImage['metadata']): Uint8Array {
  const out = new GrowingBytes().uint32(metadata.length);
  for (const entry of metadata) {
    const [key, value] = entry.map(text) as [Uint8Array, Uint8Array];
    out.uint16(key.length).uint16(value.length).append(key).append(value);
  }
  return out.take();
}

function designBytes({ hash, canonical }: Design): Uint8Array {
  const digest = Uint8Array.from(hash.match(/../g)!, (pair) => parseInt(pair, 16));
  return new GrowingBytes().append(digest).append(utf8.encode(canonical)).take();
}

function rawSections(image: FirmwareImage): RawSection[] {
  const sections = [section('code', new GrowingBytes().uint32s(image.code).take())];
  for (const m of image.memory) sections.push(section(m.kind, m.bytes, m.address, m.memoryBytes));
  for (const s of image.streams) sections.push(section('events', streamBytes(s)));
  if (image.symbols.length > 0) sections.push(section('symbols', symbolBytes(image.symbols)));
  if (image.lines !== undefined) sections.push(section('lines', lineBytes(image.lines)));
  if (image.metadata.length > 0) sections.push(section('metadata', metadataBytes(image.metadata)));
  const design = designOfImage(image);
  if (!design.isReference) sections.push(section('chip', designBytes(design)));
  for (const u of image.unknown) sections.push({ ...u, flags: 0, address: 0, memory: 0 });
  return sections;
}

export const align4 = (n: number): number => (n + 3) & ~3;

/**
 * An image as bytes; the same image always gives the same bytes.
 * @throws RangeError when it does not fit the format's limits.
 */
export function encodeImage(image: FirmwareImage): Uint8Array {
  const sections = rawSections(image);
  if (sections.length > IMAGE_LIMITS.sections)
    throw new RangeError(`${sections.length} sections, ${IMAGE_LIMITS.sections} at most`);
  const tableEnd = IMAGE_HEADER_BYTES + sections.length * SECTION_ENTRY_BYTES;
  const size = sections.reduce((at, s) => align4(at) + s.bytes.length, tableEnd);
  if (size > IMAGE_LIMITS.bytes)
    throw new RangeError(`an image of ${size} bytes, ${IMAGE_LIMITS.bytes} at most`);
  const bytes = new Uint8Array(align4(size));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, IMAGE_MAGIC, true);
  view.setUint16(4, IMAGE_VERSION, true);
  view.setUint16(6, IMAGE_HEADER_BYTES, true);
  view.setUint32(8, bytes.length, true);
  view.setUint16(12, sections.length, true);
  view.setUint16(14, SECTION_ENTRY_BYTES, true);
  view.setUint32(16, image.entry, true);
  let at = tableEnd;
  sections.forEach((s, i) => {
    at = align4(at);
    bytes.set(s.bytes, at);
    const entry = [s.kind, s.flags, at, s.bytes.length, s.address, s.memory, crc32.buf(s.bytes) >>> 0, 0];
    entry.forEach((v, k) => view.setUint32(IMAGE_HEADER_BYTES + i * SECTION_ENTRY_BYTES + 4 * k, v, true));
    at += s.bytes.length;
  });
  view.setUint32(28, crc32.buf(bytes.subarray(0, tableEnd)) >>> 0, true);
  return bytes;
}
