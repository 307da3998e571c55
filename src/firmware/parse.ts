/**
 * Reads firmware images, trusting nothing: every size is checked against what is there before it is used, and only
 * images that {@link encodeImage} could have written are taken. An error says what is wrong and at which byte.
 */
import { Parser } from 'binary-parser';
import crc32 from 'crc-32';
import { MEMORY_BYTES } from '../../isa/instructions.js';
import {
  EVENT_CODE,
  IMAGE_HEADER_BYTES,
  IMAGE_LIMITS,
  IMAGE_VERSION,
  SECTION_ENTRY_BYTES,
  SECTION_REQUIRED,
  SECTIONS,
} from '../../isa/image.js';
import { REFERENCE, type Design } from '../design/design.js';
import { codeOf, dataOf, type EventStream } from './events.js';
import { ImageError } from './image-error.js';
import {
  align4,
  looksLikeImage,
  type FirmwareImage,
  type MemorySection,
  type UnknownSection,
} from './image.js';
import { parseDesign } from './parse-design.js';
import { parseLines, parseMetadata, parseSymbols } from './parse-tables.js';

interface Header {
  magic: number;
  version: number;
  headerBytes: number;
  imageBytes: number;
  sections: number;
  entryBytes: number;
  entry: number;
  flags: number;
  reserved: number;
  crc: number;
}

const headerParser = new Parser()
  .endianess('little')
  .uint32('magic')
  .uint16('version')
  .uint16('headerBytes')
  .uint32('imageBytes')
  .uint16('sections')
  .uint16('entryBytes')
  .uint32('entry')
  .uint32('flags')
  .uint32('reserved')
  .uint32('crc');

interface SectionEntry {
  kind: number;
  flags: number;
  offset: number;
  size: number;
  address: number;
  memory: number;
  crc: number;
  reserved: number;
}

const entryParser = new Parser()
  .endianess('little')
  .uint32('kind')
  .uint32('flags')
  .uint32('offset')
  .uint32('size')
  .uint32('address')
  .uint32('memory')
  .uint32('crc')
  .uint32('reserved');

/** Reads an image. @throws ImageError for bytes that are not a complete, valid image. */
export function parseImage(contents: Uint8Array): FirmwareImage {
  // A copy of the plain kind: `slice` of Node's Buffer, which is a Uint8Array too, would share its bytes.
  const bytes = contents.length <= IMAGE_LIMITS.bytes ? new Uint8Array(contents) : contents;
  const header = parseHeader(bytes);
  const entries = parseTable(bytes, header);
  const draft: Draft = { memory: [], streams: [], streamOffsets: [], unknown: [], parts: {} };
  for (const [i, entry] of entries.entries()) takeSection(draft, bytes, entry, i);
  checkMemory(draft.memory);
  const { design } = draft.parts;
  draft.streams.forEach((stream, i) => checkData(stream, design ?? REFERENCE, draft.streamOffsets[i]!));
  const code = draft.parts.code;
  if (code === undefined) throw new ImageError('the image has no code section', IMAGE_HEADER_BYTES);
  if (header.entry >= code.length)
    throw new ImageError(`entry ${header.entry} lies outside the code (${code.length} instructions)`, 16);
  return {
    entry: header.entry,
    code,
    memory: draft.memory,
    streams: draft.streams,
    symbols: draft.parts.symbols ?? [],
    lines: draft.parts.lines,
    metadata: draft.parts.metadata ?? [],
    ...(design ? { design } : {}),
    unknown: draft.unknown,
  };
}

function parseHeader(bytes: Uint8Array): Header {
  if (!looksLikeImage(bytes)) throw new ImageError('not a firmware image (magic)', 0);
  if (bytes.length < IMAGE_HEADER_BYTES)
    throw new ImageError(`the image ends inside its header, after ${bytes.length} bytes`, bytes.length);
  if (bytes.length > IMAGE_LIMITS.bytes)
    throw new ImageError(`an image of ${bytes.length} bytes; ${IMAGE_LIMITS.bytes} at most`, 0);
  const header = headerParser.parse(bytes.subarray(0, IMAGE_HEADER_BYTES)) as Header;
  if (header.version !== IMAGE_VERSION)
    throw new ImageError(`format version ${header.version}; this build reads ${IMAGE_VERSION}`, 4);
  if (header.headerBytes !== IMAGE_HEADER_BYTES)
    throw new ImageError(`a header of ${header.headerBytes} bytes, not ${IMAGE_HEADER_BYTES}`, 6);
  if (header.imageBytes !== bytes.length)
    throw new ImageError(
      `${bytes.length} bytes, ${header.imageBytes} according to the header: cut or padded`,
      8,
    );
  if (header.sections > IMAGE_LIMITS.sections)
    throw new ImageError(`${header.sections} sections; ${IMAGE_LIMITS.sections} at most`, 12);
  if (header.entryBytes !== SECTION_ENTRY_BYTES)
    throw new ImageError(`table entries of ${header.entryBytes} bytes, not ${SECTION_ENTRY_BYTES}`, 14);
  if (header.flags !== 0) throw new ImageError('unknown flags in the header', 20);
  if (header.reserved !== 0) throw new ImageError('a reserved field is not 0', 24);
  return header;
}

