/**
 * Where an engine goes wrong: two runs that are alike when every cycle is watched, but not when their engines run by
 * themselves. An engine that takes whole phases at once shows no cycles, only the points at which it stops: the first of
 * them, common to both, at which the states differ ends the stretch in which it went wrong. What should have happened
 * there, and in which cycle, the cycle engine says.
 */
import { Chip } from '../chip/chip.js';
import type { Checkpoint, RunSide } from './run-side.js';
import { coreScalars, sameState, stateDifference, stateWords } from './state-difference.js';

export interface EngineDifference {
  /** Whose state is not that of the cycle engine. */
  readonly wrong: 'A' | 'B' | 'both';
  /** Cycles from which to which its engine ran without a stop. */
  readonly from: number;
  readonly to: number;
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

/** Most stops that are looked at. */
const MOST_STOPS = 1 << 15;

/**
 * Looks for it in the operations from a point at which both are alike; leaves the runs behind them.
 * @param until cycle at which they differ.
 */
export async function engineDifference(
  sides: readonly [RunSide, RunSide],
  start: readonly [Checkpoint, Checkpoint],
  until: number,
): Promise<LocatedDifference | undefined> {
  const [a, b] = sides;
  const stopsOfA = await stops(a, start[0], until);
  const stopsOfB = new Set((await stops(b, start[1], until)).map((stop) => stop.cycle));
  const common = new Set(stopsOfA.flatMap(({ cycle }) => (stopsOfB.has(cycle) ? [cycle] : [])));
  if (common.size > MOST_STOPS) return undefined;
  const hashesOfA = await stops(a, start[0], until, common);
  const hashesOfB = await stops(b, start[1], until, common);
  const at = hashesOfA.findIndex(({ hash }, i) => hash !== hashesOfB[i]?.hash);
  const to = hashesOfA[at]?.cycle;
  const from = hashesOfA[at - 1]?.cycle;
  if (to === undefined || from === undefined) return undefined;
  const before = await snapshotAt(a, start[0], until, from);
  await snapshotAt(a, start[0], until, to);
  await snapshotAt(b, start[1], until, to);
  return before && compareWithCycles(sides, before, from, to);
}

interface Stop {
  readonly cycle: number;
  readonly hash: number;
}

/** Cycles at which the engine stops, the states at some of them as a hash; the last is the end of the operations. */
async function stops(
  side: RunSide,
  start: Checkpoint,
  until: number,
  hashed?: ReadonlySet<number>,
): Promise<Stop[]> {
  const found: Stop[] = [];
  const look = (): void => {
    const { cycle } = side.chip;
    if (cycle === found.at(-1)?.cycle || (hashed && !hashed.has(cycle))) return;
    found.push({ cycle, hash: hashed ? hashState(side) : 0 });
  };
  await replay(side, start, until, look);
  look();
  return found;
}

async function replay(side: RunSide, start: Checkpoint, until: number, onStop: () => void): Promise<void> {
  side.restore(start);
  side.chip.onStop = onStop;
  try {
    while (side.chip.cycle < until && !side.over) await side.step();
  } catch (error) {
    if (!(error instanceof Reached)) throw error;
  } finally {
    side.chip.onStop = undefined;
  }
}

class Reached extends Error {}

/** Lets a run go on to a stop, and leaves it there. */
async function snapshotAt(
  side: RunSide,
  start: Checkpoint,
  until: number,
  cycle: number,
): Promise<Uint8Array | undefined> {
  await replay(side, start, until, () => {
    if (side.chip.cycle === cycle) throw new Reached();
  });
  return side.chip.cycle === cycle ? side.chip.snapshot() : undefined;
}

function hashState({ chip: { state } }: RunSide): number {
  let hash = 0x811c9dc5;
  const mix = (value: number): void => {
    hash = Math.imul(hash ^ value, 0x01000193) ^ (hash >>> 15);
  };
  const words = stateWords(state);
  for (let i = 0; i < words.length; i++) mix(words[i]!);
  for (const value of coreScalars(state)) mix(value | 0);
  return hash;
}

/** Lets the cycle engine do the stretch, and looks when the place that differs last took a new value. */
function compareWithCycles(
  [a, b]: readonly [RunSide, RunSide],
  before: Uint8Array,
  from: number,
  to: number,
): LocatedDifference | undefined {
  const difference = stateDifference(a.chip.state, b.chip.state);
  if (!difference) return undefined;
  const judge = new Chip(undefined, { engine: 'cycle' });
  judge.restore(before);
  let value = difference.get(judge.state);
  let cycle = to;
  const look = (now: number): void => {
    if (difference.get(judge.state) === value) return;
    value = difference.get(judge.state);
    cycle = now - 1;
  };
  judge.run(to - from, (s) => look(s.cycle));
  look(to);
  const [rightA, rightB] = [a, b].map((side) => sameState(side.chip.state, judge.state, false));
  return {
    engine: { wrong: rightA ? 'B' : rightB ? 'A' : 'both', from, to },
    cycle,
    signal: difference.name,
    a: String(difference.a),
    b: String(difference.b),
    others: [],
  };
}
