/**
 * The two controllers: the signals from the synchronisers, and the next states that follow from them before the edge.
 *
 *     global: IDLE -> PROP -> STEP -> SDONE -> [CONFIG] -> [GET_TAR] -> [EPROP] -> [SEND] -> PROP or IDLE
 *     event:  WAIT -> CNT -> EVT -> [SUPP] -> CNT ... -> WAIT, one round a tick
 */
import type { ChipState } from './state.js';
import { Evt, State } from './states.js';
import { SYNC } from './synchronisers.js';
import type { Wires } from './wires.js';

/** Works out strobes, requests and next states of this cycle. */
export function decide(s: ChipState, w: Wires): void {
  const { config: c, ctl: k, sync } = s;
  const level = sync.stage2;
  const rising = level & ~sync.stage3;
  w.sync = level;
  w.prog = rising & SYNC.PROG_ALL;
  w.rst = sync.rst2 !== 0;
  w.timeTick = c.LOCAL_TICK !== 0 ? k.tickCount === c.CYCLES_PER_TICK : (rising & SYNC.TIME_TICK) !== 0;
  const request = k.ack === 0 && (level & SYNC.AERIN_REQ) !== 0;
  w.aerNew = request && s.pins.aerTarget === 0;
  w.tarNew = request && s.pins.aerTarget !== 0;
  w.nextState = nextState(s, w);
  w.goingIdle = k.state !== State.IDLE && w.nextState === State.IDLE;
  w.inputEvent = s.inNow[k.pre] !== 0;
  w.spikeEvent = s.z[k.pre] !== 0;
  w.nextEvt = nextEvt(s, w);
}

/** True when a learning pass is due in every supervised (or regularised) step. */
export function learns(s: ChipState, sync: number): boolean {
  const c = s.config;
  return c.DO_EPROP !== 0 && ((sync & SYNC.TARGET_VALID) !== 0 || (c.REGUL_MODE & 6) === 6);
}

function nextState(s: ChipState, w: Wires): number {
  const { config: c, ctl: k } = s;
  const sample = (w.sync & SYNC.SAMPLE) !== 0;
  switch (k.state) {
    case State.IDLE:
      return sample && w.timeTick ? State.PROP : State.IDLE;
    case State.PROP:
      return w.timeTick ? State.STEP : State.PROP;
    case State.STEP:
      return k.step === s.derived.lastStep ? State.SDONE : State.STEP;
    case State.SDONE:
      if (!sample) return State.SEND;
      return c.EN_CONF !== 0 ? State.CONFIG : afterStep(s, w);
    case State.GET_TAR:
      return targetDone(s, w) ? State.EPROP : State.GET_TAR;
    case State.CONFIG:
      return c.EN_CONF !== 0 ? State.CONFIG : afterStep(s, w);
    case State.EPROP:
      if (!epropDone(s)) return State.EPROP;
      if (c.SEND_PER_TIMESTEP !== 0) return State.SEND;
      return sample ? State.PROP : State.EPROP;
    default:
      w.sendDone = (w.sync & SYNC.OUT_ACK) !== 0 && k.outReq !== 0 && k.sendCount === sendLast(s);
      if (!w.sendDone) return State.SEND;
      return c.SEND_PER_TIMESTEP !== 0 && sample ? State.PROP : State.IDLE;
  }
}

/** Where SDONE and CONFIG go when nothing holds the sample. */
function afterStep(s: ChipState, w: Wires): number {
  const c = s.config;
  if (learns(s, w.sync)) return c.SINGLE_LABEL !== 0 && s.ctl.gotLabel !== 0 ? State.EPROP : State.GET_TAR;
  return c.SEND_PER_TIMESTEP !== 0 ? State.SEND : State.PROP;
}

function targetDone(s: ChipState, w: Wires): boolean {
  const count = s.ctl.targetCount;
  return w.tarNew && (s.config.REGRESSION === 0 || (count >> 1 === s.config.NUM_OUT && (count & 1) === 1));
}

/** True in the last cycle of a learning pass. */
export function epropDone(s: ChipState): boolean {
  const { config: c, ctl: k, design } = s;
  if (k.blk !== c.NUM_REC >> design.laneBits) return false;
  if (c.DO_EPROP === 4) return k.lsb >> 1 === (c.NUM_REC & design.laneMask) && (k.lsb & 1) === 1;
  return k.ePre >> 1 === s.derived.lastNeuron && (k.ePre & 1) === 1;
}

/** Number of the last byte a SEND gives. */
export function sendLast(s: ChipState): number {
  return s.config.SEND_LABEL_ONLY !== 0 ? 0 : 2 * s.config.NUM_OUT + 1;
}

function nextEvt(s: ChipState, w: Wires): number {
  const { config: c, ctl: k, derived: d } = s;
  const atLast = k.pre === d.lastNeuron;
  switch (k.evt) {
    case Evt.WAIT:
      return k.state !== State.PROP && w.nextState === State.PROP ? Evt.CNT : Evt.WAIT;
    case Evt.CNT:
      if (w.spikeEvent || w.inputEvent) return Evt.EVT;
      return atLast ? Evt.WAIT : Evt.CNT;
    case Evt.EVT:
      if (k.upd >> 1 !== c.NUM_REC >> 1 || (k.upd & 1) === 0) return Evt.EVT;
      // An input beyond the last neuron has a trace of its own, in a pair the event did not visit.
      if (w.inputEvent && k.pre > c.NUM_REC && d.inputTraces !== 0) return Evt.SUPP;
      return atLast ? Evt.WAIT : Evt.CNT;
    default:
      if (k.supp === 0) return Evt.SUPP;
      return atLast ? Evt.WAIT : Evt.CNT;
  }
}
