/** A chip whose engine is watched from outside, and which can stand in for a twin that runs for both. */
import type { OutputPin } from '../../isa/pins.js';
import { Chip } from '../chip/chip.js';
import type { CycleObserver } from '../chip/cycle.js';

export class WatchedChip extends Chip {
  /** Runs in the place of this chip, which stands still and shows the other's clock and pins. */
  leader: Chip | undefined;
  /** Sees the cycles from {@link watchedFrom} on. */
  onCycle: CycleObserver | undefined;
  watchedFrom = 0;
  /** Told before every call of the engine, the pins being set. */
  onStop: (() => void) | undefined;

  override get cycle(): number {
    return this.leader?.cycle ?? super.cycle;
  }

  override readPin(pin: OutputPin): number {
    return this.leader?.readPin(pin) ?? super.readPin(pin);
  }

  /** The observer, if it is to see the next cycle. */
  get watching(): CycleObserver | undefined {
    return this.state.cycle >= this.watchedFrom ? this.onCycle : undefined;
  }

  override advance(limit: number, observer = this.watching): number {
    this.onStop?.();
    return super.advance(limit, observer);
  }
}
