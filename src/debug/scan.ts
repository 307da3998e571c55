/**
 * Watches a run for triggers, forwards and backwards, at the speed that they allow.
 *
 * The run goes on in units: an operation, a tick with its events, or whole lists of them. After a unit in which a trigger may
 * have been hit, the unit runs once more on the cycle engine, so that a hit has the same place whichever way it was found:
 * the first cycle in which the trigger's condition holds.
 */
import type { CycleObserver, PhaseObserver, PlayObserver } from '../chip/cycle.js';
import { GRANULARITIES, type Granularity } from '../signals/granularity.js';
import { ticksSoFar } from '../position/counts.js';
import { Narrowing, type CycleHit, type Suspect } from './narrowing.js';
import { comparePlaces, type Place } from './place.js';
import type { Task } from './task.js';
import type { Timeline } from './timeline.js';
import type { Trigger } from './trigger.js';

/** A trigger was hit. */
export interface Hit {
  /** Index of the trigger. */
  readonly trigger: number;
  readonly place: Place;
}

/** Whether a hit counts; the machine stands at its place, and may be moved. */
export type Accept = (hit: Hit) => boolean | Task<boolean>;
/** Every hit counts. */
export const ACCEPT_ALL: Accept = () => true;

const keyOf = ({ trigger, place: { instruction, operation, cycle } }: Hit): string =>
  `${trigger} ${instruction} ${operation} ${cycle}`;

/** Ticks in a unit: few, because the unit runs again where it was hit. */
const TICKS_A_UNIT = 16;

export class Scanner {
  private readonly finest: Granularity;
  /** What sees the run. */
  private readonly observer: CycleObserver | undefined;
  /** Ticks in a unit. */
  private readonly ticks: number;
  private hits: CycleHit[] = [];
  /** Whether the present unit was played. */
  private isPlayed = false;

  constructor(
    private readonly timeline: Timeline,
    private readonly triggers: readonly Trigger[],
  ) {
    const needed = triggers.map((t) => (t.granularity === 'instruction' ? 'operation' : t.granularity));
    this.finest = GRANULARITIES.findLast((g) => needed.includes(g)) ?? 'operation';
    this.ticks = triggers.some((t) => t.granularity !== 'instruction') ? TICKS_A_UNIT : Infinity;
    this.observer = this.observing();
  }

  /** Begins to watch from where the machine stands. */
  begin(): void {
    for (const trigger of this.triggers) trigger.begin(this.timeline.machine);
  }

  /** Runs a unit, of at most so many ticks. @returns what may have been hit in it. */
  unit(ticks = this.ticks): Suspect | undefined {
    const { timeline, triggers, observer } = this;
    const { machine } = timeline;
    const from = machine.place;
    const firstTick = ticksSoFar(machine.chip.state);
    const memories = triggers.map((t) => t.memory);
    this.forget();
    machine.observer = observer;
    // A chip at rest shows a new observer its first cycle.
    if (observer !== undefined) machine.chip.state.quiet = 0;
    const operations = Math.min(...triggers.map((t) => t.operationsUntilLook?.(machine) ?? Infinity));
    timeline.advance(Infinity, ticks, operations);
    machine.observer = undefined;
    const isExact = this.finest === 'cycle' && !this.isPlayed;
    triggers.forEach((t, trigger) => {
      if (this.hitAtEnd(t, isExact)) this.hits.push({ trigger });
    });
    const { hits } = this;
    if (hits.length === 0) return undefined;
    const known = isExact || hits.every((h) => triggers[h.trigger]!.granularity === 'instruction');
    const isLong = this.isPlayed && ticksSoFar(machine.chip.state) - firstTick > 1;
    const after = triggers.map((t) => t.memory);
    return { from, to: machine.place, memories, after, seen: known ? hits : undefined, isLong };
  }

  /** Nothing of a unit is known yet. */
  private forget(): void {
    this.hits = [];
    this.isPlayed = false;
  }

  private hitAtEnd(trigger: Trigger, isExact: boolean): boolean {
    const { machine } = this.timeline;
    if (trigger.granularity === 'instruction') return trigger.look(machine);
    if (this.isPlayed && trigger.played) return trigger.played.end(machine.chip.state);
    return isExact ? trigger.see(machine.chip.state, undefined) : trigger.look(machine);
  }

