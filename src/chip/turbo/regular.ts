/**
 * When the chip's course is settled: the conditions under which a phase may run as a whole.
 *
 * A phase of the controllers runs on its own once nothing from outside can reach it: pins settled through their
 * synchronisers, no SPI strobe, no reset, no tick on its way. Everything else is left to the cycle engine.
 */
import type { ChipState } from '../state.js';
import { SYNC } from '../synchronisers.js';

/** Bits that differ between two stages of an enabled synchroniser: changes on their way. */
function changesUnderWay({ sync, derived }: ChipState): number {
  return (
    ((sync.raw ^ sync.stage1) | (sync.stage1 ^ sync.stage2) | (sync.stage2 ^ sync.stage3)) &
    derived.syncEnable
  );
}

/** True while no reset and no SPI strobe acts or is on its way, ticks come from the pin and no halt is due. */
export function undisturbed(s: ChipState): boolean {
  const { sync, config: c, ctl: k } = s;
  if ((sync.rst1 | sync.rst2 | s.pins.rst) !== 0) return false;
  if (c.LOCAL_TICK !== 0 || (c.ERROR_HALT !== 0 && k.timingError !== 0)) return false;
  const acting = (sync.stage2 & SYNC.READ_ALL) | (sync.stage2 & ~sync.stage3 & SYNC.PROG_ALL);
  if (acting !== 0 || (changesUnderWay(s) & SYNC.STROBES) !== 0) return false;
  // Odd slot counts, left by an aborted learning pass, keep the slot registers moving.
  return ((k.lsb & 1) | k.woutRead) === 0;
}

/**
 * True when besides that every pin is settled and the event handshake at rest. TIME_TICK may still be falling: only
 * its rise means anything.
 */
export function settled(s: ChipState): boolean {
  const { sync, ctl: k } = s;
  const moving = changesUnderWay(s);
  if ((moving & ~SYNC.TIME_TICK) !== 0) return false;
  if (moving !== 0) {
    const rising = (sync.raw & ~sync.stage1) | (sync.stage1 & ~sync.stage2) | (sync.stage2 & ~sync.stage3);
    if ((rising & SYNC.TIME_TICK) !== 0) return false;
  }
  return k.ack === ((sync.stage2 & SYNC.AERIN_REQ) !== 0 ? 1 : 0) && undisturbed(s);
}

/** Lets cycles pass for the synchronisers of a settled chip, where only a fall of TIME_TICK may be under way. */
export function passSynchronisers(s: ChipState, cycles: number): void {
  const { sync, derived } = s;
  const on = derived.syncEnable;
  for (let n = Math.min(cycles, 3); n > 0; n--) {
    sync.stage3 = (sync.stage3 & ~on) | (sync.stage2 & on);
    sync.stage2 = (sync.stage2 & ~on) | (sync.stage1 & on);
    sync.stage1 = (sync.stage1 & ~on) | (sync.raw & on);
  }
}
