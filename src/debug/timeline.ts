/**
 * One course of a run: a machine with the checkpoints, marks and weight changes of that course. It goes to any place that
 * was reached, or forwards to new ones; going back and forth changes nothing in the run.
 */
import { Checkpoints } from './checkpoints.js';
import type { Goal } from './goal.js';
import type { Mark } from './host.js';
import type { Machine, MachineState } from './machine.js';
import { ticksSoFar } from '../position/counts.js';
import { comparePlaces, type Place, type Position } from './place.js';
import type { Task } from './task.js';
import { SelectionError } from '../text/selection-error.js';
import { WeightLog } from './weight-log.js';

/** Ticks, and cycles, from one checkpoint to the next: what the chip goes through in some milliseconds. */
const TICKS_APART = 4000;
const CYCLES_APART = 1 << 21;
/** The same for cycles that are stepped one by one. */
const STEPPED_APART = 1 << 14;

/** States of places that the machine was at lately. */
const RECENT = 8;
/** Cycles that are soon gone again. */
const SHORT_WAY = 2048;
/** Ticks that take long enough for the state behind them to be kept. */
const LONG_WAY = 32;

/** A mark of the program, and where it was left. */
export interface PlacedMark extends Mark {
  readonly place: Place;
}

export class Timeline {
  readonly checkpoints: Checkpoints;
  readonly weights: WeightLog;
  readonly marks: PlacedMark[] = [];
  /** No checkpoint is taken, and so none dropped. */
  frozen = false;
  /** Cycles that were stepped one by one up to the last checkpoint. */
  private steppedBefore = 0;
  private readonly recent: MachineState[] = [];
  /** Tick from which the run went on to its present goal. */
  private enteredAt = 0;

  /**
   * Starts where the machine stands.
   * @param budget of the checkpoints, in bytes.
   * @param ticksApart ticks from one checkpoint to the next.
   */
  constructor(
    readonly machine: Machine,
    budget: number,
    private readonly ticksApart = TICKS_APART,
  ) {
    this.weights = new WeightLog(machine.chip.cycle);
    this.checkpoints = new Checkpoints(machine, budget);
    this.checkpoints.add(machine.save());
    this.listen();
  }

  /** Takes marks and changes of weights from the machine; to be called when this course is taken up again. */
  listen(): void {
    this.machine.log = this.weights;
    this.machine.onMark = (mark) => {
      const { place } = this.machine;
      const last = this.marks.at(-1);
      if (last === undefined || comparePlaces(last.place, place) < 0) this.marks.push({ ...mark, place });
    };
  }

  /** Whether the machine is past the last checkpoint. */
  private get isNew(): boolean {
    return comparePlaces(this.machine.place, this.checkpoints.last) > 0;
  }

  /** Goes on as fast as the chip can, at most by so much; takes checkpoints on the way. */
  advance(cycles = Infinity, ticks = Infinity, operations = Infinity): void {
    const { machine, checkpoints } = this;
    const { last } = checkpoints;
    const sinceLast = ticksSoFar(machine.chip.state) - last.tick;
    const room =
      sinceLast >= 0 && sinceLast < this.ticksApart ? this.ticksApart - sinceLast : this.ticksApart;
    machine.advance(cycles, Math.min(ticks, room), operations);
    this.checkpointIfDue();
  }

  /** Takes a checkpoint if the last one is far enough behind. */
  checkpointIfDue(): void {
    const { last } = this.checkpoints;
    const { state, cyclesByEngine } = this.machine.chip;
    const isFar =
      state.cycle - last.cycle >= CYCLES_APART ||
      ticksSoFar(state) - last.tick >= this.ticksApart ||
      cyclesByEngine.cycle - this.steppedBefore >= STEPPED_APART;
    if (isFar) this.checkpoint();
  }

  /** Takes a checkpoint, unless there is one at this place or behind it. */
  checkpoint(): void {
    if (this.frozen || !this.isNew) return;
    const { machine, checkpoints } = this;
    checkpoints.add(machine.save(checkpoints.last));
    this.steppedBefore = machine.chip.cyclesByEngine.cycle;
  }

  /**
   * Goes to the last place from which the run has to go on: the present one, a checkpoint or a place it was at lately.
   * @param checkpoint the last one before the goal. @param isBefore whether a place lies before the goal.
   */
  private enter(checkpoint: MachineState, isBefore: (position: Position) => boolean): void {
    const { machine } = this;
    const here = machine.position;
    let start = checkpoint;
    for (const state of this.recent) if (isBefore(state) && comparePlaces(start, state) < 0) start = state;
    const stays = isBefore(here) && comparePlaces(here, start) >= 0;
    this.enteredAt = stays ? here.tick : start.tick;
    if (stays || comparePlaces(start, here) === 0) return;
    this.remember();
    // Where it goes may be the oldest of the states that are kept for a while: it is given up only afterwards.
    machine.restore(start);
    this.forget();
    this.steppedBefore = machine.chip.cyclesByEngine.cycle;
  }

  /** Keeps the present state for a while: questions go back and forth between few places. */
  private remember(): void {
    const { machine, recent, checkpoints } = this;
    const { place } = machine;
    const isNear = (state: MachineState | undefined): boolean =>
      state !== undefined && comparePlaces(state, place) <= 0 && place.cycle - state.cycle < SHORT_WAY;
    if (recent.some(isNear) || isNear(checkpoints.all[checkpoints.indexAt(place)])) return;
    recent.push(machine.save());
  }

  /** Gives up the oldest of the states that are kept for a while. */
  private forget(): void {
    const { machine, recent } = this;
    while (recent.length > RECENT) machine.pages.drop(recent.shift()!.pages);
  }

  /** Keeps the present state if it took long to get here. */
  private arrive(): void {
    if (ticksSoFar(this.machine.chip.state) - this.enteredAt > LONG_WAY) this.remember();
    this.forget();
  }

  /**
   * Goes to a place that the run has been at, or that it is sure to reach.
   * @throws SelectionError for a place at which the run never is, where that is noticed.
   */
  *goTo(place: Place): Task<void> {
    const { machine, checkpoints } = this;
    const index = Math.max(0, checkpoints.indexAt(place));
    this.enter(checkpoints.all[index]!, (before) => comparePlaces(before, place) <= 0);
    while (comparePlaces(machine.place, place) < 0 && !machine.ended) {
      const before = machine.place;
      this.advance(Math.max(0, place.cycle - before.cycle));
      if (place.cycle <= before.cycle && comparePlaces(machine.place, before) === 0)
        throw new SelectionError(
          `the run is never at instruction ${place.instruction} in cycle ${place.cycle}`,
        );
      yield;
    }
    this.arrive();
  }

  /**
   * Goes to the first place that a goal does not lie behind, or to the end of the program.
   * @returns whether the goal was reached.
   */
  *seek(goal: Goal): Task<boolean> {
    const { machine, checkpoints } = this;
    const index = checkpoints.indexWhere((state) => goal.isAhead(state));
    if (index >= 0 || !goal.isAhead(machine.position))
      this.enter(checkpoints.all[Math.max(0, index)]!, (before) => goal.isAhead(before));
    else this.enteredAt = machine.position.tick;
    while (!goal.reached(machine)) {
      if (machine.ended) return false;
      goal.approach(this);
      yield;
    }
    this.arrive();
    return true;
  }
}
