/** Behaviours of the chip that surprise its users: counted where they happen, reported once. */

export interface WarningSpec {
  readonly name: string;
  readonly message: string;
  readonly cure: string;
}

/** Index of each warning in the state's counters. */
export const WARN = {
  EVENT_LOST_AT_TICK: 0,
  LOCAL_TICK_CANNOT_START: 1,
  LAST_NEURON_UNSTEPPED: 2,
  UPDATES_REPEATED: 3,
  FLAG_WRITE_HITS_SRAM: 4,
  UPDATE_SIGN_FLIPPED: 5,
  TICK_WHILE_BUSY: 6,
  TICK_LOST: 7,
  ACCESS_WITHOUT_EN_CONF: 8,
  UNKNOWN_REGISTER: 9,
} as const;

/** The warnings that a run can give. */
export const WARNINGS: readonly WarningSpec[] = [
  {
    name: 'event-lost-at-tick',
    message: 'an input event arrived in the cycle of a tick: it was acknowledged and lost',
    cure: 'send events at least one cycle before or after a tick',
  },
  {
    name: 'local-tick-cannot-start',
    message:
      'SAMPLE is high in IDLE with LOCAL_TICK set: the tick counter stands still there, the sample cannot start',
    cure: 'start the sample with an external tick, then set LOCAL_TICK',
  },
  {
    name: 'last-neuron-unstepped',
    message:
      'odd neuron count: the last neuron is read but never stepped, its leak skipped and its spike lost',
    cure: 'make max(NUM_INP, NUM_REC, NUM_OUT) odd, that is an even count',
  },
  {
    name: 'updates-repeated',
    message: 'SAMPLE was low at the end of a learning pass: the learning unit ran on and repeats updates',
    cure: 'keep SAMPLE high until the chip is ready again',
  },
  {
    name: 'flag-write-hits-sram',
    message: 'a neuron flag write (address bit 9) also wrote its word into the neuron SRAM',
    cure: 'write the SRAM word again after the flags',
  },
  {
    name: 'update-sign-flipped',
    message: 'a positive weight update with bit 27 set became the most negative one',
    cure: 'lower LEARN_SIG_SCALE or the learning rates',
  },
  {
    name: 'tick-while-busy',
    message: 'a tick came while the chip was busy: timing error',
    cure: 'wait for TIMING_ERROR_RDY (TIMING_MODE 0) before a tick, or slow the ticks down',
  },
  {
    name: 'tick-lost',
    message: 'TIME_TICK fell and rose between two edges of CLK: the chip saw one long tick instead of two',
    cure: 'let a cycle pass between two ticks (wait 1; play with SPACED)',
  },
  {
    name: 'access-without-en-conf',
    message:
      'a memory was written or read over SPI, or a generator seeded, while EN_CONF was 0: the chip did not do it',
    cure: 'write EN_CONF 1 before the transfer',
  },
  {
    name: 'unknown-register',
    message: 'a configuration register that does not exist was written: the chip ignored the word',
    cure: 'use a register of the chip (isa/README.md)',
  },
];

/** A behaviour that happened, with how often and when first. */
export interface Warning extends WarningSpec {
  readonly count: number;
  /** Cycle of the first time. */
  readonly cycle: number;
}

/** Counts and first cycles, alternating. */
export const WARNINGS_LENGTH = 2 * WARNINGS.length;

/** Counts a behaviour. */
export function warn(counts: Float64Array, index: number, cycle: number): void {
  if (counts[2 * index]!++ === 0) counts[2 * index + 1] = cycle;
}

/** The behaviours that happened, in the order of their first time. */
export function listWarnings(counts: Float64Array): Warning[] {
  return WARNINGS.map((w, i) => ({ ...w, count: counts[2 * i]!, cycle: counts[2 * i + 1]! }))
    .filter((w) => w.count > 0)
    .sort((a, b) => a.cycle - b.cycle);
}
