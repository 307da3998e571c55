/** Parts of Markdown pages. */

const cell = (text: string | number): string => String(text).replaceAll('|', '\\|');
const row = (cells: readonly (string | number)[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** Lines of a table, with an empty line before and after. @param rows as long as `head`. */
export const markdownTable = (
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string[] => ['', row(head), row(head.map(() => '---')), ...rows.map(row), ''];
