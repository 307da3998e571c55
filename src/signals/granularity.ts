/**
 * How often a value has to be looked at so that none of its changes is missed, rarest first:
 *
 * - after every host operation: only the host changes it;
 * - also after every tick: the chip changes it at most once in a tick;
 * - also at every stop of the engine: it does not change within a phase that the turbo engine takes as a whole, as the
 *   pins do not;
 * - in every cycle.
 */
export const GRANULARITIES = ['operation', 'tick', 'phase', 'cycle'] as const;
/** One of the {@link GRANULARITIES}. */
export type Granularity = (typeof GRANULARITIES)[number];

/** The granularity at which values of both can be looked at. */
export const finer = (a: Granularity, b: Granularity): Granularity =>
  GRANULARITIES.indexOf(a) > GRANULARITIES.indexOf(b) ? a : b;
