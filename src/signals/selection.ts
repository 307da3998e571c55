/** Signals chosen by name patterns. */
import { REFERENCE, type Design } from '../design/design.js';
import { closest } from '../text/closest.js';
import { SelectionError } from '../text/selection-error.js';
import { selectableNames } from './lookup.js';
import { signalsOf, type Signal } from './signals.js';
import { STORED_ARRAYS, storedValueNamed } from './stored-value.js';

/**
 * Signals of a chip by comma-separated globs over full names: `sram.*,learning.L[3]`; `*` also matches dots, `?` one character.
 * A name without a dot may be the last part of a signal's, and a scope stands for all its signals. Stored values such as
 * `membrane[3]` and `wrec[17][5]` are signals of the scope `memory`.
 * @returns the signals in the order of the signal table, then the stored values as they were given.
 * @throws SelectionError when a glob matches none.
 */
export function selectSignals(globs: string, design: Design = REFERENCE): Signal[] {
  const chosen = new Set<Signal>();
  const stored = new Map<string, Signal>();
  for (const glob of globs.split(',').map((g) => g.trim())) {
    const found = matching(glob, design);
    const value = found.length === 0 ? storedSignal(glob, design) : undefined;
    if (value) stored.set(value.name, value);
    else if (found.length === 0)
      throw new SelectionError(
        `no signal matches '${glob}'${closest(glob, [...selectableNames(design), ...STORED_ARRAYS])}`,
      );
    for (const signal of found) chosen.add(signal);
  }
  return [...signalsOf(design).filter((s) => chosen.has(s)), ...stored.values()];
}

function matching(glob: string, design: Design): Signal[] {
  if (glob === '') return [];
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  const full = new RegExp(`^${pattern}(?:\\..*|\\[\\d+\\])?$`);
  const last = glob.includes('.') ? undefined : new RegExp(`\\.${pattern}$`);
  return signalsOf(design).filter((s) => full.test(s.name) || last?.test(s.name) === true);
}

/** A stored value as a signal. */
function storedSignal(name: string, design: Design): Signal | undefined {
  const stored = storedValueNamed(name, design);
  if (!stored) return undefined;
  const { bits, signed, changes } = stored;
  return {
    name: `memory.${name}`,
    bits,
    ...(signed ? { signed: true as const } : {}),
    changes,
    get: (s) => stored.get(s),
  };
}