function parseTable(bytes: Uint8Array, header: Header): SectionEntry[] {
  const tableEnd = IMAGE_HEADER_BYTES + header.sections * SECTION_ENTRY_BYTES;
  if (tableEnd > bytes.length)
    throw new ImageError(`a table of ${header.sections} sections reaches past the end`, 12);
  const head = bytes.slice(0, tableEnd);
  new DataView(head.buffer).setUint32(28, 0, true);
  if (crc32.buf(head) >>> 0 !== header.crc)
    throw new ImageError('header or section table is damaged (CRC)', 28);
  let end = tableEnd;
  const entries = Array.from({ length: header.sections }, (_, i) => {
    const at = IMAGE_HEADER_BYTES + i * SECTION_ENTRY_BYTES;
    const entry = entryParser.parse(bytes.subarray(at, at + SECTION_ENTRY_BYTES)) as SectionEntry;
    end = checkPlace(bytes, entry, at, end);
    return entry;
  });
  if (align4(end) !== bytes.length)
    throw new ImageError(`${bytes.length - end} bytes after the last section`, end);
  checkGap(bytes, end, bytes.length);
  return entries;
}

/** Checks where a section lies; gives its end. */
function checkPlace(bytes: Uint8Array, entry: SectionEntry, at: number, previousEnd: number): number {
  if (entry.reserved !== 0) throw new ImageError('a reserved field is not 0', at + 28);
  if (entry.offset !== align4(previousEnd))
    throw new ImageError(`a section at byte ${entry.offset}, ${align4(previousEnd)} expected`, at + 8);
  checkGap(bytes, previousEnd, entry.offset);
  const end = entry.offset + entry.size;
  if (end > bytes.length)
    throw new ImageError(`a section of ${entry.size} bytes reaches past the end`, at + 12);
  if (crc32.buf(bytes.subarray(entry.offset, end)) >>> 0 !== entry.crc)
    throw new ImageError(`the section at byte ${entry.offset} is damaged (CRC)`, entry.offset);
  return end;
}

function checkGap(bytes: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to && i < bytes.length; i++)
    if (bytes[i] !== 0) throw new ImageError('a gap between sections is not 0', i);
}

interface Draft {
  readonly memory: MemorySection[];
  readonly streams: EventStream[];
  /** First byte of each stream in the image. */
  readonly streamOffsets: number[];
  readonly unknown: UnknownSection[];
  readonly parts: {
    code?: Uint32Array;
    symbols?: FirmwareImage['symbols'];
    lines?: NonNullable<FirmwareImage['lines']>;
    metadata?: FirmwareImage['metadata'];
    design?: Design;
  };
}

/** Order in which sections are written. */
const rank = (kind: number): number => (kind === 3 ? 2 : kind);

function takeSection(draft: Draft, image: Uint8Array, entry: SectionEntry, index: number): void {
  const at = IMAGE_HEADER_BYTES + index * SECTION_ENTRY_BYTES;
  const spec = SECTIONS.find((s) => s.kind === entry.kind);
  const bytes = image.slice(entry.offset, entry.offset + entry.size);
  const name = spec?.name ?? `of kind ${entry.kind}`;
  if (spec === undefined) {
    if ((entry.flags & SECTION_REQUIRED) !== 0)
      throw new ImageError(`a section ${name}, which this build does not know, is required`, at);
  }
  if (entry.flags !== (spec?.required === true ? SECTION_REQUIRED : 0))
    throw new ImageError(`flags ${entry.flags} of section ${name}`, at + 4);
  if (spec?.name === 'data' || spec?.name === 'weights') {
    draft.memory.push(memorySection(spec.name, entry, bytes, at));
    checkOrder(draft, entry.kind, at);
    return;
  }
  if (entry.address !== 0 || entry.memory !== 0)
    throw new ImageError(`section ${name} must not have a memory address`, at + 16);
  checkOrder(draft, entry.kind, at);
  if (spec === undefined) {
    draft.unknown.push({ kind: entry.kind, bytes });
    return;
  }
  const { parts } = draft;
  if (spec.name === 'events') {
    draft.streams.push(parseStream(bytes, entry.offset));
    draft.streamOffsets.push(entry.offset);
  } else if (spec.name === 'chip') {
    if (parts.design !== undefined) throw new ImageError(`a second section ${name}`, at);
    parts.design = parseDesign(bytes, entry.offset);
  } else if (parts[spec.name] !== undefined) throw new ImageError(`a second section ${name}`, at);
  else if (spec.name === 'code') parts.code = parseCode(bytes, entry.offset);
  else if (spec.name === 'symbols') parts.symbols = parseSymbols(bytes, entry.offset);
  else if (spec.name === 'lines') parts.lines = parseLines(bytes, entry.offset, parts.code?.length ?? 0);
  else parts.metadata = parseMetadata(bytes, entry.offset);
}

