/**
 * Several observers or watchers of one chip as one.
 *
 * A combined observer takes phases if all its members do: the turbo engine may then run, and each member gets the phases
 * as well as the cycles. If one member needs every cycle, all get every cycle. The same holds for what is played.
 */
import type { CycleObserver, PhaseObserver, PlayObserver } from './cycle.js';
import type { ChipState } from './state.js';
import type { ChipWatcher, TickRows } from './watcher.js';
import type { Wires } from './wires.js';

/** Gives an observer that may change between two calls of the engine, so that a run is watched only while need be. */
export interface ObserverSource {
  /** The observer for the next call of the engine, to be read before every call; undefined: nothing is observed. */
  readonly observer: CycleObserver | undefined;
  /** Whether it stays the same over any number of ticks and events, so that these may be played at once. Default: no. */
  readonly isSteady?: boolean;
}

/** Calls observers in the given order; undefined if there are none. */
export function combineObservers(
  ...observers: readonly (CycleObserver | undefined)[]
): CycleObserver | undefined {
  const members = observers.filter((o) => o !== undefined);
  const [first, ...rest] = members;
  if (!first || rest.length === 0) return first;
  const combined = (s: ChipState, w: Wires): void => {
    for (const member of members) member(s, w);
  };
  const phases = members.flatMap((o) => (o.phases ? [o.phases] : []));
  const played = members.flatMap((o) => o.played ?? o.phases ?? []);
  return Object.assign(
    combined,
    phases.length < members.length ? {} : { phases: combinePhases(phases) },
    played.length < members.length ? {} : { played: combinePlayed(played) },
  );
}

/** What the members take of the course of a tick; what none of them takes need not be reported. */
const combinePlayed = (members: readonly PlayObserver[]): PlayObserver =>
  present<PlayObserver>({
    ...combinePhases(members),
    resting: all(members.map((m) => m.resting?.bind(m))),
    tick: all(members.map((m) => m.tick?.bind(m))),
    stepped: all(members.map((m) => m.stepped?.bind(m))),
    learning: all(members.map((m) => m.learning?.bind(m))),
    scanning: all(members.map((m) => m.scanning?.bind(m))),
    spikeRows: all(members.map((m) => m.spikeRows?.bind(m))),
    outputRows: all(members.map((m) => m.outputRows?.bind(m))),
  });

const combinePhases = (members: readonly PhaseObserver[]): PhaseObserver =>
  present<PhaseObserver>({
    event: all(members.map((m) => m.event?.bind(m))),
    spikes: all(members.map((m) => m.spikes?.bind(m))),
    done: all(members.map((m) => m.done?.bind(m))),
    weights: all(members.map((m) => m.weights?.bind(m))),
  });

/** A callback that calls all of these that there are; undefined if there are none. */
function all<A extends unknown[]>(
  callbacks: readonly (((...happening: A) => void) | undefined)[],
): ((...happening: A) => void) | undefined {
  const existing = callbacks.filter((c) => c !== undefined);
  if (existing.length < 2) return existing[0];
  return (...happening) => {
    for (const callback of existing) callback(...happening);
  };
}

/** An object without the properties that are undefined. */
const present = <T extends object>(object: { readonly [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

/** The observers of several sources, combined; undefined if there are none. */
export function combineSources(
  ...sources: readonly (ObserverSource | undefined)[]
): ObserverSource | undefined {
  const members = sources.filter((s) => s !== undefined);
  return members.length > 1 ? new CombinedSource(members) : members[0];
}

class CombinedSource implements ObserverSource {
  private readonly last: (CycleObserver | undefined)[];
  private combined: CycleObserver | undefined;

  constructor(private readonly sources: readonly ObserverSource[]) {
    this.last = sources.map(() => undefined);
  }

  get isSteady(): boolean {
    return this.sources.every((source) => source.isSteady === true);
  }

  /** Combined again only when the observer of a source has changed. */
  get observer(): CycleObserver | undefined {
    const { sources, last } = this;
    let changed = false;
    for (let i = 0; i < sources.length; i++) {
      const { observer } = sources[i]!;
      if (observer === last[i]) continue;
      last[i] = observer;
      changed = true;
    }
    if (changed) this.combined = combineObservers(...last);
    return this.combined;
  }
}

/** Tells watchers of ticks and samples in the given order; undefined if there are none. */
export function combineWatchers(...watchers: readonly (ChipWatcher | undefined)[]): ChipWatcher | undefined {
  const members = watchers.filter((w) => w !== undefined);
  if (members.length < 2) return members[0];
  const takesRows = members.every((member) => member.tickRows !== undefined);
  return {
    tick: () => {
      for (const member of members) member.tick();
    },
    sample: () => {
      for (const member of members) member.sample();
    },
    ...(takesRows && {
      tickRows: (rows: TickRows) => {
        for (const member of members) member.tickRows?.(rows);
      },
    }),
  };
}
