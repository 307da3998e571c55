/**
 * Where an engine goes wrong: two runs that are alike when every cycle is watched, but not when their engines run by
 * themselves. An engine that takes whole phases at once shows no cycles, only its stops: between the last at which the runs
 * are alike and the next it went wrong. What should have happened there, and in which cycle, the cycle engine says.
 */
import { Chip } from '../chip/chip.js';
import type { ChipState } from '../chip/state.js';
import type { Checkpoint, RunSide } from './run-side.js';
import { sameState, stateDifference, type StateDifference } from './state-difference.js';
import { narrowByStops, runTo, type Range } from './stops.js';

export interface EngineDifference extends Range {
  /** Whose state is not that of the cycle engine after {@link Range.to}. */
  readonly wrong: 'A' | 'B' | 'both';
}

/** A divergence (divergence.ts) that an engine is to blame for. */
export interface LocatedDifference {
  readonly engine: EngineDifference;
  readonly cycle: number;
  readonly signal: string;
  readonly a: string;
  readonly b: string;
  readonly others: readonly string[];
}

/**
 * Looks for it, and leaves the runs where they differ.
 * @param start where both are alike, in the cycle `range.from` or before.
 * @returns undefined where no engine is to blame.
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
 * What the cycle engine makes of a range: watched, a run takes it.
 * @returns the state at its end, and the cycle in which a place took its last value.
 */
async function judge(
  side: RunSide,
  start: Checkpoint,
  { from, to }: Range,
  place: StateDifference,
): Promise<{ state: ChipState; writtenIn: number | undefined }> {
  const { chip } = side;
  let value: number | undefined;
  let writtenIn: number | undefined;
  const look = (s: ChipState): void => {
    const now = place.get(s);
    if (value !== undefined && now !== value) writtenIn = s.cycle - 1;
    value = now;
  };
  chip.watch.from = from;
  chip.watch.onCycle = look;
  await runTo(side, start, to);
  chip.watch.onCycle = undefined;
  look(chip.state);
  const copy = new Chip();
  copy.restore(chip.snapshot());
  return { state: copy.state, writtenIn };
}
