/** Pages that are made from data are those that the data give. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/lint/catalogue.js';
import { EXIT_CODES } from '../../src/text/exit-codes.js';
import { TRACES_PAGE, withTraceFormats } from '../../tools/trace-formats.js';
import { warningsPage } from '../../tools/warnings-page.js';
import { projectPath } from '../project.js';

describe('docs/warnings.md', () => {
  it('is the page that `npm run docs` writes', () => {
    expect(readFileSync(projectPath('docs/warnings.md'), 'utf8')).toBe(warningsPage());
  });

  it('names every finding, warning and trap once, each with a cause and a cure', () => {
    for (const { name, kind, cause, cure } of CATALOGUE) {
      expect(name).toMatch(/^[a-z][a-z-]+$/);
      expect(`${cause}${cure}`.length, name).toBeGreaterThan(20);
      expect(CATALOGUE.filter((other) => other.name === name && other.kind === kind)).toHaveLength(1);
    }
  });
});

describe('docs/traces.md', () => {
  it('lists the trace formats as `npm run docs` does', async () => {
    const page = readFileSync(TRACES_PAGE, 'utf8');
    expect(await withTraceFormats(page)).toBe(page);
  });
});

describe('README.md', () => {
  it('lists the exit codes', () => {
    const readme = readFileSync(projectPath('README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, code, meaning]) => ({
      code: Number(code),
      meaning,
    }));
    expect(rows).toEqual(EXIT_CODES.map(({ code, meaning }) => ({ code, meaning })));
  });
});
