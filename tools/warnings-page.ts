/** The page of everything that Sextant reports by name, made from the data that the messages come from. */
import { CATALOGUE, type CatalogueEntry } from '../src/lint/catalogue.js';
import { EXIT_CODES } from '../src/text/exit-codes.js';
import { markdownTable } from '../src/text/markdown.js';

const entries = (kind: CatalogueEntry['kind']): string[] =>
  markdownTable(
    ['name', 'what happens', 'what to do'],
    CATALOGUE.filter((entry) => entry.kind === kind).map((entry) => [
      `\`${entry.name}\``,
      entry.cause,
      entry.cure,
    ]),
  );

/** Text of docs/warnings.md. */
export const warningsPage = (): string =>
  [
    '# Findings, warnings, traps and exit codes',
    '',
    'Generated from the data that the messages come from (`npm run docs`); edit those, not this page.',
    '',
    'The names are stable. `--allow NAME`, which may be repeated, silences a finding or a warning; `--json` lists them all.',
    '',
    '## Findings of the lint',
    '',
    '`sextant lint` reports them, and `run` and `asm` warn of them before anything runs. Each message names the instruction',
    'or line.',
    ...entries('lint'),
    '## Warnings of a run',
    '',
    'The chip accepts these without a sign. Sextant counts them while a program runs and reports each once, with the first',
    'cycle; the summary (`--json`, `summary.json`) has them under `warnings`.',
    ...entries('warning'),
    '## Traps',
    '',
    'A trap ends a firmware program with exit code 5, `time-out` with 42. The message names the instruction and its line.',
    ...entries('trap'),
    '## Exit codes',
    ...markdownTable(
      ['code', 'meaning', 'what happened', 'what to do'],
      EXIT_CODES.map(({ code, meaning, cause, cure }) => [code, meaning, cause, cure]),
    ),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
