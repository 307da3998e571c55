/**
 * What each operation does to the pins, step by step: the pin timing of the recorded vectors as data.
 *
 * A step takes no cycle, a number of cycles, or as many as the chip lets the host wait. Between two cycles of any step
 * the executor (executor.ts) can stop and go on, so a step's place in this table is part of the host's state.
 */
import type { InputPin } from '../../isa/pins.js';
import type { Chip } from '../chip/chip.js';
import { State } from '../chip/states.js';
import type { Operation } from './operations.js';

/** Cycles that TIME_TICK is held high. */
export const PULSE_CYCLES = 5;

/** A condition on the chip's output pins, which a host waits for. */
export interface Condition {
  /** The pin, and its level where that is low. */
  readonly name: string;
  readonly holds: (chip: Chip) => boolean;
}

export const ACK_LOW: Condition = { name: 'AERIN_ACK low', holds: (chip) => chip.state.ctl.ack === 0 };
export const ACK_HIGH: Condition = { name: 'AERIN_ACK', holds: (chip) => chip.state.ctl.ack !== 0 };
export const READY: Condition = {
  name: 'TIMING_ERROR_RDY',
  holds: (chip) => chip.readPin('TIMING_ERROR_RDY') !== 0,
};
export const SPI_READY: Condition = {
  name: 'SPI_RDY',
  holds: (chip) => chip.state.ctl.state === State.CONFIG,
};
export const TARGET_REQUEST: Condition = {
  name: 'MISO (target request)',
  holds: (chip) => chip.readPin('MISO') !== 0,
};
export const OUT_HIGH: Condition = { name: 'OUT_REQ', holds: (chip) => chip.state.ctl.outReq !== 0 };
export const OUT_LOW: Condition = { name: 'OUT_REQ low', holds: (chip) => chip.state.ctl.outReq === 0 };

export type Step =
  /** Drives a pin; without a value, to the operation's own. */
  | { readonly kind: 'drive'; readonly pin: InputPin; readonly value?: number }
  /** Lets cycles pass; without a number, the operation's own. */
  | { readonly kind: 'pass'; readonly cycles?: number }
  | { readonly kind: 'until'; readonly condition: Condition }
  /** Takes a snapshot, unless automatic snapshots are off. */
  | { readonly kind: 'snapshot'; readonly tag: string }
  /** Sends the words of the operation: its header, and the data of a write. */
  | { readonly kind: 'send' }
  /** Reads as many words as the operation says. */
  | { readonly kind: 'receive' }
  /** Reports what was read, or the byte on the output bus. */
  | { readonly kind: 'report'; readonly what: 'words' | 'output' }
  /** Changes the host itself, or one pin, by the operation: takes no cycle. */
  | { readonly kind: 'apply' };

const drive = (pin: InputPin, value?: number): Step =>
  value === undefined ? { kind: 'drive', pin } : { kind: 'drive', pin, value };
const pass = (cycles?: number): Step => (cycles === undefined ? { kind: 'pass' } : { kind: 'pass', cycles });
const until = (condition: Condition): Step => ({ kind: 'until', condition });
const snapshot = (tag: string): Step => ({ kind: 'snapshot', tag });
const APPLY: readonly Step[] = [{ kind: 'apply' }];

/** A handshake on the input bus: address, request, acknowledge. */
const REQUEST: readonly Step[] = [
  until(ACK_LOW),
  drive('AERIN_ADDR'),
  pass(1),
  drive('AERIN_REQ', 1),
  until(ACK_HIGH),
  drive('AERIN_REQ', 0),
];
const PULSE: readonly Step[] = [drive('TIME_TICK', 1), pass(PULSE_CYCLES), drive('TIME_TICK', 0)];

/** The steps of each operation. */
export const COURSES: Readonly<Record<Operation['op'], readonly Step[]>> = {
  sck: APPLY,
  pin: APPLY,
  snap: APPLY,
  autosnap: APPLY,
  rst: [drive('RST', 1), pass(), drive('RST', 0)],
  wait: [pass()],
  spiw: [{ kind: 'send' }],
  spir: [{ kind: 'send' }, { kind: 'receive' }, { kind: 'report', what: 'words' }],
  aer: [drive('AERIN_TAR_EN', 0), ...REQUEST],
  tgt: [drive('AERIN_TAR_EN', 1), ...REQUEST, until(ACK_LOW), drive('AERIN_TAR_EN', 0)],
  tick: [...PULSE, until(READY), snapshot('tick')],
  pulse: PULSE,
  rdy: [until(READY), snapshot('rdy')],
  spirdy: [until(SPI_READY), snapshot('spirdy')],
  tarreq: [until(TARGET_REQUEST)],
  sample: [drive('SAMPLE')],
  tvalid: [drive('TARGET_VALID')],
  infer: [drive('INFER_ACC')],
  out: [
    until(OUT_HIGH),
    snapshot('out'),
    { kind: 'report', what: 'output' },
    drive('OUT_ACK', 1),
    until(OUT_LOW),
    drive('OUT_ACK', 0),
  ],
};
