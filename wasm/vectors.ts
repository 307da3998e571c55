/** Operations on vectors of eight 16-bit lanes that every phase needs. */

export class Lanes {
  /** Mask of the first `count` lanes. */
  @inline
  static first(count: i32): v128 {
    return i16x8.gt_s(i16x8.splat(<i16>min(count, 8)), i16x8(0, 1, 2, 3, 4, 5, 6, 7));
  }

  /** Stores the lanes whose mask is set. */
  @inline
  static storeMasked(at: usize, value: v128, mask: v128): void {
    v128.store(at, v128.bitselect(value, v128.load(at), mask));
  }

  /** A value for even lanes (low half of `pair`) and one for odd lanes (high half). */
  @inline
  static pairs(pair: u32): v128 {
    return i32x4.splat(pair);
  }
}
