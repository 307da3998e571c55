/**
 * One course of a run: a machine with the checkpoints, marks and weight changes of that course. It goes to any place that
 * was reached, or forwards to new ones; going back and forth changes nothing in the run.
 */
import { Checkpoints } from './checkpoints.js';
import type { Goal } from './goal.js';
import type { Mark } from './host.js';
import type { Machine, MachineState } from './machine.js';
import { ticksSoFar } from '../position/counts.js';
import { comparePlaces, type Place } from './place.js';
import type { Task } from './task.js';
import { SelectionError } from '../text/selection-error.js';
import { WeightAddresses, WeightIndex } from './weight-index.js';

/** Ticks, and cycles, from one checkpoint to the next. */
const TICKS_APART = 750;
const CYCLES_APART = 1 << 19;

/** A mark of the program, and where it was left. */
export interface PlacedMark extends Mark {
  readonly place: Place;
}

export class Timeline {
  readonly checkpoints: Checkpoints;
  readonly weights = new WeightIndex();
  readonly marks: PlacedMark[] = [];
  /** No checkpoint is taken, and so none dropped. */
  frozen = false;
  private readonly addresses: WeightAddresses;

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
    this.addresses = new WeightAddresses(machine.chip.state);
    this.checkpoints = new Checkpoints(machine, budget);
    this.checkpoints.add(machine.save());
    this.listen();
  }

  /** Takes the marks of the machine; to be called when this course is taken up again. */
  listen(): void {
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
    const { state } = this.machine.chip;
    if (state.cycle - last.cycle >= CYCLES_APART || ticksSoFar(state) - last.tick >= this.ticksApart)
      this.checkpoint();
  }

  /** Takes a checkpoint, unless there is one at this place or behind it. */
  checkpoint(): void {
    if (this.frozen || !this.isNew) return;
    const { machine, checkpoints, addresses } = this;
    const from = checkpoints.last;
    const { image } = machine.chip.state;
    const changed: number[] = [];
    const to = machine.save(from, (page, before) => addresses.collect(page, image, before, changed));
    this.weights.add({
      from,
      to,
      changed: Uint32Array.from(changed),
      mayHideMore: to.lanesChanged - from.lanesChanged !== changed.length || to.spiBits > from.spiBits,
    });
    checkpoints.add(to);
  }

  /** The state to start from so as to reach a goal; the present one where it is the nearest. */
  private enter(state: MachineState, isBefore: (place: Place) => boolean): void {
    const { machine } = this;
    const here = machine.place;
    if (isBefore(here) && comparePlaces(here, state) >= 0) return;
    machine.restore(state);
  }

  /**
   * Goes to a place that the run has been at, or that it is sure to reach.
   * @throws SelectionError for a place at which the run never is, where that is noticed.
   */
  *goTo(place: Place): Task<void> {
    const { machine, checkpoints } = this;
    const index = Math.max(0, checkpoints.indexAt(place));
    this.enter(checkpoints.all[index]!, (here) => comparePlaces(here, place) <= 0);
    while (comparePlaces(machine.place, place) < 0 && !machine.ended) {
      const before = machine.place;
      this.advance(Math.max(0, place.cycle - before.cycle));
      if (place.cycle <= before.cycle && comparePlaces(machine.place, before) === 0)
        throw new SelectionError(
          `the run is never at instruction ${place.instruction} in cycle ${place.cycle}`,
        );
      yield;
    }
  }

  /**
   * Goes to the first place that a goal does not lie behind, or to the end of the program.
   * @returns whether the goal was reached.
   */
  *seek(goal: Goal): Task<boolean> {
    const { machine, checkpoints } = this;
    const index = checkpoints.indexWhere((state) => goal.isAhead(state));
    if (index >= 0 || !goal.isAhead(machine.position))
      this.enter(checkpoints.all[Math.max(0, index)]!, () => goal.isAhead(machine.position));
    while (!goal.reached(machine)) {
      if (machine.ended) return false;
      goal.approach(this);
      yield;
    }
    return true;
  }
}
