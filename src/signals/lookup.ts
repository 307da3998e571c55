/** Signals by name. */
import type { Design } from '../design/design.js';
import { SelectionError } from '../text/selection-error.js';
import { ALL_SIGNALS, ROOT_SCOPE, signalsOf, type Signal } from './signals.js';

/** The name without its scope: `L[3]` of `learning.L[3]`. */
export const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** All names by which signals of a chip can be selected: in full, by their last parts, by their scopes. */
export const selectableNames = (design: Design): string[] =>
  signalsOf(design).flatMap((s) => [s.name, lastPart(s.name), s.name.slice(0, s.name.lastIndexOf('.'))]);

/**
 * The signal of a chip with a name, in full or by its last part if only one signal ends with it; undefined if there is none.
 * @throws SelectionError if several signals end with it.
 */
export function findSignal(name: string, design: Design): Signal | undefined {
  const signals = signalsOf(design);
  const full = signals.find((s) => s.name === name);
  if (full) return full;
  const found = signals.filter((s) => lastPart(s.name) === name);
  if (found.length > 1)
    throw new SelectionError(`'${name}' may be ${found.map((s) => s.name).join(' or ')}: give the full name`);
  return found[0];
}

const LABELS = new Map(ALL_SIGNALS.flatMap((s) => (s.labels ? [[s.name, s.labels] as const] : [])));

/** Names of the values of a signal, by value; undefined for signals whose values have no names. */
export const labelsOf = (name: string): readonly string[] | undefined => LABELS.get(name);

const PATHS = new Set(ALL_SIGNALS.flatMap(({ name, labels }) => (labels ? [name, `${name}_name`] : [name])));

/** Whether a name is that of a signal of some chip, or of the text with the names of its values. */
export const isSignalName = (name: string): boolean => PATHS.has(name);

/** Whether a path in a hierarchy is {@link ROOT_SCOPE} and the name of a signal. */
export const isSignalPath = (path: string): boolean =>
  path.startsWith(`${ROOT_SCOPE}.`) && isSignalName(path.slice(ROOT_SCOPE.length + 1));
