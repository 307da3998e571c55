/** The turns that a long run leaves to the event loop: signals, back-pressure of what records the run, progress. */

export interface RunHooks {
  /** Awaited now and then: back-pressure of the sinks. Undefined when there is nothing to wait for. */
  drain?: () => Promise<void> | undefined;
  /** Called now and then with the share of the program that is done, 0..1. */
  onProgress?: (done: number) => void;
  /** Called now and then; true ends the run early. */
  stopped?: () => boolean;
}

/** Longest time the event loop waits for its turn, in milliseconds. */
const LONGEST_WAIT = 50;

/** A browser has no setImmediate; its timers wait a little longer. */
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    if ('setImmediate' in globalThis) setImmediate(resolve);
    else setTimeout(resolve);
  });

/** Gives the event loop its turn whenever it has waited long enough. */
export class Breather {
  private last = performance.now();
  constructor(private readonly hooks: RunHooks) {}

  /** @returns true when the run is to end. */
  async breathe(done: number): Promise<boolean> {
    const waiting = this.hooks.drain?.();
    if (waiting) await waiting;
    if (performance.now() - this.last > LONGEST_WAIT) {
      this.hooks.onProgress?.(done);
      await nextTurn();
      this.last = performance.now();
    }
    return this.hooks.stopped?.() ?? false;
  }
}
