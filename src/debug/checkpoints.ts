/** Checkpoints of a run in order, within a budget of memory: where there is not enough, the oldest are thinned. */
import type { Machine, MachineState } from './machine.js';
import { comparePlaces, type Place } from './place.js';

/** Share of the budget that is left after thinning. */
const AFTER_THINNING = 0.9;

export class Checkpoints {
  private list: MachineState[] = [];

  /** @param budget in bytes. */
  constructor(
    private readonly machine: Machine,
    readonly budget: number,
  ) {}

  get all(): readonly MachineState[] {
    return this.list;
  }

  get last(): MachineState {
    return this.list.at(-1)!;
  }

  /** The oldest place from which the run can go on. */
  get oldest(): MachineState {
    return this.list[0]!;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.machine.pages.bytes + this.list.length * this.machine.bytesOf();
  }

  /** Adds a state behind all others. */
  add(state: MachineState): void {
    this.list.push(state);
    while (this.bytes > this.budget && this.list.length > 4) if (!this.thin()) break;
  }

  /** Index of the last checkpoint at or before a place; -1 if the place lies before all of them. */
  indexAt(place: Place): number {
    return this.indexWhere((state) => comparePlaces(state, place) <= 0);
  }

  /** Index of the last checkpoint that a condition holds for; it holds for all before that one. */
  indexWhere(holds: (state: MachineState) => boolean): number {
    let [low, high] = [0, this.list.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.list[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Gives all checkpoints up. */
  clear(): void {
    for (const { pages } of this.list) this.machine.pages.drop(pages);
    this.list = [];
  }

  /** Drops every second checkpoint of the older half, the first one excepted, until enough is free. */
  private thin(): boolean {
    const before = this.list.length;
    const half = before >> 1;
    const kept: MachineState[] = [];
    let enough = false;
    this.list.forEach((state, i) => {
      if (i % 2 === 0 || i >= half || enough) kept.push(state);
      else {
        this.machine.pages.drop(state.pages);
        enough =
          this.machine.pages.bytes + (before + kept.length - i) * this.machine.bytesOf() <
          AFTER_THINNING * this.budget;
      }
    });
    this.list = kept;
    return kept.length < before;
  }
}
