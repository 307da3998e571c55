/**
 * The turbo engine: whole phases at once, the same bits and cycles as the cycle engine.
 *
 *     waiting  PROP, no event pending: only synchronisers and the event port move
 *     PROP     scan and propagation of the pending events
 *     STEP     leak and fire
 *     SDONE    one cycle: winner, next state
 *     EPROP    learning, the post or the pre phase of one block at a time
 *
 * A phase runs as a whole only if nothing from outside can reach it (regular.ts). No call passes a cycle in which an
 * output pin changes, except at its end, so that a host that watches the pins between calls misses no change.
 */
import { ACT, activityBase } from '../activity.js';
import { decide } from '../controllers.js';
import type { PhaseObserver } from '../cycle.js';
import { moveCounters, moveStates } from '../edge.js';
import { countWinner } from '../outputs.js';
import type { ChipState } from '../state.js';
import { Evt, State } from '../states.js';
import { SYNC } from '../synchronisers.js';
import type { Wires } from '../wires.js';
import type { Phases } from './phases.js';
import { passSynchronisers, settled, undisturbed } from './regular.js';
import { runWaiting } from './waiting.js';

/**
 * Lets cycles pass as far as the course of the chip is settled.
 * @param phases the long phases.
 * @param limit most cycles that may pass.
 * @param observer called for the outcome of these phases.
 * @returns cycles passed; 0 where the next one needs the cycle engine.
 */
export function runPhase(
  s: ChipState,
  w: Wires,
  phases: Phases,
  limit: number,
  observer?: PhaseObserver,
): number {
  const k = s.ctl;
  if (k.state === State.PROP && k.evt === Evt.WAIT)
    return undisturbed(s) ? runWaiting(s, limit, observer) : 0;
  if (!isBusy(s) || !settled(s)) return 0;
  // From one of these states to another no output pin changes, and the chip stays settled.
  let cycles = 0;
  do {
    const passed = runBusy(s, w, phases, limit - cycles, observer);
    if (passed === 0) break;
    passSynchronisers(s, passed);
    s.cycle += passed;
    cycles += passed;
  } while (cycles < limit && isBusy(s));
  if (cycles > 0) {
    s.quiet = 0;
    k.tickCount = 1;
  }
  return cycles;
}

/**
 * A phase that may run as a whole is under way. In the first cycle of WAIT, `pre` and `supp` still are those of the last
 * event: a tick may have come right then.
 */
function isBusy({ ctl: k }: ChipState): boolean {
  if (k.state === State.PROP) return k.evt === Evt.CNT;
  const runs = k.state === State.STEP || k.state === State.SDONE || k.state === State.EPROP;
  return runs && k.evt === Evt.WAIT && (k.supp | k.pre) === 0;
}

function runBusy(
  s: ChipState,
  w: Wires,
  phases: Phases,
  limit: number,
  observer: PhaseObserver | undefined,
): number {
  switch (s.ctl.state) {
    case State.PROP:
      return phases.propagate(s, limit);
    case State.STEP:
      return phases.step(s, limit, observer);
    case State.SDONE:
      return endStep(s, w, observer);
    default:
      return phases.learn(s, limit, observer);
  }
}

/**
 * Whether a tick has started a step long enough for TIME_TICK to fall at once instead of `early` cycles later: the fall
 * means nothing, and will have passed the synchroniser before anything else happens.
 */
export function tickIsTaken(s: ChipState, early: number): boolean {
  const { ctl: k, sync } = s;
  return (
    k.state === State.STEP &&
    s.config.TIMING_MODE === 0 &&
    (sync.stage3 & SYNC.TIME_TICK) !== 0 &&
    s.derived.lastStep - k.step >= early + 3 &&
    settled(s)
  );
}

/** SDONE: the winner of the step, and where to go. */
function endStep(s: ChipState, w: Wires, observer: PhaseObserver | undefined): number {
  decide(s, w);
  observer?.done?.(s, w);
  w.woutEvent = false;
  s.activity[SDONE + ACT.cycles]!++;
  countWinner(s, w);
  moveCounters(s, w);
  moveStates(s, w);
  return 1;
}

const SDONE = activityBase(State.SDONE);
