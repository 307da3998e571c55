/** The interface of chip and sequencer as a page in Markdown. */
import { IMAGE_HEADER, SECTION_ENTRY, SECTIONS } from '../../isa/image.js';
import { INSTRUCTIONS, TRAPS } from '../../isa/instructions.js';
import { SPI_CODES, SPI_HEADER } from '../../isa/spi.js';
import type { LayoutField } from '../../isa/image-types.js';
import type { FieldSpec } from '../../isa/types.js';
import { REFERENCE, type Design } from '../design/design.js';
import { markdownTable } from '../text/markdown.js';
import { memoriesOf } from './memories.js';
import { pinsOf } from './pins.js';
import { registersOf } from './registers.js';

const bitRange = (f: FieldSpec): string => (f.bits === 1 ? `${f.lsb}` : `${f.lsb + f.bits - 1}:${f.lsb}`);

const fields = (list: readonly FieldSpec[]): string[] =>
  markdownTable(
    ['bits', 'field', 'signed', 'meaning'],
    list.map((f) => [bitRange(f), f.name, f.signed ? 'yes' : 'no', f.meaning]),
  );

const layout = (list: readonly LayoutField[]): string[] =>
  markdownTable(
    ['byte', 'bytes', 'field', 'meaning'],
    list.map((f) => [
      f.offset < 0 || f.repeated === true ? '...' : f.offset,
      f.bytes < 0 ? 'its length' : f.bytes,
      f.name + (f.repeated === true ? ' (repeated)' : ''),
      f.meaning,
    ]),
  );

function instructionSection(): string[] {
  const groups = [...new Set(INSTRUCTIONS.map((i) => i.group))];
  return groups.flatMap((group) => [
    `### ${group[0]!.toUpperCase()}${group.slice(1)}`,
    ...markdownTable(
      ['instruction', 'encoding', 'meaning', 'pins', 'cycles'],
      INSTRUCTIONS.filter((i) => i.group === group).map((i) => [
        `\`${[i.mnemonic, i.operands.map((o) => o.name).join(', ')].join(' ').trim()}\``,
        `\`${i.encoding}\``,
        i.meaning,
        i.pins,
        i.cycles,
      ]),
    ),
  ]);
}

/** Names the chip of the page, and says which parts of the page depend on it. */
function chipLines(design: Design): string[] {
  if (design.isReference)
    return [
      'This is the public design. `sextant isa --chip neurons=64,weight_bits=4` prints the page of another chip of the',
      'family: widths of registers, sizes and addresses of memories follow from its parameters (docs/designs.md).',
      '',
    ];
  return [`Chip: ${design.name} (SHA-256 of its parameters ${design.hash}).`, ''];
}

const registerSection = (design: Design): string[] => [
  '## Configuration registers',
  '',
  'Written over SPI with code 0; they cannot be read. A register without reset value powers up unknown.',
  ...markdownTable(
    ['address', 'name', 'bits', 'signed', 'reset', 'meaning'],
    registersOf(design).map((r) => [
      r.address,
      r.name,
      r.bits,
      r.signed ? 'yes' : 'no',
      r.reset ?? '-',
      r.meaning,
    ]),
  ),
];

const spiSection = (): string[] => [
  '## SPI',
  '',
  'Mode 0, most significant bit first, words of 32 bits: a header, then data words.',
  ...fields(SPI_HEADER),
  ...markdownTable(
    ['code', 'name', 'read', 'meaning'],
    SPI_CODES.map((c) => [c.code, c.name, c.read ? 'yes' : 'no', c.meaning]),
  ),
];

const memoryAndPinSections = (design: Design): string[] => [
  '## Memories',
  '',
  ...memoriesOf(design).flatMap((m) => [
    `### ${m.name}: ${m.meaning}`,
    '',
    `${m.words} words of ${m.bits} bits; ${m.addressing}.`,
    ...fields(m.fields),
  ]),
  '## Pins',
  ...markdownTable(
    ['pin', 'bits', 'direction', 'meaning'],
    pinsOf(design).map((p) => [p.name, p.bits, p.direction, p.meaning]),
  ),
];

const sequencerSection = (): string[] => [
  '## Instructions of the sequencer',
  '',
  'Words of 32 bits, bit 31 first: 0 and 1 are fixed, a letter is an operand. Sixteen registers r0 to r15 of 32 bits,',
  '0 at the start. The sequencer is taken as infinitely fast: only pin operations take cycles. H is half an SCK',
  'period in cycles, "run n" lets n cycles pass. A word that fits no row traps.',
  '',
  ...instructionSection(),
  '### Traps',
  ...markdownTable(
    ['trap', 'meaning'],
    TRAPS.map((t) => [t.name, t.meaning]),
  ),
];

const imageSection = (): string[] => [
  '## Image format (.sxi)',
  '',
  'Numbers little end first, texts UTF-8. A header, a table of sections, the sections in order of their kinds, each',
  'at the next multiple of 4, gaps 0. Unknown sections are skipped unless flagged required.',
  '',
  '### Header',
  ...layout(IMAGE_HEADER),
  '### Entry of the section table',
  ...layout(SECTION_ENTRY),
  ...SECTIONS.flatMap((s) => [
    `### Section ${s.kind}: ${s.name}`,
    '',
    `${s.meaning[0]!.toUpperCase()}${s.meaning.slice(1)}. ${s.required ? 'Required' : 'Optional'}, ${s.single ? 'at most once' : 'any number'}.`,
    ...layout(s.layout),
  ]),
];

/** The page of a chip; generated, never edited. */
export function isaMarkdown(design: Design = REFERENCE): string {
  const lines = [
    '# Registers, memories, pins, instructions and image format',
    '',
    'Generated from the data in `isa/` by `sextant isa --format md`; edit those, not this page.',
    '',
    ...chipLines(design),
    ...registerSection(design),
    ...spiSection(),
    ...memoryAndPinSections(design),
    ...sequencerSection(),
    ...imageSection(),
  ];
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
