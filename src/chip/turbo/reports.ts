/** What the WebAssembly reports while it plays a list, for watchers and observers: a bit each. */
export const REPORT = {
  /** TIME_TICK is about to rise. */
  RISE: 1,
  /** An input event was accepted in the cycle before. */
  EVENT: 2,
  /** STEP has ended with spikes. */
  SPIKES: 4,
  /** The cycle of SDONE. */
  DONE: 8,
} as const;
