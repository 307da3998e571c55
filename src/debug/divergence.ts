/** The cycle and the signal in which two runs part, from a point just before. */
import { engineDifference, type EngineDifference } from './engine-difference.js';
import { firstFrame, record, replayFrame, type Frame } from './frames.js';
import type { Step } from './operation-source.js';
import type { Checkpoint, RunSide } from './run-side.js';
import { sameState, stateDifference } from './state-difference.js';
import { sameOperation } from '../host/operations.js';

export interface Divergence {
  readonly cycle: number;
  /** A signal, or a place in a memory. */
  readonly signal: string;
  readonly a: string;
  readonly b: string;
  /** Other signals that differ in the same cycle. */
  readonly others: readonly string[];
  /** Where the runs are alike cycle by cycle, and an engine is at fault. */
  readonly engine?: EngineDifference;
}

export interface Located {
  readonly divergence: Divergence;
  /** The first host operations that differ, or those under way. */
  readonly operations: { readonly a: string; readonly b: string };
}

type Sides = readonly [RunSide, RunSide];
type Start = readonly [Checkpoint, Checkpoint];

/** Cycles that are watched beyond a difference: what differs may show later. */
const BEYOND = 4096;
const FIRST_WATCHED = 1 << 14;
/** Longest stretch that is watched. */
const MOST_WATCHED = 1 << 21;

/**
 * Finds it with every signal watched.
 * @param start where both are alike, or where something is about to be done to one of them.
 * @param until cycle by which they differ.
 */
export async function locate(sides: Sides, start: Start, until: number): Promise<Located> {
  restore(sides, start);
  for (const side of sides) side.strike();
  if (!same(sides)) return { divergence: ofStates(sides), operations: await nextOperations(sides) };
  const { cycle } = sides[0].chip;
  const most = Math.min(until + BEYOND - cycle, MOST_WATCHED);
  // Watching is slow: a long stretch, such as a wait in vain, is not watched to its end before something differs.
  for (let length = Math.min(FIRST_WATCHED, most); ; length = Math.min(8 * length, most)) {
    const end = cycle + length;
    restore(sides, start);
    const at = firstFrame(await record(sides[0], end), await record(sides[1], end));
    if (at !== undefined) {
      restore(sides, start);
      const seen = [await replayFrame(sides[0], end, at), await replayFrame(sides[1], end, at)] as const;
      return { divergence: ofFrames(sides, ...seen), operations: operations(sides, start) };
    }
    if (length === most) return locateUnwatched(sides, start, until);
  }
}

/** Where all signals are alike: an engine went wrong, or something that no signal shows. */
async function locateUnwatched(sides: Sides, start: Start, until: number): Promise<Located> {
  const found = await engineDifference(sides, start, until);
  if (found) return { divergence: found, operations: operations(sides, start) };
  restore(sides, start);
  for (const side of sides) while (side.chip.cycle < until && !side.over) await side.step();
  return { divergence: ofStates(sides), operations: operations(sides, start) };
}

function restore(sides: Sides, start: Start): void {
  sides.forEach((side, i) => side.restore(start[i]!));
}

const same = ([a, b]: Sides): boolean => sameState(a.chip.state, b.chip.state, true);

function ofFrames(sides: Sides, x: Frame | undefined, y: Frame | undefined): Divergence {
  if (!x || !y) return ofEndings(sides, (x ?? y)!.cycle, `end of run ${x ? 'B' : 'A'}`);
  const different = [...x.values.keys()].filter((name) => x.values.get(name) !== y.values.get(name));
  const [first = 'cycle', ...others] = different;
  return {
    cycle: x.cycle,
    signal: first,
    a: x.values.get(first) ?? String(x.cycle),
    b: y.values.get(first) ?? String(y.cycle),
    others,
  };
}

/** Both came to the same state, or one of them came to an end. */
export function ofEndings([a, b]: Sides, cycle: number, signal: string): Divergence {
  return { cycle, signal, a: a.ending, b: b.ending, others: [] };
}

function ofStates([a, b]: Sides): Divergence {
  const difference = stateDifference(a.chip.state, b.chip.state);
  return {
    cycle: Math.min(a.chip.cycle, b.chip.cycle),
    signal: difference?.name ?? 'length of the program',
    a: difference ? String(difference.a) : 'as long',
    b: difference ? String(difference.b) : 'not',
    others: [],
  };
}

async function nextOperations([a, b]: Sides): Promise<Located['operations']> {
  const [x, y] = [await a.peek(), await b.peek()];
  return { a: a.describe(x, y), b: b.describe(y, x) };
}

function operations([a, b]: Sides, start: Start): Located['operations'] {
  const [x, y] = [a.stepsSince(start[0]), b.stepsSince(start[1])];
  const common = Math.min(x.length, y.length);
  let i = 0;
  while (i < common - 1 && sameOperation(x[i]!.operation, y[i]!.operation)) i++;
  const at = (steps: readonly Step[]): Step | undefined => steps[Math.min(i, steps.length - 1)];
  return { a: a.describe(at(x), at(y)), b: b.describe(at(y), at(x)) };
}
