/** Callbacks at the start of ticks and samples. */

/** Called when a pin changes, before the chip sees it; for ticks the chip makes itself, before the edge of the tick's cycle. */
export interface ChipWatcher {
  /** A time step begins. */
  tick(): void;
  /** SAMPLE rises. */
  sample(): void;
}