  private observing(): CycleObserver | undefined {
    const { finest } = this;
    if (finest === 'operation') return undefined;
    const played = this.playedObserver();
    const everyCycle: CycleObserver = (s, w) => this.see(s.cycle, (t) => t.see(s, w));
    if (finest === 'cycle') return Object.assign(everyCycle, played ? { played } : {});
    if (finest === 'tick')
      return Object.assign(() => undefined, { phases: {}, ...(played ? { played } : {}) });
    return Object.assign(everyCycle, { phases: this.phaseLooks(), ...(played ? { played } : {}) });
  }

  private phaseLooks(): PhaseObserver {
    return {
      spikes: (s) => this.see(s.cycle, (t) => t.see(s, undefined)),
      done: (s) => this.see(s.cycle, (t) => t.see(s, undefined)),
    };
  }

  /** What sees ticks and events that are played; undefined where a trigger has to look in every cycle. */
  private playedObserver(): PlayObserver | undefined {
    const { triggers } = this;
    const inCycles = triggers.filter((t) => t.granularity === 'cycle');
    if (inCycles.some((t) => t.played === undefined)) return undefined;
    const look = (mayBeHit: (trigger: Trigger) => boolean | undefined): void => {
      triggers.forEach((t, trigger) => {
        if (mayBeHit(t) === true) this.hits.push({ trigger });
      });
    };
    const { machine } = this.timeline;
    return {
      resting: (s) => {
        this.isPlayed = true;
        look((t) => t.played?.begin(s));
      },
      ...(inCycles.length > 0
        ? {
            stepped: (s) => look((t) => t.played?.look(s, false)),
            scanning: (s) => look((t) => t.played?.look(s, true)),
          }
        : {}),
      ...(triggers.some((t) => t.granularity === 'phase') ? this.phaseLooks() : {}),
      ...(triggers.some((t) => t.granularity === 'tick')
        ? { tick: () => look((t) => t.granularity === 'tick' && t.look(machine)) }
        : {}),
    };
  }

  private see(cycle: number, hit: (trigger: Trigger) => boolean): void {
    this.triggers.forEach((t, trigger) => {
      if (hit(t)) this.hits.push({ trigger, cycle });
    });
  }

  /** The hits of a suspect, in order; the machine is left anywhere in it. */
  *hitsOf(suspect: Suspect): Task<Hit[]> {
    const { timeline } = this;
    const hits: Hit[] = [];
    if (suspect.seen) {
      for (const { trigger, cycle } of suspect.seen)
        hits.push({ trigger, place: cycle === undefined ? suspect.to : yield* this.placeOf(suspect, cycle) });
    } else {
      for (const fine of yield* this.rerun(suspect)) hits.push(...(yield* this.hitsOf(fine)));
    }
    timeline.machine.observer = undefined;
    return hits.sort((a, b) => comparePlaces(a.place, b.place));
  }

  /** Runs a unit again: tick by tick where it has several, and else operation by operation on the cycle engine. */
  private *rerun(suspect: Suspect): Task<Suspect[]> {
    const { timeline, triggers } = this;
    yield* timeline.goTo(suspect.from);
    const found: Suspect[] = [];
    if (suspect.isLong) {
      triggers.forEach((t, i) => (t.memory = suspect.memories[i]!));
      while (comparePlaces(timeline.machine.place, suspect.to) < 0) {
        const tick = this.unit(1);
        if (tick) found.push(tick);
        yield;
      }
      return found;
    }
    const narrow = new Narrowing(timeline, triggers, suspect);
    while (comparePlaces(timeline.machine.place, suspect.to) < 0) {
      const fine = narrow.unit();
      if (fine) found.push(fine);
      yield;
    }
    const last = narrow.lastEdge();
    if (last) found.push(last);
    return found;
  }

  /** The last place of a cycle of a unit: its pins are as they are at the edge. */
  private *placeOf({ from }: Suspect, cycle: number): Task<Place> {
    const { timeline } = this;
    const { machine } = timeline;
    // From the hit before, if there was one.
    if (comparePlaces(machine.place, from) < 0 || machine.chip.cycle > cycle) yield* timeline.goTo(from);
    while (machine.chip.cycle < cycle && !machine.ended) {
      timeline.advance(cycle - machine.chip.cycle);
      yield;
    }
    return yield* lastPlaceOfCycle(timeline);
  }

  /** Puts back what the triggers remembered at the end of a suspect, where watching goes on. */
  *resume(memories: readonly (readonly number[])[], place: Place): Task<void> {
    yield* this.timeline.goTo(place);
    this.triggers.forEach((t, i) => (t.memory = memories[i]!));
  }

