/**
 * The conditions under which a phase may run as a whole.
 *
 * Once nothing from outside can reach it, the course of a phase is settled: the pins have passed their synchronisers, and
 * no SPI strobe, reset or tick is on its way. The cycle engine runs everything else.
 */
import type { ChipState } from '../state.js';
import { changesUnderWay, shiftSynchronisers, SYNC } from '../synchronisers.js';

/**
 * True if every word of the memories that the phases visit exists: the WebAssembly takes a chip for one with a word at each
 * address.
 */
export function allExist({ design, derived: d, config: c, inNow, inNext }: ChipState): boolean {
  if (design.isComplete) return d.lastStep < design.addresses;
  return (
    d.lastStep < design.neurons &&
    c.NUM_INP < design.inputs &&
    c.NUM_REC < design.neurons &&
    !inNow.includes(1, design.inputs) &&
    !inNext.includes(1, design.inputs)
  );
}

/** True while no reset and no SPI strobe acts or is on its way, ticks come from the pin, and no halt is due. */
export function undisturbed(s: ChipState): boolean {
  const { sync, config: c, ctl: k } = s;
  if ((sync.rst1 | sync.rst2 | s.pins.rst) !== 0) return false;
  if (c.LOCAL_TICK !== 0 || (c.ERROR_HALT !== 0 && k.timingError !== 0)) return false;
  const acting = (sync.stage2 & SYNC.READ_ALL) | (sync.stage2 & ~sync.stage3 & SYNC.PROG_ALL);
  if (acting !== 0 || (changesUnderWay(sync, s.derived.syncEnable) & SYNC.STROBES) !== 0) return false;
  // An aborted learning pass can leave an odd slot count, which keeps the slot registers moving.
  return ((k.lsb & 1) | k.woutRead) === 0;
}

/**
 * True if, besides, every pin is settled and the event handshake is at rest. TIME_TICK may still be falling, because only
 * its rise has an effect.
 */
export function settled(s: ChipState): boolean {
  const { sync, ctl: k } = s;
  const moving = changesUnderWay(sync, s.derived.syncEnable);
  if ((moving & ~SYNC.TIME_TICK) !== 0) return false;
  if (moving !== 0) {
    const rising = (sync.raw & ~sync.stage1) | (sync.stage1 & ~sync.stage2) | (sync.stage2 & ~sync.stage3);
    if ((rising & SYNC.TIME_TICK) !== 0) return false;
  }
  return k.ack === ((sync.stage2 & SYNC.AERIN_REQ) !== 0 ? 1 : 0) && undisturbed(s);
}

/** Lets cycles pass for the synchronisers of a settled chip, where only a fall of TIME_TICK may be under way. */
export function passSynchronisers({ sync, derived }: ChipState, cycles: number): void {
  for (let n = Math.min(cycles, 3); n > 0; n--) shiftSynchronisers(sync, derived.syncEnable);
}
