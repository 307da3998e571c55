/** The window of a run that is traced: from a position to another, under a condition. */
import type { CycleObserver } from '../chip/cycle.js';
import type { ObserverSource } from '../chip/observers.js';
import type { ChipState } from '../chip/state.js';
import type { Wires } from '../chip/wires.js';
import { Marker } from './marker.js';
import type { Position } from './position.js';

/** The part of a run that an observer sees. */
export interface WindowBounds {
  /** Default: the start of the run. */
  readonly from?: Position;
  /** First position after the window; default: the end of the run. */
  readonly to?: Position;
  /** Leaves out cycles in which it does not hold. */
  readonly when?: (state: ChipState, wires: Wires) => boolean;
}

/**
 * Shows an observer the cycles of a window, and is itself there only while the window may be open: outside the window
 * the turbo engine may run, and inside, too, if the observer takes phases and no condition needs the cycles.
 */
export class Window implements ObserverSource {
  /** Cycles seen. */
  private seen = 0;
  /** Cycle at which the window opened. */
  private begin: number | undefined;
  /** Takes phases, or ticks that are played as a whole; undefined if every cycle of the window has to be seen. */
  private readonly phased: CycleObserver | undefined;
  private readonly from: Marker | undefined;
  private readonly to: Marker | undefined;
  private readonly when: WindowBounds['when'];
  private closed = false;
  /** Cycle at which the window closed, once it has. */
  end: number | undefined;

  constructor(
    { from, to, when }: WindowBounds,
    private readonly state: ChipState,
    private readonly inner: CycleObserver,
    /** Keeps the core from skipping cycles in which it rests, while the window is open. */
    private readonly everyCycle: boolean,
  ) {
    this.from = from && new Marker(from);
    this.to = to && new Marker(to);
    this.when = when;
    const { phases, played } = inner;
    if (!(phases ?? played) || this.when || everyCycle) return;
    if (!this.from) this.begin = state.cycle;
    this.phased = Object.assign<CycleObserver, Pick<CycleObserver, 'phases' | 'played'>>(
      (s, w) => this.observe(s, w),
      { ...(phases ? { phases } : {}), ...(played ? { played } : {}) },
    );
  }

  /** Cycles shown to the observer so far; of one that takes phases, all cycles of the window. */
  get cycles(): number {
    if (!this.phased) return this.seen;
    return this.begin === undefined ? 0 : (this.end ?? this.state.cycle) - this.begin;
  }

  /** Whether the window holds any cycle so far, its condition aside. */
  get opened(): boolean {
    return this.begin !== undefined || this.from === undefined;
  }

  /** Whether the run is within the window. */
  get open(): boolean {
    return this.opened && !this.closed;
  }

  /** Whether the observer stays the same until the end of the run. */
  get isSteady(): boolean {
    return this.closed || (this.to === undefined && this.opened);
  }

  /** The observer for the next call of the engine; to be read before every call. */
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
    if (toReached) {
      this.closed = true;
      this.end = s.cycle;
      return;
    }
    this.begin ??= s.cycle;
    // Cleared in every cycle: two quiet cycles in a row would let the engine skip the next.
    if (this.everyCycle) s.quiet = 0;
    if (when && !when(s, w)) return;
    this.seen++;
    this.inner(s, w);
  };
}
