/**
 * Which weights changed where: for each window between two checkpoints, the weights that differ between its ends. A weight
 * may change in a window and change back: a window in which learning changed more lanes than are listed, or in which the
 * host may have written weights, says so, and a query looks at it.
 */
import type { ChipState } from '../chip/state.js';
import { WEIGHT_MEMORIES } from '../trace/weight-changes.js';
import { PAGE } from './pages.js';
import type { Place } from './place.js';

/** A stretch of the run between two checkpoints. */
export interface WeightWindow {
  readonly from: Place;
  readonly to: Place;
  /** Byte addresses, in the image of the state, of weights whose values differ between the ends; ascending. */
  readonly changed: Uint32Array;
  /** Further weights may have changed and changed back. */
  readonly mayHideMore: boolean;
}

/** The bytes of the image that are weights. */
export class WeightAddresses {
  private readonly ranges: readonly { readonly from: number; readonly to: number }[];

  constructor(s: ChipState) {
    this.ranges = WEIGHT_MEMORIES.map((name) => {
      const from = s[name].bytes.byteOffset - s.image.byteOffset;
      return { from, to: from + s[name].bytes.length };
    });
  }

  /** Adds the addresses in a page whose values differ. */
  collect(page: number, now: Uint8Array, before: Uint8Array, into: number[]): void {
    for (const { from, to } of this.ranges) {
      const end = Math.min(to, page + PAGE);
      for (let at = Math.max(from, page); at < end; at++) if (now[at] !== before[at]) into.push(at);
    }
  }
}

export class WeightIndex {
  private readonly windows: WeightWindow[] = [];
  private readonly refined = new WeakSet<WeightWindow>();

  add(window: WeightWindow): void {
    // Nothing can be found in the others.
    if (window.changed.length > 0 || window.mayHideMore) this.windows.push(window);
  }

  /** Weight changes in all windows. */
  get size(): number {
    return this.windows.reduce((sum, { changed }) => sum + changed.length, 0);
  }

  /** Number of windows. */
  get count(): number {
    return this.windows.length;
  }

  /** A window, the oldest being 0. */
  at(index: number): WeightWindow {
    return this.windows[index]!;
  }

  /** Whether all changes of a window were looked for already. */
  isRefined(index: number): boolean {
    return this.refined.has(this.windows[index]!);
  }

  /** Puts a window with all its changes in the place of one. */
  refine(index: number, window: WeightWindow): void {
    this.windows[index] = window;
    this.refined.add(window);
  }
}

/** Whether a window may hold a change of a weight. @param address see WeightWindow. */
export const mayHold = ({ changed, mayHideMore }: WeightWindow, address: number): boolean =>
  mayHideMore || includes(changed, address);

function includes(sorted: Uint32Array, value: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}
