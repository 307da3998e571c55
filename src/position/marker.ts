/** Detects that a run reaches a position, and says when it must be watched cycle by cycle to do so. */
import type { ChipState } from '../chip/state.js';
import { State } from '../chip/states.js';
import type { Wires } from '../chip/wires.js';
import { sampleOf, samplesSoFar, tickOf, ticksSoFar } from './counts.js';
import { hasReached, type Position, type RunProgress } from './position.js';

/** Most cycles that one call of the engine takes; what starts at a cycle has to be watched from that far before it. */
export const LOOKAHEAD = 1 << 18;

/** Detects one position exactly, provided {@link reached} is called in every cycle in which {@link near} holds. */
export class Marker {
  private readonly progress = { cycle: 0, tick: 0, sample: 0, ticksBeforeSample: -1 };
  private done = false;

  constructor(private readonly at: Position) {}

  /** Whether the position has been reached; to be called before the edge of each cycle while near. */
  reached(s: ChipState, w: Wires): boolean {
    return (this.done ||= this.check(s, w));
  }

  private check(s: ChipState, w: Wires): boolean {
    const { at, progress } = this;
    progress.cycle = s.cycle;
    if (at.cycle === undefined) {
      progress.tick = tickOf(s, w);
      progress.sample = sampleOf(s, w);
      // The first cycle seen of the sample is that of its first tick.
      if (progress.sample === at.sample && progress.ticksBeforeSample < 0)
        progress.ticksBeforeSample = progress.tick - 1;
    }
    return hasReached(at, progress);
  }

  /** Between two calls of the engine: whether the position may come within the next call. */
  near(s: ChipState): boolean {
    if (this.done) return true;
    const { cycle, sample, tick } = this.at;
    if (cycle !== undefined) return s.cycle + LOOKAHEAD >= cycle;
    // A chip that makes its own ticks may pass any number of them in one call.
    if (s.config.LOCAL_TICK !== 0) return true;
    if (sample === undefined) return ticksSoFar(s) + 1 >= (tick ?? 0);
    const now = samplesSoFar(s);
    if (now < sample) return now === sample - 1 && s.ctl.state === State.IDLE;
    const { ticksBeforeSample } = this.progress;
    return (
      now > sample ||
      tick === undefined ||
      ticksBeforeSample < 0 ||
      ticksSoFar(s) - ticksBeforeSample + 1 >= tick
    );
  }
}

/**
 * Follows a run between host operations, where no tick is under way. The progress it holds is plain data, so that a
 * checkpoint can keep it.
 */
export class ProgressTracker {
  private now: RunProgress = { cycle: 0, tick: 0, sample: 0, ticksBeforeSample: 0 };

  /** Looks at the chip; to be called at least once in every sample, before its second tick. */
  update(s: ChipState): RunProgress {
    const sample = samplesSoFar(s);
    const tick = ticksSoFar(s);
    const ticksBeforeSample = sample === this.now.sample ? this.now.ticksBeforeSample : tick - 1;
    return (this.now = { cycle: s.cycle, tick, sample, ticksBeforeSample });
  }

  save(): RunProgress {
    return this.now;
  }

  restore(progress: RunProgress): void {
    this.now = progress;
  }
}
