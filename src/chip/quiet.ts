/** Detects cycles in which nothing moves, as while a host shifts SPI words or waits: the next cycle equals the last. */
import { sendLast } from './controllers.js';
import type { ChipState } from './state.js';
import { State } from './states.js';
import { changesUnderWay, SYNC } from './synchronisers.js';
import type { Wires } from './wires.js';

/**
 * Whether the cycle that has just ended, with the event controller in WAIT, was quiet: it changed nothing that the next
 * cycle would not set to the same value again, and no pin, strobe or counter is on its way. If the pins stay as they are,
 * every later cycle then equals the second of them.
 */
export function isQuiet(s: ChipState, w: Wires, stateBefore: number): boolean {
  const { ctl: k, sync, config: c } = s;
  if (k.state !== stateBefore || k.state === State.STEP || k.state === State.EPROP) return false;
  if (w.neur.cs || w.winp.cs || w.wrec.cs || w.wout.cs) return false;
  if (w.prog !== 0 || w.timeTick || w.aerNew || w.tarNew) return false;
  if (k.state === State.IDLE) {
    if (k.tickCount !== 1) return false;
  } else if (c.LOCAL_TICK !== 0 || k.state === State.SDONE || (k.timingError !== 0 && c.ERROR_HALT !== 0))
    return false;
  if ((k.pre | k.upd | k.step | k.supp | k.woutRead) !== 0) return false;
  // In a lasting reset the synchronisers stay cleared, whatever their inputs.
  if (sync.rst2 !== 0) return sync.rst1 !== 0 && s.pins.rst !== 0;
  if (changesUnderWay(sync, s.derived.syncEnable) !== 0) return false;
  if ((sync.stage2 & ~sync.stage3 & SYNC.PROG_ALL) !== 0) return false;
  if (sync.rst1 !== 0 || s.pins.rst !== 0) return false;
  if (k.ack !== (sync.stage2 & SYNC.AERIN_REQ ? 1 : 0)) return false;
  return k.state !== State.SEND || sendWaits(s);
}

function sendWaits(s: ChipState): boolean {
  const { ctl: k, sync } = s;
  const acknowledged = (sync.stage2 & SYNC.OUT_ACK) !== 0;
  return k.sendCount > sendLast(s) || (k.outReq !== 0) !== acknowledged;
}
