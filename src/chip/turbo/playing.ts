/**
 * When a chip may play a list of ticks and events as a whole (play-list.ts): at rest in PROP, with settings under which
 * every tick leads back there without anything else from the host.
 */
import { learns } from '../controllers.js';
import type { ChipState } from '../state.js';
import { Evt, State } from '../states.js';
import { changesUnderWay, SYNC } from '../synchronisers.js';
import { allExist, undisturbed } from './regular.js';

/** True if the chip may play operations now; then every tick of them takes {@link mostTickCycles} at most. */
export function mayPlay(s: ChipState): boolean {
  return rests(s) && returnsByItself(s);
}

/** PROP waits for a tick, nothing is on its way but the fall of the last event's request. */
function rests(s: ChipState): boolean {
  const { ctl: k, sync, derived: d } = s;
  if (k.state !== State.PROP || k.evt !== Evt.WAIT || !undisturbed(s)) return false;
  const request = SYNC.AERIN_REQ;
  if ((changesUnderWay(sync, d.syncEnable) & ~request) !== 0 || (sync.raw & (SYNC.TIME_TICK | request)) !== 0)
    return false;
  const level = sync.stage1 & request;
  const settled = (sync.stage2 & request) === level && (sync.stage3 & request) === level;
  return settled && k.ack === (level !== 0 ? 1 : 0);
}

/** No step stops for the host, and all addresses that are visited exist. */
function returnsByItself(s: ChipState): boolean {
  const { config: c, ctl: k, sync, derived: d } = s;
  if (c.EN_CONF !== 0 || c.SEND_PER_TIMESTEP !== 0 || c.TIMING_MODE !== 0) return false;
  if ((sync.stage2 & SYNC.SAMPLE) === 0 || !allExist(s)) return false;
  if (learns(s, sync.stage2) && (c.SINGLE_LABEL === 0 || k.gotLabel === 0)) return false;
  // TIME_TICK falls five cycles after it rose, and must have passed its synchroniser when the chip is ready again.
  return d.lastNeuron > 0 && d.lastStep + d.lastNeuron > 2;
}

/** Most cycles of a tick, from the rise of TIME_TICK to the chip being ready. */
export function mostTickCycles({ config: c, derived: d, design }: ChipState): number {
  const addresses = d.lastNeuron + 1;
  const step = d.lastStep + 5;
  const learning = ((c.NUM_REC >> design.laneBits) + 1) * (2 * design.lanes + 2 * addresses);
  return step + learning + addresses * (c.NUM_REC + 6);
}
