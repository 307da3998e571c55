/** Finds all weight changes of a window of the run, tick by tick, also those that another change undoes. */
import { WARN } from '../chip/warnings.js';
import { WEIGHT_MEMORIES } from '../trace/weight-changes.js';
import type { Machine } from './machine.js';
import { comparePlaces } from './place.js';
import type { Task } from './task.js';
import type { Timeline } from './timeline.js';
import type { WeightWindow } from './weight-index.js';

/** Ticks that are passed at once while nothing learns. */
const TICKS_AT_ONCE = 16;
/** Ticks without learning after which that is so. */
const QUIET_TICKS = 64;

/** The weights as they were at the last look, and which have changed since. */
class WeightWatch {
  readonly changed = new Set<number>();
  private readonly before: readonly Int8Array[];
  private counts: readonly number[];

  constructor(private readonly machine: Machine) {
    this.before = WEIGHT_MEMORIES.map((name) => machine.chip.state[name].bytes.slice());
    this.counts = this.countsNow;
  }

  private get countsNow(): readonly number[] {
    return [this.machine.lanesChanged, this.machine.spiBits];
  }

  /** Whether a weight may have changed since the last look. */
  get mayHaveChanged(): boolean {
    return this.countsNow.some((count, i) => count !== this.counts[i]);
  }

  look(): void {
    this.counts = this.countsNow;
    const { state: s } = this.machine.chip;
    WEIGHT_MEMORIES.forEach((name, i) => {
      const { bytes } = s[name];
      const before = this.before[i]!;
      const first = bytes.byteOffset - s.image.byteOffset;
      const [words, oldWords] = [wordsOf(bytes), wordsOf(before)];
      const compare = (from: number, to: number): void => {
        for (let at = from; at < to; at++) if (bytes[at] !== before[at]) this.changed.add(first + at);
      };
      for (let word = 0; word < words.length; word++)
        if (words[word] !== oldWords[word]) compare(4 * word, 4 * word + 4);
      compare(4 * words.length, bytes.length);
      before.set(bytes);
    });
  }
}

/** The whole words of an array. */
const wordsOf = ({ buffer, byteOffset, length }: Int8Array): Int32Array =>
  new Int32Array(buffer, byteOffset, length >> 2);

/**
 * The window with all its changes. It may still hide some where learning passes were repeated within a tick, or where the
 * chip makes its own ticks.
 */
export function* refined(timeline: Timeline, window: WeightWindow): Task<WeightWindow> {
  const { machine } = timeline;
  yield* timeline.goTo(window.from);
  const repeated = repeatedUpdates(machine);
  const ownTicks = machine.chip.state.config.LOCAL_TICK !== 0;
  const watch = new WeightWatch(machine);
  let ticks = TICKS_AT_ONCE;
  let quiet = 0;
  while (comparePlaces(machine.place, window.to) < 0) {
    const from = machine.place;
    timeline.advance(window.to.cycle - from.cycle, ticks);
    const learnt = watch.mayHaveChanged;
    if (learnt && ticks > 1) {
      yield* timeline.goTo(from);
      ticks = 1;
      continue;
    }
    if (learnt) watch.look();
    quiet = learnt ? 0 : quiet + 1;
    // Going back costs more than single ticks.
    if (quiet > QUIET_TICKS) ticks = TICKS_AT_ONCE;
    yield;
  }
  const mayHideMore = ownTicks || repeatedUpdates(machine) > repeated;
  return { from: window.from, to: window.to, changed: Uint32Array.from(watch.changed).sort(), mayHideMore };
}

const repeatedUpdates = ({ chip }: Machine): number => chip.state.warnings[2 * WARN.UPDATES_REPEATED]!;
