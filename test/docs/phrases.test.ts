/** The code and the documentation keep to plain English: none of the phrases of phrases.ts occurs. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectPath } from '../project.js';
import { PHRASES } from './phrases.js';

const FOLDERS = [
  'src',
  'isa',
  'bench',
  'tools',
  'wasm',
  'docs',
  'traces',
  'test',
  'firmware',
  'studies',
  'designs',
];
const PAGES = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md'];

const texts = [
  ...PAGES,
  ...FOLDERS.flatMap((folder) =>
    readdirSync(projectPath(folder), { recursive: true, encoding: 'utf8' })
      .filter(
        (file) =>
          /\.(ts|js|md|yaml|s)$/.test(file) && !file.includes('generated') && file !== 'docs/phrases.ts',
      )
      .map((file) => `${folder}/${file}`),
  ),
].map((file) => ({ file, lines: readFileSync(projectPath(file), 'utf8').split('\n') }));

describe('plain English', () => {
  it.each(PHRASES)('$instead', ({ pattern }) => {
    const found = texts.flatMap(({ file, lines }) =>
      lines.flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });
});
