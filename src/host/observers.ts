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
