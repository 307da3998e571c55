/** Ticks and samples of a run so far, read from the chip's activity counters. */
import { ACT, activityBase } from '../chip/activity.js';
import type { ChipState } from '../chip/state.js';
import { State, STATE_NAMES } from '../chip/states.js';
import type { Wires } from '../chip/wires.js';

const ticksIn = (state: number): number => activityBase(state) + ACT.ticks;
const IDLE_TICKS = ticksIn(State.IDLE);
const PROP_TICKS = ticksIn(State.PROP);
/** The other states: a tick in one of them came too early. */
const BUSY_TICKS = STATE_NAMES.map((_, state) => ticksIn(state)).filter(
  (at) => at !== IDLE_TICKS && at !== PROP_TICKS,
);

/** Ticks that ended so far. */
export function ticksSoFar({ activity }: ChipState): number {
  let ticks = activity[IDLE_TICKS]! + activity[PROP_TICKS]!;
  for (const at of BUSY_TICKS) ticks += activity[at]!;
  return ticks;
}

/** Samples that began so far. */
export const samplesSoFar = (s: ChipState): number => s.activity[IDLE_TICKS]!;

/** Number of the tick that a cycle belongs to: the latest one that came, 0 before the first. */
export const tickOf = (s: ChipState, w: Wires): number => ticksSoFar(s) + (w.timeTick ? 1 : 0);

/** Number of the sample that a cycle belongs to, 0 before the first. */
export const sampleOf = (s: ChipState, w: Wires): number =>
  samplesSoFar(s) + (w.timeTick && s.ctl.state === State.IDLE ? 1 : 0);
