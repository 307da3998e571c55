/**
 * What of a run is traced: which signals, from where to where, under which condition.
 *
 * Positions are cycles, ticks or samples. Ticks are counted over the whole run from 1; a tick that finds the controller
 * in IDLE starts a sample, the first of which is sample 1, and is tick 1 of that sample.
 */
import { ACT, activityBase } from '../chip/activity.js';
import type { CycleObserver, PhaseObserver } from '../chip/cycle.js';
import type { ChipState } from '../chip/state.js';
import { State, STATE_NAMES } from '../chip/states.js';
import type { Wires } from '../chip/wires.js';
import { closest } from '../text/closest.js';
import { SelectionError, type Condition } from './expression.js';
import { SIGNALS, type Signal } from './signals.js';

const ticksIn = (state: number): number => activityBase(state) + ACT.ticks;
const IDLE_TICKS = ticksIn(State.IDLE);
const PROP_TICKS = ticksIn(State.PROP);
/** States in which a tick only means that it came too early. */
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

/** Number of the tick a cycle belongs to: the last one that came, 0 before the first. */
export const tickOf = (s: ChipState, w: Wires): number => ticksSoFar(s) + (w.timeTick ? 1 : 0);
/** Number of the sample a cycle belongs to. */
export const sampleOf = (s: ChipState, w: Wires): number =>
  samplesSoFar(s) + (w.timeTick && s.ctl.state === State.IDLE ? 1 : 0);

export interface Position {
  readonly cycle?: number;
  readonly sample?: number;
  /** Of the sample, where one is given, else of the run. */
  readonly tick?: number;
}

/**
 * Reads `1200`, `cycle=1200`, `tick=2100`, `sample=3` or `sample=3.tick=10`.
 * @throws SelectionError
 */
export function parsePosition(text: string): Position {
  const parts = text.split('.').map((part) => /^(?:(cycle|tick|sample)=)?(\d{1,15})$/.exec(part));
  const [a, b] = parts;
  if (a && parts.length === 1) return { [a[1] ?? 'cycle']: Number(a[2]) };
  if (a && b && parts.length === 2 && a[1] === 'sample' && b[1] === 'tick')
    return { sample: Number(a[2]), tick: Number(b[2]) };
  throw new SelectionError(`'${text}' is no position: give a cycle, tick=N, sample=N or sample=N.tick=M`);
}

/**
 * Signals by comma-separated globs over full names: `sram.*,learning.L[3]`; `*` also matches dots, `?` one character.
 * A name without a dot may be the last part of a signal's, and a scope stands for all its signals.
 * @throws SelectionError when a glob matches none.
 */
export function selectSignals(globs: string): Signal[] {
  const chosen = new Set<Signal>();
  for (const glob of globs.split(',').map((g) => g.trim())) {
    const pattern = glob
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    const full = new RegExp(`^${pattern}(?:\\..*|\\[\\d+\\])?$`);
    const last = glob.includes('.') ? undefined : new RegExp(`\\.${pattern}$`);
    const found = SIGNALS.filter((s) => full.test(s.name) || last?.test(s.name) === true);
    if (glob === '' || found.length === 0) {
      const known = SIGNALS.flatMap((s) => [s.name, s.name.slice(s.name.lastIndexOf('.') + 1)]);
      throw new SelectionError(`no signal matches '${glob}'${closest(glob, known)}`);
    }
    for (const signal of found) chosen.add(signal);
  }
  return SIGNALS.filter((s) => chosen.has(s));
}

export interface Selection {
  readonly from?: Position;
  /** First position that is left out. */
  readonly to?: Position;
  /** Only cycles in which it holds. */
  readonly when?: Condition;
}

/** Cycles that a single call of the engine may take: an observer that starts at a cycle must be there before them. */
const LOOKAHEAD = 1 << 18;

/**
 * Whether a position has been reached. Exact when it sees every cycle; {@link Marker.near} says when it must.
 * Ticks of a sample count from its start, which it has to see.
 */
export class Marker {
  /** Ticks before the sample began. */
  private base = -1;
  private done = false;

  constructor(private readonly at: Position) {}

