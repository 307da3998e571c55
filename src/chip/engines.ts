/** The engines of a chip, by name. */

/**
 * Who lets the cycles pass. `cycle`: one clock at a time. `turbo`: whole phases where their course is settled, the cycle
 * engine elsewhere; nobody may watch the cycles. `auto`: turbo while nobody watches. All give the same state.
 */
export type Engine = 'auto' | 'cycle' | 'turbo';
export const ENGINES: readonly Engine[] = ['auto', 'cycle', 'turbo'];
