/** Lets the event loop run during a long run: for signals, back-pressure of the recording, and progress. */

export interface RunHooks {
  /** Awaited regularly: back-pressure of the recording. Undefined when there is nothing to wait for. */
  drain?: () => Promise<void> | undefined;
  /** Called regularly with the share of the program that is done, 0..1. */
  onProgress?: (done: number) => void;
  /** Called regularly; the run ends early when it returns true. */
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
