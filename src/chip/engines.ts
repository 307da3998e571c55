/** The engines of a chip, by name. */

/**
 * How cycles are computed. `cycle`: one clock at a time. `turbo`: whole phases wherever their course is settled, and single
 * cycles elsewhere; cycles cannot be observed. `auto`: as `turbo` while no cycle is observed. All give the same state.
 */
export type Engine = 'auto' | 'cycle' | 'turbo';
/** Ways to step the chip: phases at once where that is exact, every cycle, or phases only. */
export const ENGINES: readonly Engine[] = ['auto', 'cycle', 'turbo'];
