/** Tables for a terminal. */

/**
 * Rows of cells as aligned columns: those before `left` and from `leftAgain` on to the left, the others to the right.
 */
export function columns(rows: readonly (readonly string[])[], left = 1, leftAgain = Infinity): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i < left || i >= leftAgain ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}
