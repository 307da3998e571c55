/** The documentation names only files and folders that exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectPath } from '../project.js';

const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'python/README.md',
  'traces/README.md',
  'traces/golden/README.md',
  ...readdirSync(projectPath('docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** A path from the root of the clone; `dist` and `out` are not part of it. */
const PATH =
  /(?<![\w./:-])(?:src|isa|wasm|bench|test|tools|firmware|traces|python|docs|designs)\/[\w*-]+(?:[./][\w*-]+)*/g;
const LINK = /\]\((?!https?:)([^)#]+)/g;

/** The text of a page without its code blocks, which test/docs/code-blocks.test.ts runs. */
const textOf = (page: string): string =>
  readFileSync(projectPath(page), 'utf8').replace(/^ *```[^]*?^ *```$/gm, '');

describe.each(PAGES)('%s', (page) => {
  it('names paths that exist', () => {
    const paths = [...textOf(page).matchAll(PATH)].map(([path]) => path);
    const wanted = paths.map((path) => (path.includes('*') ? dirname(path) : path));
    expect(wanted.filter((path) => !existsSync(projectPath(path)))).toEqual([]);
  });

  it('links to files that exist', () => {
    const links = [...textOf(page).matchAll(LINK)].map(([, target]) => join(dirname(page), target!));
    expect(links.filter((path) => !existsSync(projectPath(path)))).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  /** What is added, and the files that have to change. */
  const additions = [...textOf('ARCHITECTURE.md').matchAll(/^\| (an? [a-z ]+?) +\| (.*?) +\|$/gm)];

  it('says for each kind of addition which files change', () => {
    expect(additions.map(([, what]) => what)).toEqual([
      'a register',
      'an instruction',
      'a command',
      'a trace format',
      'a kind of table',
      'an activity counter',
      'an event format',
      'an energy table',
      'a chip size',
    ]);
    for (const [, what, files] of additions)
      expect(files!.match(/`[\w/.-]+`/g)?.length, what).toBeGreaterThan(0);
  });

  it('gives its paths from the root, in code', () => {
    const inCode = [...textOf('ARCHITECTURE.md').matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);
    const files = inCode.filter((text) => /^[\w./-]+\.(ts|js|cjs|md|json|yaml|csv|py|s)$/.test(text));
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((path) => !existsSync(projectPath(path)))).toEqual([]);
  });
});