  /**
   * Goes on to the first hit that is accepted, or to the end of the program.
   * @param accept called at the place of each hit.
   */
  *forward(accept: Accept): Task<Hit | undefined> {
    const { machine } = this.timeline;
    const start = machine.place;
    this.begin();
    let unresolved: Place | undefined;
    try {
      while (!machine.ended) {
        const suspect = this.unit();
        unresolved = suspect?.from;
        yield;
        if (!suspect) continue;
        const memories = this.triggers.map((t) => t.memory);
        const hits = (yield* this.hitsOf(suspect)).filter((hit) => comparePlaces(hit.place, start) > 0);
        const accepted = yield* this.firstAccepted(hits, accept);
        if (!accepted) yield* this.resume(memories, suspect.to);
        unresolved = undefined;
        if (accepted) return accepted;
      }
    } finally {
      // Where the search is given up within a unit, no hit in it may be passed by.
      machine.observer = undefined;
      if (unresolved) yield* this.timeline.goTo(unresolved);
    }
    return undefined;
  }

  /**
   * Goes back to the last hit before the present place that is accepted; without one, the machine is left at the oldest
   * place.
   * @param orHere a hit at the present place counts, too.
   */
  *backward(accept: Accept, orHere = false): Task<Hit | undefined> {
    const { timeline } = this;
    timeline.frozen = true;
    try {
      return yield* this.searchBack(accept, orHere);
    } finally {
      timeline.frozen = false;
    }
  }

  private *searchBack(accept: Accept, orHere: boolean): Task<Hit | undefined> {
    const { machine, checkpoints } = this.timeline;
    const now = machine.place;
    const rejected = new Set<string>();
    const isNew = (hit: Hit): boolean => {
      const order = comparePlaces(hit.place, now);
      return (order < 0 || (order === 0 && orHere)) && !rejected.has(keyOf(hit));
    };
    let end = now;
    for (let k = checkpoints.indexWhere((c) => comparePlaces(c, now) < 0); k >= 0; k--) {
      const start = checkpoints.all[k]!;
      for (const suspect of (yield* this.suspectsIn(start, end, end === now && !orHere)).reverse()) {
        const hits = (yield* this.hitsOf(suspect)).filter(isNew).reverse();
        const accepted = yield* this.firstAccepted(hits, accept);
        if (accepted) return accepted;
        for (const hit of hits) rejected.add(keyOf(hit));
      }
      end = start;
    }
    yield* this.timeline.goTo(checkpoints.oldest);
    return undefined;
  }

  /** The last hit between two places, each excluded; the machine is left at it, or at the end where there is none. */
  *lastBetween(start: Place, end: Place): Task<Hit | undefined> {
    const isBetween = ({ place }: Hit): boolean =>
      comparePlaces(place, start) > 0 && comparePlaces(place, end) < 0;
    for (const suspect of (yield* this.suspectsIn(start, end, true)).reverse()) {
      const last = (yield* this.hitsOf(suspect)).findLast(isBetween);
      if (!last) continue;
      yield* this.timeline.goTo(last.place);
      return last;
    }
    yield* this.timeline.goTo(end);
    return undefined;
  }

  /** @param isLast nothing behind the end matters; otherwise one unit more is watched, as a hit there may begin before. */
  private *suspectsIn(start: Place, end: Place, isLast: boolean): Task<Suspect[]> {
    const { timeline } = this;
    const { machine } = timeline;
    const suspects: Suspect[] = [];
    yield* timeline.goTo(start);
    this.begin();
    const take = (): void => {
      const suspect = this.unit();
      if (suspect) suspects.push(suspect);
    };
    while (comparePlaces(machine.place, end) < 0 && !machine.ended) {
      take();
      yield;
    }
    if (!isLast && !machine.ended) take();
    return suspects;
  }

  private *firstAccepted(hits: readonly Hit[], accept: Accept): Task<Hit | undefined> {
    for (const hit of hits) {
      yield* this.timeline.goTo(hit.place);
      const accepted = accept(hit);
      if (typeof accepted === 'boolean' ? accepted : yield* accepted) {
        yield* this.timeline.goTo(hit.place);
        return hit;
      }
    }
    return undefined;
  }
}

/** Goes on to the last place of the present cycle: its pins are as they are at the edge. */
export function* lastPlaceOfCycle({ machine }: Timeline): Task<Place> {
  for (let before = machine.place; !machine.host.busy && !machine.ended; before = machine.place) {
    machine.move(0);
    if (comparePlaces(machine.place, before) === 0) break;
    yield;
  }
  return machine.place;
}
