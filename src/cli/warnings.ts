/** Warnings of the chip for people: each behaviour once, with how often and when first. */
import type { Warning } from '../chip/warnings.js';
import type { Report } from './report.js';

export function warnOf(warnings: readonly Warning[], report: Report): void {
  for (const w of warnings) {
    const times = `${w.count} time${w.count === 1 ? '' : 's'}, first in cycle ${w.cycle}`;
    report.warning(`${w.name}: ${w.message} (${times}); ${w.cure}`);
  }
}
