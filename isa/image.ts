/**
 * The firmware image (`.sxi`), byte by byte. All numbers little end first; all texts UTF-8.
 *
 * An image is a header, a table of sections, and the sections' contents in the order of the table, each starting at a
 * multiple of 4, the gaps filled with zeros. The same content always gives the same bytes: there are no dates or paths.
 * A reader skips a section of a kind it does not know, unless its flag `required` is set: then it refuses the image.
 */
import type { LayoutField, SectionSpec } from './image-types.js';

/** First four bytes: "SXI" and a byte that text never holds. */
export const IMAGE_MAGIC = 0x1a495853;
export const IMAGE_VERSION = 1;
export const IMAGE_HEADER_BYTES = 32;
export const SECTION_ENTRY_BYTES = 32;

/** What a reader accepts at most; checked before anything is allocated. */
export const IMAGE_LIMITS = {
  /** Bytes of an image. */
  bytes: 1 << 26,
  /** Sections of an image. */
  sections: 256,
  /** Bytes of a name or text. */
  name: 4096,
} as const;

export const IMAGE_HEADER = [
  { offset: 0, bytes: 4, name: 'magic', meaning: '53 58 49 1a ("SXI", 1a)' },
  { offset: 4, bytes: 2, name: 'version', meaning: 'version of the format, 1' },
  { offset: 6, bytes: 2, name: 'headerBytes', meaning: 'bytes of this header, 32' },
  { offset: 8, bytes: 4, name: 'imageBytes', meaning: 'bytes of the whole image' },
  {
    offset: 12,
    bytes: 2,
    name: 'sections',
    meaning: 'entries of the section table, which follows this header',
  },
  { offset: 14, bytes: 2, name: 'entryBytes', meaning: 'bytes of a table entry, 32' },
  { offset: 16, bytes: 4, name: 'entry', meaning: 'instruction at which the program starts, counted from 0' },
  { offset: 20, bytes: 4, name: 'flags', meaning: '0' },
  { offset: 24, bytes: 4, name: 'reserved', meaning: '0' },
  { offset: 28, bytes: 4, name: 'crc', meaning: 'CRC-32 (zlib) of header and section table, with 0 here' },
] as const satisfies readonly LayoutField[];

export const SECTION_ENTRY = [
  { offset: 0, bytes: 4, name: 'kind', meaning: 'kind of section' },
  {
    offset: 4,
    bytes: 4,
    name: 'flags',
    meaning: 'bit 0: required, a reader that does not know the kind must refuse',
  },
  { offset: 8, bytes: 4, name: 'offset', meaning: 'first byte in the image, a multiple of 4' },
  { offset: 12, bytes: 4, name: 'size', meaning: 'bytes in the image' },
  {
    offset: 16,
    bytes: 4,
    name: 'address',
    meaning: 'data and weights: address in data memory, a multiple of 4; else 0',
  },
  {
    offset: 20,
    bytes: 4,
    name: 'memory',
    meaning: 'data and weights: bytes in data memory, at least size, the rest zeros; else 0',
  },
  { offset: 24, bytes: 4, name: 'crc', meaning: 'CRC-32 (zlib) of the contents' },
  { offset: 28, bytes: 4, name: 'reserved', meaning: '0' },
] as const satisfies readonly LayoutField[];

/** Flag of a section that must be understood. */
export const SECTION_REQUIRED = 1;

