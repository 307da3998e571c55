/** The part of the x axis that all linked charts show, and the position that all of them mark. */
import type { Extent } from '../../charts/extent.js';

/** Fewest positions that a chart shows. */
const NARROWEST = 8;

export class SharedRange {
  private from: number;
  private to: number;
  private at: number | undefined;

  /** @param whole the whole range of the data. @param changed called after every change. */
  constructor(
    readonly whole: Extent,
    private readonly changed: () => void,
  ) {
    [this.from, this.to] = whole;
  }

  get shown(): Extent {
    return [this.from, this.to];
  }

  /** The marked position; undefined where none is. */
  get cursor(): number | undefined {
    return this.at;
  }

  /** Shows a part of the axis, limited to the range of the data. */
  show(from: number, to: number): void {
    const [start, end] = this.whole;
    const width = Math.min(end - start, Math.max(NARROWEST, to - from));
    const middle = (from + to) / 2;
    this.from = Math.max(start, Math.min(end - width, middle - width / 2));
    this.to = this.from + width;
    this.changed();
  }

  showAll(): void {
    this.show(...this.whole);
  }

  /** @param factor below 1 shows less of the axis. @param at the position that stays where it is. */
  zoom(factor: number, at = this.at ?? (this.from + this.to) / 2): void {
    this.show(at - (at - this.from) * factor, at + (this.to - at) * factor);
  }

  /** @param share of the width shown; negative: towards the start. */
  move(share: number): void {
    const by = share * (this.to - this.from);
    this.show(this.from + by, this.to + by);
  }

  /** Marks the whole position nearest to a value; undefined removes the mark. */
  mark(at: number | undefined): void {
    const [start, end] = this.whole;
    this.at = at === undefined ? undefined : Math.round(Math.max(start, Math.min(end, at)));
    this.changed();
  }

  /** Moves the mark by some positions, and the range with it where it would leave the charts. */
  step(by: number): void {
    this.mark((this.at ?? (this.from + this.to) / 2) + by);
    const at = this.at!;
    if (at < this.from) this.show(at, at + this.to - this.from);
    if (at > this.to) this.show(at - (this.to - this.from), at);
  }
}
