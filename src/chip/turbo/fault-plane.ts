/** Faulty bits of the weight memories as the WebAssembly takes them (wasm/faults.ts). */
import type { CellMasks } from '../faults.js';
import type { ChipState } from '../state.js';

/** In the place of a kind of faults: there are none. */
export const NO_FAULTS = -1;

export class FaultPlane {
  /** The faults that the bits are those of, by memory. */
  private readonly placed: (CellMasks | undefined)[] = [undefined, undefined, undefined];

  /** @param bits by memory. */
  constructor(private readonly bits: readonly Int8Array[]) {}

  /** Brings the bits up to date. */
  update({ winp, wrec, wout }: ChipState): void {
    this.place(0, winp.faults);
    this.place(1, wrec.faults);
    this.place(2, wout.faults);
  }

  private place(memory: number, faults: CellMasks | undefined): void {
    if (this.placed[memory] === faults) return;
    this.placed[memory] = faults;
    const bits = this.bits[memory]!.fill(0);
    faults?.keep.forEach((keep, i) => (bits[i] = ~keep | faults.set[i]! | faults.flip[i]!));
  }
}