export const SECTIONS = [
  {
    kind: 1,
    name: 'code',
    required: true,
    single: true,
    meaning: 'instructions, 4 bytes each',
    layout: [{ offset: 0, bytes: 4, name: 'word', meaning: 'an instruction', repeated: true }],
  },
  {
    kind: 2,
    name: 'data',
    required: true,
    single: false,
    meaning: 'contents of data memory at the start',
    layout: [{ offset: 0, bytes: 1, name: 'byte', meaning: 'a byte', repeated: true }],
  },
  {
    kind: 3,
    name: 'weights',
    required: true,
    single: false,
    meaning: 'as data; by convention SPI words: for each row of weights a header and its data words',
    layout: [{ offset: 0, bytes: 4, name: 'word', meaning: 'a word for the SPI port', repeated: true }],
  },
  {
    kind: 4,
    name: 'events',
    required: true,
    single: false,
    meaning: 'an event stream; streams are numbered in the order of their sections',
    layout: [
      { offset: 0, bytes: 4, name: 'samples', meaning: 'number of samples n' },
      { offset: 4, bytes: 4, name: 'items', meaning: 'number of items m' },
      {
        offset: 8,
        bytes: 4,
        name: 'first',
        meaning: 'first item of each sample, ascending, the first 0',
        repeated: true,
      },
      {
        offset: -1,
        bytes: 4,
        name: 'tick',
        meaning: 'an item: its time, in ticks from the start of the sample',
        repeated: true,
      },
      {
        offset: -1,
        bytes: 4,
        name: 'word',
        meaning:
          'an item: [27:24] code (0 nothing, 1 end, 2 label, 3 spike), [15:0] data: neuron or label, the others 0',
        repeated: true,
      },
    ],
  },
  {
    kind: 5,
    name: 'symbols',
    required: false,
    single: true,
    meaning: 'names, for people and debuggers',
    layout: [
      { offset: 0, bytes: 4, name: 'count', meaning: 'number of symbols; for each:' },
      {
        offset: 4,
        bytes: 1,
        name: 'type',
        meaning: '0 constant, 1 code, 2 data address, 3 stream, 4 counter',
        repeated: true,
      },
      { offset: 5, bytes: 1, name: 'reserved', meaning: '0', repeated: true },
      { offset: 6, bytes: 2, name: 'length', meaning: 'bytes of the name', repeated: true },
      { offset: 8, bytes: 4, name: 'value', meaning: 'its value', repeated: true },
      { offset: 12, bytes: -1, name: 'name', meaning: 'the name', repeated: true },
    ],
  },
  {
    kind: 6,
    name: 'lines',
    required: false,
    single: true,
    meaning: 'where each instruction comes from',
    layout: [
      {
        offset: 0,
        bytes: 4,
        name: 'files',
        meaning: 'number of files; for each a length (2 bytes) and the name; then:',
      },
      { offset: -1, bytes: 4, name: 'runs', meaning: 'number of runs of instructions; for each:' },
      { offset: -1, bytes: 4, name: 'first', meaning: 'first instruction of the run', repeated: true },
      { offset: -1, bytes: 4, name: 'count', meaning: 'instructions in the run', repeated: true },
      { offset: -1, bytes: 4, name: 'line', meaning: 'line of the first, from 1', repeated: true },
      { offset: -1, bytes: 2, name: 'file', meaning: 'file, from 0', repeated: true },
      {
        offset: -1,
        bytes: 2,
        name: 'step',
        meaning: 'lines from one instruction of the run to the next',
        repeated: true,
      },
    ],
  },
  {
    kind: 7,
    name: 'metadata',
    required: false,
    single: true,
    meaning: 'what the image is',
    layout: [
      { offset: 0, bytes: 4, name: 'count', meaning: 'number of entries; for each:' },
      { offset: 4, bytes: 2, name: 'keyLength', meaning: 'bytes of the key', repeated: true },
      { offset: 6, bytes: 2, name: 'valueLength', meaning: 'bytes of the value', repeated: true },
      { offset: 8, bytes: -1, name: 'key', meaning: 'the key', repeated: true },
      { offset: -1, bytes: -1, name: 'value', meaning: 'the value', repeated: true },
    ],
  },
  {
    kind: 8,
    name: 'chip',
    required: true,
    single: true,
    meaning: 'the chip that the image is for; absent: the public design',
    layout: [
      { offset: 0, bytes: 32, name: 'hash', meaning: 'SHA-256 of the parameters' },
      {
        offset: 32,
        bytes: -1,
        name: 'parameters',
        meaning: 'the parameters as JSON, keys sorted, without white space',
      },
    ],
  },
] as const satisfies readonly SectionSpec[];

/** Kind of a section by its name. */
export const SECTION_KIND = Object.fromEntries(SECTIONS.map((s) => [s.name, s.kind])) as {
  readonly [S in (typeof SECTIONS)[number] as S['name']]: S['kind'];
};

/** Codes of event items; those of the 32-bit event words that FPGA hosts of this chip use. */
export const EVENT_CODE = { nothing: 0, end: 1, label: 2, spike: 3 } as const;

/** Types of symbols. */
export const SYMBOL_TYPES = ['constant', 'code', 'data', 'stream', 'counter'] as const;
