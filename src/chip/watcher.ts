/** Callbacks at the start of ticks and samples. */

/** Called when a pin changes, before the chip sees it; for ticks the chip makes itself, before the edge of the tick's cycle. */
export interface ChipWatcher {
  /** A time step begins. */
  tick(): void;
  /** SAMPLE rises. */
  sample(): void;
  /** Takes ticks that were played at once, many at a time, in place of {@link tick}. */
  tickRows?(rows: TickRows): void;
}

/** Ticks as they began; valid during the call. */
export interface TickRows {
  readonly length: number;
  cycle(row: number): number;
  /** Counts of all states together, in the order of ACTIVITIES. @param into takes them from `from` on. */
  sums(row: number, into: Float64Array, from: number): void;
}