/** Sections come in the order of their kinds, unknown ones last. */
function checkOrder(draft: Draft, kind: number, at: number): void {
  const { parts } = draft;
  const seen = Math.max(
    parts.code === undefined ? 0 : 1,
    draft.streams.length > 0 ? 4 : 0,
    parts.symbols === undefined ? 0 : 5,
    parts.lines === undefined ? 0 : 6,
    parts.metadata === undefined ? 0 : 7,
    parts.design === undefined ? 0 : 8,
    draft.unknown.length > 0 ? 9 : 0,
  );
  const known = SECTIONS.some((s) => s.kind === kind);
  if ((known ? rank(kind) : 9) < seen)
    throw new ImageError('sections are not in the order of their kinds', at);
  if (kind !== 1 && parts.code === undefined) throw new ImageError('the first section is not the code', at);
}

function memorySection(
  kind: 'data' | 'weights',
  e: SectionEntry,
  bytes: Uint8Array,
  at: number,
): MemorySection {
  if (e.address % 4 !== 0) throw new ImageError(`address ${e.address} is not a multiple of 4`, at + 16);
  if (e.memory < e.size)
    throw new ImageError(`${e.memory} bytes of memory for ${e.size} bytes of data`, at + 20);
  if (e.address + e.memory > MEMORY_BYTES)
    throw new ImageError(`section ${kind} reaches past the end of memory (${MEMORY_BYTES} bytes)`, at + 20);
  return { kind, address: e.address, bytes, memoryBytes: e.memory };
}

function checkMemory(sections: readonly MemorySection[]): void {
  const sorted = [...sections].sort((x, y) => x.address - y.address);
  sorted.forEach((s, i) => {
    const next = sorted[i + 1];
    if (next !== undefined && s.address + s.memoryBytes > next.address)
      throw new ImageError(`two sections share data memory at address ${next.address}`, IMAGE_HEADER_BYTES);
  });
}

function words(bytes: Uint8Array, from: number, count: number, stride = 1): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Uint32Array.from({ length: count }, (_, i) => view.getUint32(from + 4 * i * stride, true));
}

function parseCode(bytes: Uint8Array, at: number): Uint32Array {
  if (bytes.length === 0 || bytes.length % 4 !== 0)
    throw new ImageError(`code of ${bytes.length} bytes; a multiple of 4 expected`, at);
  return words(bytes, 0, bytes.length / 4);
}

function parseStream(bytes: Uint8Array, at: number): EventStream {
  if (bytes.length < 8) throw new ImageError('an event stream ends inside its header', at);
  const [samples, items] = words(bytes, 0, 2) as unknown as [number, number];
  if (8 + 4 * samples + 8 * items !== bytes.length)
    throw new ImageError(`${samples} samples and ${items} items do not fill ${bytes.length} bytes`, at);
  const table = 8 + 4 * samples;
  const stream: EventStream = {
    samples,
    first: words(bytes, 8, samples),
    ticks: words(bytes, table, items, 2),
    words: words(bytes, table + 4, items, 2),
  };
  checkStream(stream, at);
  return stream;
}

function checkStream(s: EventStream, at: number): void {
  if (s.samples === 0 ? s.ticks.length > 0 : s.first[0] !== 0)
    throw new ImageError('items before the first sample', at + 8);
  s.first.forEach((first, k) => {
    if (first > s.ticks.length || (k > 0 && first < s.first[k - 1]!))
      throw new ImageError(`sample ${k} starts at item ${first}`, at + 8 + 4 * k);
  });
  const starts = new Set(s.first);
  s.words.forEach((word, i) => {
    const here = at + 8 + 4 * s.samples + 8 * i + 4;
    const code = codeOf(word);
    if (code > EVENT_CODE.spike || (word & 0xf0ff0000) !== 0)
      throw new ImageError(`item ${i}: no such event (${word.toString(16)})`, here);
    const previous = s.words[i - 1];
    if (previous !== undefined && codeOf(previous) === EVENT_CODE.end && !starts.has(i))
      throw new ImageError(`item ${i} comes after the end of its sample`, here);
  });
}

/** Checks that the chip has the addresses of a stream. @param at first byte of the stream in the image. */
function checkData({ samples, words: items }: EventStream, { addressMask }: Design, at: number): void {
  items.forEach((word, i) => {
    const data = dataOf(word);
    if (data > addressMask)
      throw new ImageError(
        `item ${i}: no such event (${word.toString(16)}): the chip has addresses up to ${addressMask}`,
        at + 8 + 4 * samples + 8 * i + 4,
      );
  });
}
