/** Reads chosen signals of a cycle and says which of them changed; no allocation. */
import type { ChipState } from '../chip/state.js';
import type { Wires } from '../chip/wires.js';
import type { Signal } from './signals.js';

export class Sampler {
  /** Values, 32-bit words of all signals one after the other, least significant word first. */
  readonly values: Int32Array;
  /** First word of each signal, and one past the last. */
  readonly offsets: Int32Array;
  /** Indices of the signals that changed in the last `sample`: the first `count` entries. */
  readonly changed: Int32Array;
  count = 0;
  private readonly getters: NonNullable<Signal['get']>[] = [];
  private readonly getterIndex: number[] = [];
  private readonly gatedFrom: number;
  private readonly wide: { index: number; read: NonNullable<Signal['read']>; scratch: Int32Array }[] = [];
  private first = true;
  private spiCount = -1;
  private spiShift = 0;
  private pins = -1;

  constructor(readonly signals: readonly Signal[]) {
    this.offsets = new Int32Array(signals.length + 1);
    signals.forEach((s, i) => (this.offsets[i + 1] = this.offsets[i]! + ((s.bits + 31) >>> 5)));
    this.values = new Int32Array(this.offsets[signals.length]!);
    this.changed = new Int32Array(signals.length);
    const narrow = signals.flatMap((s, index) =>
      s.get ? [{ get: s.get, index, gated: s.gated === true }] : [],
    );
    const ordered = [...narrow.filter((n) => !n.gated), ...narrow.filter((n) => n.gated)];
    this.gatedFrom = ordered.findIndex((n) => n.gated);
    if (this.gatedFrom < 0) this.gatedFrom = ordered.length;
    for (const { get, index } of ordered) {
      this.getters.push(get);
      this.getterIndex.push(index);
    }
    signals.forEach((s, index) => {
      if (s.read) this.wide.push({ index, read: s.read, scratch: new Int32Array((s.bits + 31) >>> 5) });
    });
  }

  /**
   * Takes the values of a cycle.
   * @returns how many signals changed: all of them the first time.
   */
  sample(s: ChipState, w: Wires): number {
    const { getters, getterIndex, values, offsets, changed, first } = this;
    let n = 0;
    const end = this.spiMoved(s) ? getters.length : this.gatedFrom;
    for (let i = 0; i < end; i++) {
      const value = getters[i]!(s, w) | 0;
      const index = getterIndex[i]!;
      const at = offsets[index]!;
      if (values[at] !== value || first) {
        values[at] = value;
        changed[n++] = index;
      }
    }
    for (const { index, read, scratch } of this.wide) {
      read(s, w, scratch);
      const at = offsets[index]!;
      let differs = first;
      for (let i = 0; i < scratch.length; i++) {
        if (values[at + i] === scratch[i]) continue;
        values[at + i] = scratch[i]!;
        differs = true;
      }
      if (differs) changed[n++] = index;
    }
    this.first = false;
    this.count = n;
    return n;
  }

  /** Value of a signal of up to 32 bits, as a number of its sign. */
  value(index: number): number {
    const word = this.values[this.offsets[index]!]!;
    return this.signals[index]!.signed ? word : word >>> 0;
  }

  /** Value of a signal as text: the name of a state, a number, or the hexadecimal digits of a vector. */
  text(index: number): string {
    const { bits, labels } = this.signals[index]!;
    if (bits <= 32) return labels?.[this.value(index)] ?? String(this.value(index));
    let hex = '';
    for (let at = this.offsets[index]!; at < this.offsets[index + 1]!; at++)
      hex = (this.values[at]! >>> 0).toString(16).padStart(8, '0') + hex;
    return `0x${hex.replace(/^0+(?=.)/, '')}`;
  }

  private spiMoved(s: ChipState): boolean {
    const pins = (s.pins.rst << 1) | s.pins.sck;
    if (s.spi.count === this.spiCount && s.spi.shiftIn === this.spiShift && pins === this.pins && !this.first)
      return false;
    this.spiCount = s.spi.count;
    this.spiShift = s.spi.shiftIn;
    this.pins = pins;
    return true;
  }
}
