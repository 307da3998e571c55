/** Sizes and widths of the public design stand in src/design/parameters.ts and nowhere else that other chips run through. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectPath } from '../project.js';

const ROOMS = [
  ...['chip', 'asm', 'lint', 'trace', 'energy', 'signals', 'network', 'inference', 'training', 'sequencer'],
  ...['firmware', 'run', 'verify', 'study', 'study-node'],
]
  .map((room) => `src/${room}`)
  .concat('wasm', 'test/reference');

/** The phases on plain numbers run on the public design only (src/chip/turbo/phases.ts). */
const PUBLIC_DESIGN_ONLY = [
  ...['geometry.ts', 'turbo/rows.ts', 'turbo/learn.ts', 'turbo/plain-column.ts', 'turbo/propagate.ts'].map(
    (file) => `src/chip/${file}`,
  ),
  'src/chip/turbo/step.ts',
];
/** Numbers that look like a size and are something else. */
const OTHERWISE = [
  /MAX_SPANS = 256/,
  /CHUNK_ROWS = 256/,
  /SCANNING: 256/,
  /SHA-256/,
  /neurons: \[80, 256, 512\]/,
  /TICK_ROWS = 256/,
];

/** Counts, masks and shifts of the public design; masks of a byte are not among them. */
const LITERALS = [
  /(?<!& ?)\b(255|256|511|0x1ff)\b/,
  /\b4096 ?\*|\* ?4096\b/,
  /NUM_(REC|INP) ?(>>|&) ?(4|15|31)\b/,
  /\b(pre|prei|post) ?<< ?4\b/,
  /upd ?& ?(14|15)\b/,
  /blk ?(<<|\+ 1\) &) ?(4|15)\b/,
];

const filesOf = (room: string): string[] =>
  readdirSync(projectPath(room), { recursive: true, encoding: 'utf8' })
    .map((file) => join(room, file))
    .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
    .filter((file) => !PUBLIC_DESIGN_ONLY.includes(file));

/** Code without comments, which may name the public design. */
const codeOf = (text: string): string[] =>
  text.replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, '')).split('\n');

describe('sizes of the public design', () => {
  it.each(ROOMS)('are not written down in %s', (room) => {
    const found = filesOf(room).flatMap((file) =>
      codeOf(readFileSync(projectPath(file), 'utf8')).flatMap((line, i) => {
        const code = line.replace(/\/\/.*/, '');
        const isSize = LITERALS.some((literal) => literal.test(code)) && !OTHERWISE.some((o) => o.test(code));
        return isSize ? [`${file}:${i + 1}: ${line.trim()}`] : [];
      }),
    );
    expect(found).toEqual([]);
  });
});
