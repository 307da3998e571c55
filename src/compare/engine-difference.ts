/**
 * Finds the fault of an engine: two runs agree when every cycle is watched, but not when their engines run unobserved.
 *
 * The turbo engine shows only the points at which it stops, not the cycles between. The fault lies between the last stop
 * at which the runs agree and the next. The cycle engine repeats that range to show what is right there, and in which
 * cycle.
 */
import { Chip } from '../chip/chip.js';
import type { ChipState } from '../chip/state.js';
import type { Checkpoint, RunSide } from './run-side.js';
import { sameState, stateDifference, type StateDifference } from './state-difference.js';
import { narrowByStops, runTo, type Range } from './stops.js';

export interface EngineDifference extends Range {
  /** The run whose state differs from that of the cycle engine after {@link Range.to}. */
  readonly wrong: 'A' | 'B' | 'both';
}

/** A first difference (divergence.ts) that is the fault of an engine. */
export interface LocatedDifference {
  readonly engine: EngineDifference;
  readonly cycle: number;
  readonly signal: string;
  readonly a: string;
  readonly b: string;
  readonly others: readonly string[];
}

/**
 * Looks for the fault, and leaves the runs where they differ.
 * @param start where both agree, in the cycle `range.from` or before.
 * @returns undefined if the engines are not at fault.
 */
export async function engineDifference(
  sides: readonly [RunSide, RunSide],
  start: readonly [Checkpoint, Checkpoint],
  range: Range,
): Promise<LocatedDifference | undefined> {
  const { from, to } = await narrowByStops(sides, start, range, 1);
  const [a, b] = sides;
  await runTo(a, start[0], to);
  await runTo(b, start[1], to);
  const difference = stateDifference(a.chip.state, b.chip.state);
  if (!difference || a.chip.cycle !== to || b.chip.cycle !== to) return undefined;
  const { state, writtenIn } = await judge(a, start[0], { from, to }, difference);
  await runTo(a, start[0], to);
  const [rightA, rightB] = [a, b].map((side) => sameState(side.chip.state, state, false));
  return {
    engine: { wrong: rightA ? 'B' : rightB ? 'A' : 'both', from, to },
    cycle: writtenIn ?? to,
    signal: difference.name,
    a: String(difference.a),
    b: String(difference.b),
    others: [],
  };
}

/**
 * Repeats a range with every cycle watched, for which a run takes the cycle engine.
 * @returns the state at its end, and the cycle in which the value that differs was last written.
 */
async function judge(
  side: RunSide,
  start: Checkpoint,
  { from, to }: Range,
  difference: StateDifference,
): Promise<{ state: ChipState; writtenIn: number | undefined }> {
  const { chip } = side;
  let value: number | undefined;
  let writtenIn: number | undefined;
  const look = (s: ChipState): void => {
    const now = difference.get(s);
    if (value !== undefined && now !== value) writtenIn = s.cycle - 1;
    value = now;
  };
  chip.watch.from = from;
  chip.watch.onCycle = look;
  await runTo(side, start, to);
  chip.watch.onCycle = undefined;
  look(chip.state);
  const copy = new Chip(chip.state.design);
  copy.restore(chip.snapshot());
  return { state: copy.state, writtenIn };
}
