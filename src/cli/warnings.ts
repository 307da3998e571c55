/** Warnings to people: each behaviour once, with how often and when first. */
import type { Warning } from '../chip/warnings.js';

export function printWarnings(warnings: readonly Warning[]): void {
  for (const w of warnings)
    process.stderr.write(
      `warning: ${w.name}: ${w.message} (${w.count} time${w.count === 1 ? '' : 's'}, first in cycle ${w.cycle}); ${w.cure}\n`,
    );
}
