/** Signals by name. */
import { closest } from '../text/closest.js';
import { SelectionError } from '../text/selection-error.js';
import { SIGNALS, type Signal } from './signals.js';

/** The name without its scope: `L[3]` of `learning.L[3]`. */
export const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** All names by which signals can be selected. */
export const selectableNames = (): string[] => SIGNALS.flatMap((s) => [s.name, lastPart(s.name)]);

/**
 * The signal of a name, in full or by its last part if only one signal ends with it.
 * @throws SelectionError when there is none, or several.
 */
export function signalNamed(name: string): Signal {
  const full = SIGNALS.find((s) => s.name === name);
  if (full) return full;
  const found = SIGNALS.filter((s) => lastPart(s.name) === name);
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw new SelectionError(`'${name}' may be ${found.map((s) => s.name).join(' or ')}: give the full name`);
  throw new SelectionError(`no signal is named '${name}'${closest(name, selectableNames())}`);
}

const LABELS = new Map(SIGNALS.flatMap((s) => (s.labels ? [[s.name, s.labels] as const] : [])));

/** Names of the values of a signal, by value; undefined for signals whose values have no names. */
export const labelsOf = (name: string): readonly string[] | undefined => LABELS.get(name);
