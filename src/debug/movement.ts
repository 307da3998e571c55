/** Single steps of each size, forwards and back: each ends at a boundary of its size. */
import { atCycle, atEpoch, atInstruction, atSample, atTick, type Goal } from './goal.js';
import { comparePlaces, type Place, type Position } from './place.js';
import { ACCEPT_ALL, Scanner } from './scan.js';
import type { Task } from './task.js';
import type { Timeline } from './timeline.js';
import { PhaseTrigger } from './trigger.js';

/** Sizes of steps that need nothing but the run, the smallest first. */
export const STEPS = ['cycle', 'phase', 'operation', 'instruction', 'tick', 'sample', 'epoch'] as const;
export type StepSize = (typeof STEPS)[number];

type Counted = 'instruction' | 'tick' | 'sample' | 'epoch';

const GOALS: Readonly<Record<Counted, (count: number) => Goal>> = {
  instruction: atInstruction,
  tick: atTick,
  sample: atSample,
  epoch: atEpoch,
};

/** Goes on by one step. The end of the program ends it, too. */
export function* stepForward(timeline: Timeline, size: StepSize): Task<void> {
  const { machine } = timeline;
  switch (size) {
    case 'cycle':
      yield* timeline.seek(atCycle(machine.chip.cycle + 1));
      return;
    case 'phase':
      yield* new Scanner(timeline, [new PhaseTrigger()]).forward(ACCEPT_ALL);
      return;
    case 'operation':
      do {
        machine.move();
        yield;
      } while (machine.host.busy && !machine.ended);
      timeline.checkpointIfDue();
      return;
    default:
      yield* timeline.seek(GOALS[size](machine.position[size] + 1));
  }
}

/** Goes back by one step; not further than the oldest place. */
export function* stepBack(timeline: Timeline, size: StepSize): Task<void> {
  const { machine } = timeline;
  switch (size) {
    case 'cycle':
      yield* timeline.seek(atCycle(machine.chip.cycle - 1));
      return;
    case 'phase':
      yield* phaseBack(timeline);
      return;
    case 'operation':
      yield* operationBack(timeline);
      return;
    default:
      yield* countBack(timeline, size);
  }
}

/** To the start of the unit under way, or of the one before where the run stands at a start. */
function* countBack(timeline: Timeline, size: Counted): Task<void> {
  const { machine } = timeline;
  const now: Position = machine.position;
  yield* timeline.seek(GOALS[size](now[size]));
  if (comparePlaces(machine.place, now) >= 0) yield* timeline.seek(GOALS[size](now[size] - 1));
}

/** To the start of the phase under way, or of the one before where the run stands at a start. */
function* phaseBack(timeline: Timeline): Task<void> {
  const { machine } = timeline;
  const now = machine.position;
  const scanner = new Scanner(timeline, [new PhaseTrigger()]);
  // Nearly always the last two ticks hold it.
  yield* timeline.seek(atTick(now.tick - 2));
  const start = machine.place;
  yield* timeline.goTo(now);
  if (comparePlaces(start, now) < 0 && (yield* scanner.lastBetween(start, now))) return;
  yield* scanner.backward(ACCEPT_ALL);
}

/** To the last place before the present one that lies between two operations. */
function* operationBack(timeline: Timeline): Task<void> {
  const { machine, checkpoints } = timeline;
  const now = machine.place;
  const before = (p: Place): boolean =>
    p.instruction < now.instruction || (p.instruction === now.instruction && p.operation < now.operation);
  let last: Place = checkpoints.oldest;
  yield* timeline.goTo(checkpoints.all[Math.max(0, checkpoints.indexWhere(before))]!);
  while (comparePlaces(machine.place, now) < 0) {
    if (machine.betweenOperations) last = machine.place;
    // The last cycle before is left for single moves, so that no list is played past the place.
    const left = now.cycle - machine.chip.cycle;
    if (left > 1) timeline.advance(left - 1);
    else machine.move(left);
    yield;
  }
  yield* timeline.goTo(last);
}
