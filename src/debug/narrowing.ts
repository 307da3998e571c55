/** Where in a unit of a run triggers were hit: the unit runs once more, on the cycle engine. */
import type { Place } from './place.js';
import type { Timeline } from './timeline.js';
import type { Trigger } from './trigger.js';

/** A unit of a run in which triggers may have been hit. */
export interface Suspect {
  readonly from: Place;
  readonly to: Place;
  /** What the triggers remembered before the unit. */
  readonly memories: readonly (readonly number[])[];
  /** What they remembered behind it. */
  readonly after: readonly (readonly number[])[];
  /** Cycles of hits that were seen in it; undefined where the unit has to run again to find them. */
  readonly seen: readonly CycleHit[] | undefined;
  /** Whether several ticks were played in it. */
  readonly isLong: boolean;
}

export interface CycleHit {
  readonly trigger: number;
  /** Cycle of the hit; undefined: the end of the unit. */
  readonly cycle?: number;
}

/** Runs a unit again, operation by operation, watched in every cycle. */
export class Narrowing {
  constructor(
    private readonly timeline: Timeline,
    private readonly triggers: readonly Trigger[],
    private readonly suspect: Suspect,
  ) {
    triggers.forEach((t, i) => (t.memory = suspect.memories[i]!));
  }

  /** An operation, watched in every cycle. */
  unit(): Suspect | undefined {
    const { timeline, triggers } = this;
    const { machine } = timeline;
    const from = machine.place;
    const memories = triggers.map((t) => t.memory);
    const seen: CycleHit[] = [];
    machine.observer = (s, w) =>
      triggers.forEach((t, trigger) => {
        if (t.see(s, w)) seen.push({ trigger, cycle: s.cycle });
      });
    machine.chip.state.quiet = 0;
    machine.move();
    machine.observer = undefined;
    triggers.forEach((t, trigger) => {
      if (this.hitAtEnd(t)) seen.push({ trigger });
    });
    return this.suspectOf(from, memories, seen);
  }

  /**
   * What the last edge of the whole unit made true, which shows in the cycle behind it. A unit that is played ends with a look
   * behind that edge, so that the next one does not find it.
   */
  lastEdge(): Suspect | undefined {
    const { timeline, triggers, suspect } = this;
    const { machine } = timeline;
    const from = machine.place;
    const memories = triggers.map((t) => t.memory);
    const isTaken = triggers.map((t, i) => t.played?.held(suspect.after[i]!) === true);
    if (!isTaken.includes(true)) return undefined;
    const seen: CycleHit[] = [];
    machine.observer = (s, w) => {
      if (s.cycle !== from.cycle) return;
      triggers.forEach((t, trigger) => {
        if (isTaken[trigger] === true && t.see(s, w)) seen.push({ trigger, cycle: s.cycle });
      });
    };
    machine.chip.state.quiet = 0;
    const isOver = (): boolean => machine.ended || machine.chip.cycle > from.cycle;
    while (!isOver()) machine.move(1);
    machine.observer = undefined;
    return this.suspectOf(from, memories, seen);
  }

  private suspectOf(
    from: Place,
    memories: Suspect['memories'],
    seen: readonly CycleHit[],
  ): Suspect | undefined {
    if (seen.length === 0) return undefined;
    const { timeline, triggers } = this;
    const after = triggers.map((t) => t.memory);
    return { from, to: timeline.machine.place, memories, after, seen, isLong: false };
  }

  /** Whether a trigger is hit behind the last cycle, which only the host can do. */
  private hitAtEnd(trigger: Trigger): boolean {
    const { machine } = this.timeline;
    if (trigger.granularity === 'instruction') return trigger.look(machine);
    // What only phases change was seen in its cycle; between cycles a spike means one that waits.
    return trigger.granularity !== 'phase' && trigger.see(machine.chip.state, undefined);
  }
}
