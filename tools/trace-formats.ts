/** The table of trace formats in docs/traces.md, made from the list of formats. */
import { format, resolveConfig } from 'prettier';
import { packagePath } from '../src/files/package-root.js';
import { markdownTable } from '../src/text/markdown.js';
import { RECORDABLE_FORMATS } from '../src/trace/formats.js';

export const TRACES_PAGE = packagePath('docs', 'traces.md');

const BEGIN = '<!-- Formats: made by `npm run docs`. -->';
const END = '<!-- End of formats. -->';

/** The energy log is not a trace of the chip's signals: it is written by the energy side of a run. */
const ENERGY = [
  '`energy`',
  'table: energy by component, a row a tick (`--every`); the same as `--energy-log FILE` ([energy](energy.md))',
  'Python, R',
];

/** A page with its table of formats as the list gives it. @throws Error if the page has no place for it. */
export async function withTraceFormats(page: string): Promise<string> {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/traces.md lacks the lines ${BEGIN} and ${END}`);
  const rows = RECORDABLE_FORMATS.map(({ name, summary, opensIn }) => [`\`${name}\``, summary, opensIn]);
  const table = markdownTable(['kind', 'what a file holds', 'opens in'], [...rows, ENERGY]);
  const text = page.slice(0, begin + BEGIN.length) + ['', ...table, ''].join('\n') + page.slice(end);
  return format(text, { ...(await resolveConfig(TRACES_PAGE)), parser: 'markdown' });
}
