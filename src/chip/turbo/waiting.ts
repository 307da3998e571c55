/**
 * PROP with no event pending: the chip waits for a tick. Only the synchronisers and the event port move, one cycle at a
 * time, during the handshake of an event or while a tick passes its synchroniser.
 */
import { ACT, activityBase } from '../activity.js';
import type { PhaseObserver } from '../cycle.js';
import type { ChipState } from '../state.js';
import { State } from '../states.js';
import { changesUnderWay, shiftSynchronisers, SYNC } from '../synchronisers.js';
import { WARN, warn } from '../warnings.js';

const PROP = activityBase(State.PROP);

/**
 * Runs an undisturbed chip that waits, until ACK changes, a tick starts a step or nothing moves any more.
 * @param limit most cycles that may pass.
 * @param observer called at an event.
 * @returns cycles passed; 0 if a target is requested, which the cycle engine handles.
 */
export function runWaiting(s: ChipState, limit: number, observer: PhaseObserver | undefined): number {
  const { ctl: k, sync, pins } = s;
  const enabled = s.derived.syncEnable;
  let cycles = 0;
  let before = s.quiet;
  while (cycles < limit && before < 2) {
    const requested = (sync.stage2 & SYNC.AERIN_REQ) !== 0;
    const event = requested && k.ack === 0;
    if (event && pins.aerTarget !== 0) break;
    const tick = (sync.stage2 & ~sync.stage3 & SYNC.TIME_TICK) !== 0;
    cycles++;
    k.pre = k.upd = k.supp = 0;
    shiftSynchronisers(sync, enabled);
    if (tick || event || requested !== (k.ack !== 0)) {
      if (tick) takeTick(s, event, s.cycle + cycles - 1);
      else if (event) {
        s.inNext[pins.aerAddress] = 1;
        observer?.event?.(s, s.cycle + cycles - 1);
      }
      if (event) s.activity[PROP + ACT.aerHandshakes]!++;
      k.ack = requested ? 1 : 0;
      before = 0;
      if (!tick) before = rests(s) && !event ? 1 : 0;
      break;
    }
    before = rests(s) ? before + 1 : 0;
  }
  s.quiet = before;
  if (cycles > 0) k.tickCount = 1;
  s.cycle += cycles;
  s.activity[PROP + ACT.cycles]! += cycles;
  return cycles;
}

/** Nothing is on its way, and the handshake at rest. */
function rests({ sync, derived, ctl: k }: ChipState): boolean {
  const acknowledged = k.ack === ((sync.stage2 & SYNC.AERIN_REQ) !== 0 ? 1 : 0);
  return acknowledged && changesUnderWay(sync, derived.syncEnable) === 0;
}

function takeTick(s: ChipState, event: boolean, cycle: number): void {
  s.ctl.state = State.STEP;
  s.inNow.set(s.inNext);
  s.inNext.fill(0);
  s.activity[PROP + ACT.ticks]!++;
  if (event) warn(s.warnings, WARN.EVENT_LOST_AT_TICK, cycle);
}
