/**
 * All changes of weights on a course of the run, by learning or over SPI, those included that another change undoes. The
 * log is written while the run comes to a cycle for the first time; what runs again is in it already.
 */
import type { CycleObserver, WordChange } from '../chip/cycle.js';
import type { WeightBank, WeightPort } from '../chip/sram.js';
import type { ChipState } from '../chip/state.js';
import type { Wires } from '../chip/wires.js';
import { WEIGHT_MEMORIES } from '../trace/weight-changes.js';

/** A word that the present cycle writes, as it was before. */
interface Write {
  readonly bank: WeightBank;
  readonly cycle: number;
  /** Byte of its first weight in the memory. */
  readonly first: number;
  readonly before: Int8Array;
}

/** Bytes of an entry: a cycle and an address. */
const ENTRY_BYTES = 12;

export class WeightLog {
  /** Sees the chip while it runs. */
  readonly observer: CycleObserver;
  private cycles = new Float64Array(1024);
  private addresses = new Uint32Array(1024);
  private length = 0;
  /** Writes of the cycle that was seen last. */
  private writes: Write[] = [];

  /** @param upTo changes in all cycles before this one are in the log, or need not be. */
  constructor(private upTo: number) {
    const observe = (s: ChipState, w: Wires): void => this.see(s, w);
    const phases = { weights: (s: ChipState, change: WordChange) => this.learnt(s, change) };
    this.observer = Object.assign(observe, { phases });
  }

  /** Number of changes. */
  get count(): number {
    return this.length;
  }

  /** The weight of a change, the oldest being 0: a byte of the image of the state. */
  addressAt(index: number): number {
    return this.addresses[index]!;
  }

  /** Bytes in use. */
  get bytes(): number {
    return ENTRY_BYTES * this.cycles.length;
  }

  /** To be called after each move of the chip. */
  moved(s: ChipState): void {
    this.endWrites(s);
    this.upTo = Math.max(this.upTo, s.cycle);
  }

  /**
   * The last change of a weight in a cycle before another one.
   * @param address of the weight, a byte of the image of the state.
   * @returns the cycle whose edge changes it; undefined where there is none.
   */
  lastChange(address: number, before: number): number | undefined {
    const { addresses, cycles } = this;
    for (let i = this.length - 1; i >= 0; i--)
      if (addresses[i] === address && cycles[i]! < before) return cycles[i];
    return undefined;
  }

  private learnt(s: ChipState, { cycle, before, after }: WordChange): void {
    if (this.writes.length > 0) this.endWrites(s);
    if (cycle < this.upTo) return;
    this.compare(cycle, after.byteOffset - s.image.byteOffset, before, after);
  }

  private see(s: ChipState, w: Wires): void {
    if (this.writes.length > 0) this.endWrites(s);
    if (s.cycle < this.upTo) return;
    for (const memory of WEIGHT_MEMORIES) this.begin(s, s[memory], w[memory]);
  }

  private begin(s: ChipState, bank: WeightBank, { cs, we, addr }: WeightPort): void {
    if (!cs || !we) return;
    const first = addr * bank.lanes;
    const before = bank.bytes.slice(first, first + bank.lanes);
    this.writes.push({ bank, cycle: s.cycle, first, before });
  }

  private endWrites(s: ChipState): void {
    for (const { bank, cycle, first, before } of this.writes)
      this.compare(cycle, bank.bytes.byteOffset - s.image.byteOffset + first, before, bank.bytes, first);
    this.writes = [];
  }

  /** Adds the weights of a word that differ. @param from index of the first one in `after`. */
  private compare(cycle: number, address: number, before: Int8Array, after: Int8Array, from = 0): void {
    for (let n = 0; n < before.length; n++) if (before[n] !== after[from + n]) this.add(cycle, address + n);
  }

  private add(cycle: number, address: number): void {
    const { length } = this;
    if (length === this.cycles.length) {
      const { cycles, addresses } = this;
      this.cycles = new Float64Array(2 * length);
      this.addresses = new Uint32Array(2 * length);
      this.cycles.set(cycles);
      this.addresses.set(addresses);
    }
    this.cycles[length] = cycle;
    this.addresses[length] = address;
    this.length++;
  }
}
