/**
 * Lists of operations that a chip can play as a whole: 16-bit codes, each the address of an input event or one of these.
 */

export const OPERATION = {
  /** A time tick; the host waits until the chip is ready again. */
  TICK: 0xffff,
  /** One cycle passes. Only while no request of an event is up, as after a tick. */
  GAP: 0xfffe,
  /** Nothing: keeps the place of something that the host skips. */
  NONE: 0xfffd,
  /** An operation of another kind, which cannot be played. */
  OTHER: 0xfffc,
} as const;

/** Codes below this are addresses of events. */
export const EVENTS_END = OPERATION.OTHER;

/**
 * Where the operations of a list end that can be played from an index on.
 * @param inputs codes from here on are not the addresses of inputs that the chip has.
 * @param requested the request of an event is up before the first of them.
 * @param afterTick ends behind the first tick at the latest.
 * @returns the index of the first operation that cannot be played, at most `to`.
 */
export function playableEnd(
  codes: Uint16Array,
  from: number,
  to: number,
  inputs: number,
  requested: boolean,
  afterTick: boolean,
): number {
  let up = requested;
  for (let i = from; i < to; i++) {
    const code = codes[i]!;
    if (code < EVENTS_END) {
      if (code >= inputs) return i;
      up = true;
    } else if (code === OPERATION.TICK) {
      if (afterTick) return i + 1;
      up = false;
    } else if (code === OPERATION.OTHER || (code === OPERATION.GAP && up)) return i;
  }
  return to;
}
