/** Signals chosen by name patterns. */
import { closest } from '../text/closest.js';
import { SelectionError } from '../text/selection-error.js';
import { selectableNames } from './lookup.js';
import { SIGNALS, type Signal } from './signals.js';

/**
 * Signals by comma-separated globs over full names: `sram.*,learning.L[3]`; `*` also matches dots, `?` one character.
 * A name without a dot may be the last part of a signal's, and a scope stands for all its signals.
 * @throws SelectionError when a glob matches none.
 */
export function selectSignals(globs: string): Signal[] {
  const chosen = new Set<Signal>();
  for (const glob of globs.split(',').map((g) => g.trim())) {
    const pattern = glob
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    const full = new RegExp(`^${pattern}(?:\\..*|\\[\\d+\\])?$`);
    const last = glob.includes('.') ? undefined : new RegExp(`\\.${pattern}$`);
    const found = SIGNALS.filter((s) => full.test(s.name) || last?.test(s.name) === true);
    if (glob === '' || found.length === 0) {
      throw new SelectionError(`no signal matches '${glob}'${closest(glob, selectableNames())}`);
    }
    for (const signal of found) chosen.add(signal);
  }
  return SIGNALS.filter((s) => chosen.has(s));
}