  /** To be called in each cycle once near, before the edge. */
  reached(s: ChipState, w: Wires): boolean {
    return (this.done ||= this.check(s, w));
  }

  private check(s: ChipState, w: Wires): boolean {
    const { cycle, sample, tick } = this.at;
    if (cycle !== undefined) return s.cycle >= cycle;
    if (sample === undefined) return tickOf(s, w) >= tick!;
    const now = sampleOf(s, w);
    if (now < sample) return false;
    if (now > sample || tick === undefined) return true;
    if (this.base < 0) this.base = tickOf(s, w) - 1;
    return tickOf(s, w) - this.base >= tick;
  }

  /** Between calls of the engine: whether the position may come within the next one. */
  near(s: ChipState): boolean {
    if (this.done) return true;
    const { cycle, sample, tick } = this.at;
    if (cycle !== undefined) return s.cycle + LOOKAHEAD >= cycle;
    // A chip that makes its own ticks may pass any number of them in one call.
    if (s.config.LOCAL_TICK !== 0) return true;
    if (sample === undefined) return ticksSoFar(s) + 1 >= tick!;
    const now = samplesSoFar(s);
    if (now < sample) return now === sample - 1 && s.ctl.state === State.IDLE;
    return now > sample || tick === undefined || this.base < 0 || ticksSoFar(s) - this.base + 1 >= tick;
  }
}

/**
 * The observer of a selection, there only while it may see something: outside the window a faster engine may run, and
 * inside, too, where the observer takes phases and no condition needs the cycles.
 */
export class Window {
  /** Cycles seen. */
  private seen = 0;
  /** Cycle at which the window opened, where it takes phases. */
  private begin: number | undefined;
  private readonly phased: CycleObserver | undefined;
  private readonly from: Marker | undefined;
  private readonly to: Marker | undefined;
  private readonly when: Condition | undefined;
  private closed = false;
  private entered = false;
  /** Cycle at which the window closed, once it has. */
  end: number | undefined;

  constructor(
    selection: Selection,
    private readonly state: ChipState,
    private readonly inner: CycleObserver,
    /** Keeps the core from skipping cycles in which it rests, while the window is open. */
    private readonly everyCycle: boolean,
  ) {
    this.from = selection.from && new Marker(selection.from);
    this.to = selection.to && new Marker(selection.to);
    this.when = selection.when;
    const { phases } = inner;
    if (!phases || this.when || everyCycle) return;
    if (!this.from) this.begin = state.cycle;
    this.phased = Object.assign<CycleObserver, { phases: PhaseObserver }>((s, w) => this.observe(s, w), {
      phases,
    });
  }

  /** Cycles of the window so far: those that were seen or, where phases are taken, all. */
  get cycles(): number {
    if (!this.phased) return this.seen;
    return this.begin === undefined ? 0 : (this.end ?? this.state.cycle) - this.begin;
  }

  /** Whether the run is within the window. */
  get open(): boolean {
    return (this.from === undefined || this.entered) && !this.closed;
  }

  /** What to run the chip with throughout, where that is so: phases are taken, of the whole run. */
  get constant(): CycleObserver | undefined {
    return this.from === undefined && this.to === undefined ? this.phased : undefined;
  }

  /** What to run the chip with, asked before every call of its engine. */
  get observer(): CycleObserver | undefined {
    if (this.closed) return undefined;
    if (this.from && !this.from.near(this.state)) return undefined;
    // A chip at rest that was not watched must show its first cycle of the window.
    if (this.everyCycle) this.state.quiet = 0;
    if (this.phased && this.open && this.to?.near(this.state) !== true) return this.phased;
    return this.observe;
  }

  private readonly observe: CycleObserver = (s, w) => {
    if (this.closed) return;
    const { from, to, when } = this;
    const toReached = to?.reached(s, w) === true;
    if (from && !from.reached(s, w)) return;
    this.entered = true;
    this.begin ??= s.cycle;
    if (toReached) {
      this.closed = true;
      this.end = s.cycle;
      return;
    }
    // Cleared in every cycle: two quiet cycles in a row would let the engine skip the next.
    if (this.everyCycle) s.quiet = 0;
    if (when && !when(s, w)) return;
    this.seen++;
    this.inner(s, w);
  };
}
