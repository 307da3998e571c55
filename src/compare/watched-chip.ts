/**
 * A chip that reports the calls of its engine. While another chip runs in its place, it shows the clock and pins of
 * that one.
 */
import type { OutputPin } from '../../isa/pins.js';
import { Chip } from '../chip/chip.js';
import type { CycleObserver } from '../chip/cycle.js';
import type { ObserverSource } from '../chip/observers.js';

export class WatchedChip extends Chip {
  /**
   * The chip that runs in the place of this one, which meanwhile stands still and shows the clock and pins of its
   * leader.
   */
  leader: Chip | undefined;
  readonly watch = new Watch(() => super.cycle);
  /** Called before every call of the engine, after the pins are set. */
  onStop: (() => void) | undefined;

  override get cycle(): number {
    return this.leader?.cycle ?? super.cycle;
  }

  override readPin(pin: OutputPin): number {
    return this.leader?.readPin(pin) ?? super.readPin(pin);
  }

  override advance(limit: number, observer = this.watch.observer): number {
    this.onStop?.();
    return super.advance(limit, observer);
  }

  /** Two runs are compared at every edge of SCK: bits are sent one by one, never a whole word in one call. */
  override shiftIn(): number {
    return 0;
  }
}

/** Observes every cycle from a given one on. */
class Watch implements ObserverSource {
  onCycle: CycleObserver | undefined;
  from = 0;

  constructor(private readonly cycle: () => number) {}

  get observer(): CycleObserver | undefined {
    return this.cycle() >= this.from ? this.onCycle : undefined;
  }
}
