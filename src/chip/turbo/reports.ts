/** What the WebAssembly reports or logs while it plays a list, for watchers and observers: a bit each. */
export const REPORT = {
  /** TIME_TICK is about to rise. */
  RISE: 1,
  /** An input event was accepted in the cycle before. */
  EVENT: 2,
  /** STEP has ended with spikes. */
  SPIKES: 4,
  /** The cycle of SDONE. */
  DONE: 8,
  /** The cycle in which a tick is seen. */
  TICK: 16,
  /** STEP has ended. */
  STEPPED: 32,
  /** The first cycle of EPROP. */
  LEARNING: 64,
  /** A word of weights has changed. */
  WEIGHTS: 128,
  /** The first scan cycle of PROP. */
  SCANNING: 256,
  /** Not reported but logged (play-log.ts): the counters at every tick, input events and spikes, output membranes. */
  TICK_ROWS: 512,
  SPIKE_ROWS: 1024,
  OUTPUT_ROWS: 2048,
  /** A log is full. */
  LOGGED: 4096,
} as const;
