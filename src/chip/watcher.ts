/** Who is told of ticks and samples. */

/** Told when a pin begins something, before the chip sees it; in local ticks, before the edge of the tick's cycle. */
export interface ChipWatcher {
  /** A time tick begins. */
  tick(): void;
  /** SAMPLE rises. */
  sample(): void;
}

/** Two watchers as one. */
export class WatcherPair implements ChipWatcher {
  constructor(
    private readonly first: ChipWatcher,
    private readonly second: ChipWatcher,
  ) {}
  tick(): void {
    this.first.tick();
    this.second.tick();
  }
  sample(): void {
    this.first.sample();
    this.second.sample();
  }
}
