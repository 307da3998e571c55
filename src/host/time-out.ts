/** Waits that exceed their limit: what the chip is doing meanwhile, the likely cause, and the cure. */
import type { Chip } from '../chip/chip.js';
import type { ChipState } from '../chip/state.js';
import { EVT_NAMES, State, STATE_NAMES } from '../chip/states.js';
import { SYNC } from '../chip/synchronisers.js';
import {
  ACK_HIGH,
  ACK_LOW,
  OUT_HIGH,
  OUT_LOW,
  READY,
  SPI_READY,
  TARGET_REQUEST,
  type Condition,
} from './courses.js';

/** A wait that did not end within its limit. */
export class HostTimeout extends Error {
  override name = 'HostTimeout';
  constructor(
    /** What was waited for. */
    readonly waitedFor: string,
    /** Cycle at which the limit was reached. */
    readonly cycle: number,
    /** Cycles that the wait was allowed to take. */
    readonly limit: number,
    /** What the chip is doing, why, and what to do; empty where the wait was for nothing but time. */
    readonly reason = '',
  ) {
    super(
      `timed out after ${limit} cycles waiting for ${waitedFor} (cycle ${cycle})${reason === '' ? '' : `: ${reason}`}`,
    );
  }
}

interface Cause {
  /** Conditions that this keeps from coming true; absent: any of them. */
  readonly blocks?: readonly Condition[];
  readonly when: (s: ChipState) => boolean;
  readonly text: (s: ChipState) => string;
}

const sampleHigh = (s: ChipState): boolean => (s.sync.raw & SYNC.SAMPLE) !== 0;
const inState =
  (state: number) =>
  ({ ctl }: ChipState): boolean =>
    ctl.state === state;
const NOT_ACK = [READY, SPI_READY, TARGET_REQUEST, OUT_HIGH, OUT_LOW];

/** Likely causes, the first that applies is the one named. */
const CAUSES: readonly Cause[] = [
  { when: (s) => s.pins.rst !== 0, text: () => 'RST is high; drive it low' },
  {
    blocks: [ACK_LOW],
    when: (s) => (s.sync.raw & SYNC.AERIN_REQ) !== 0,
    text: () => 'AERIN_REQ is still high; drive it low, the chip acknowledges until then',
  },
  {
    blocks: [READY],
    when: (s) => s.config.TIMING_MODE !== 0,
    text: () =>
      'TIMING_MODE is 1, so that the pin shows timing errors, and there is none; write TIMING_MODE 0 to see readiness',
  },
  {
    blocks: [OUT_HIGH, SPI_READY, TARGET_REQUEST],
    when: (s) => s.ctl.state === State.IDLE && s.ctl.timingError !== 0,
    text: () =>
      'a tick came while the chip was busy, and ERROR_HALT ended the sample; wait for ready (rdy) before a tick',
  },
  {
    blocks: [READY, TARGET_REQUEST, OUT_HIGH, OUT_LOW],
    when: (s) => s.ctl.state === State.CONFIG && s.config.EN_CONF !== 0,
    text: () => 'EN_CONF is 1, so it stays there; write EN_CONF 0 when the configuration is done',
  },
  {
    blocks: [READY, SPI_READY, OUT_HIGH],
    when: inState(State.GET_TAR),
    text: ({ config: c }) =>
      `it stays there until it is given a ${
        c.REGRESSION !== 0 ? `target of ${2 * (c.NUM_OUT + 1)} bytes` : 'label'
      }; send it (tgt), or lower TARGET_VALID`,
  },
  {
    blocks: [READY, SPI_READY, TARGET_REQUEST],
    when: inState(State.SEND),
    text: () => 'it stays there until its output is taken; take each byte (out)',
  },
  {
    blocks: NOT_ACK,
    when: (s) => s.ctl.state === State.EPROP && !sampleHigh(s),
    text: () => 'SAMPLE fell during a learning pass, which repeats until it is high again; raise SAMPLE',
  },
  {
    blocks: [OUT_HIGH, SPI_READY, TARGET_REQUEST],
    when: (s) => s.ctl.state === State.IDLE && s.config.LOCAL_TICK !== 0 && sampleHigh(s),
    text: () =>
      'LOCAL_TICK is 1 in IDLE, where local ticks stand still; start the sample with an external tick',
  },
  {
    blocks: [OUT_HIGH],
    when: inState(State.IDLE),
    text: (s) =>
      sampleHigh(s)
        ? 'no tick has started the sample; give one (tick)'
        : 'no sample is under way; an output comes at the end of a sample: sample 1, ticks, sample 0, a last tick',
  },
  {
    blocks: [OUT_HIGH],
    when: inState(State.PROP),
    text: (s) =>
      sampleHigh(s)
        ? 'SAMPLE is still high; an output comes after sample 0 and a last tick (pulse)'
        : 'SAMPLE is low, but the last tick is missing; give it (pulse)',
  },
  {
    blocks: [SPI_READY],
    when: (s) => s.config.EN_CONF === 0,
    text: () =>
      'EN_CONF is 0, and the chip enters CONFIG at the end of a step with EN_CONF 1; write EN_CONF 1',
  },
  {
    blocks: [SPI_READY],
    when: () => true,
    text: () =>
      'the chip enters CONFIG only at the end of a step within a sample; give a tick without waiting (pulse)',
  },
  {
    blocks: [TARGET_REQUEST],
    when: (s) => s.config.GET_TAR_REQ_OUT === 0,
    text: () => 'GET_TAR_REQ_OUT is 0, so that the pin does not show requests; write GET_TAR_REQ_OUT 1',
  },
  {
    blocks: [TARGET_REQUEST],
    when: (s) => s.config.DO_EPROP === 0,
    text: () => 'DO_EPROP is 0: without learning the chip asks for no target; write DO_EPROP',
  },
  {
    blocks: [TARGET_REQUEST],
    when: (s) => (s.sync.raw & SYNC.TARGET_VALID) === 0,
    text: () => 'TARGET_VALID is low: an unsupervised step asks for no target; raise it (tvalid 1)',
  },
  {
    blocks: [TARGET_REQUEST],
    when: (s) => s.config.SINGLE_LABEL !== 0 && s.ctl.gotLabel !== 0,
    text: () => 'SINGLE_LABEL is 1 and the sample has its label; write SINGLE_LABEL 0 for one a step',
  },
  {
    blocks: [TARGET_REQUEST],
    when: () => true,
    text: () =>
      'the chip asks for a target at the end of a step within a sample; give a tick without waiting (pulse)',
  },
  {
    blocks: [ACK_HIGH, ACK_LOW],
    when: () => true,
    text: () => 'the pins of the input bus were driven apart from aer and tgt',
  },
];

/** A time-out, with the state of the chip and the likely cause. */
export function timeoutOf(chip: Chip, condition: Condition, limit: number): HostTimeout {
  const { state } = chip;
  const { ctl } = state;
  const where = `the chip is in ${STATE_NAMES[ctl.state]!}${
    ctl.state === State.PROP ? ` (event controller in ${EVT_NAMES[ctl.evt]!})` : ''
  }`;
  const cause = CAUSES.find((c) => (c.blocks?.includes(condition) ?? true) && c.when(state));
  return new HostTimeout(
    condition.name,
    chip.cycle,
    limit,
    cause === undefined ? where : `${where}; ${cause.text(state)}`,
  );
}
