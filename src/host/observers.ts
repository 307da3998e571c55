/** Several observers of one chip. */
import type { CycleObserver } from '../chip/cycle.js';

/** Two observers as one, the first told first; none where there are none, so that nothing is observed. */
export function bothObservers(
  first: CycleObserver | undefined,
  second: CycleObserver | undefined,
): CycleObserver | undefined {
  if (!first || !second) return first ?? second;
  return (state, wires) => {
    first(state, wires);
    second(state, wires);
  };
}

/**
 * Options of a host, with who watches its chip.
 * @param changes whether that must be asked before every call of the engine; else once, which costs nothing.
 */
export function observedBy<Options extends object>(
  options: Options,
  observer: () => CycleObserver | undefined,
  changes: boolean,
): Options & { readonly observer?: CycleObserver | undefined } {
  return Object.defineProperty(options, 'observer', changes ? { get: observer } : { value: observer() });
}
