/** The first cycle and signal in which two runs differ, searched from a point just before. */
import { sameOperation } from '../host/operations.js';
import { engineDifference, type EngineDifference } from './engine-difference.js';
import { firstFrame, record, replayFrame, type Frame, type Frames } from './frames.js';
import type { Step } from './operation-source.js';
import type { Checkpoint, RunSide } from './run-side.js';
import { sameState, stateDifference } from './state-difference.js';
import { narrowByStops, runTo, type Range } from './stops.js';

export interface FirstDifference {
  readonly cycle: number;
  /** A signal, or a value in a memory. */
  readonly signal: string;
  readonly a: string;
  readonly b: string;
  /** Other signals that differ in the same cycle. */
  readonly others: readonly string[];
  /** If the runs agree when every cycle is watched, so that an engine is at fault. */
  readonly engine?: EngineDifference;
}

export interface Located {
  readonly divergence: FirstDifference;
  /** The first host operations that differ, or those being carried out. */
  readonly operations: { readonly a: string; readonly b: string };
  /** Cycle from which the effects can be watched. */
  readonly watchFrom: number;
}

type Sides = readonly [RunSide, RunSide];
type Start = readonly [Checkpoint, Checkpoint];

/** Cycles watched after a difference of states, which may show in a signal later. */
const BEYOND = 4096;
/** Longest stretch that is watched; a longer operation is cut at points where both engines stop. */
const MOST_WATCHED = 1 << 16;

/**
 * Finds the first difference with every signal watched.
 * @param start where the states agree, or an intervention is due in one of them.
 * @param until cycle by which they differ.
 */
export async function locate(sides: Sides, start: Start, until: number): Promise<Located> {
  restore(sides, start);
  for (const side of sides) side.intervene();
  const from = sides[0].chip.cycle;
  if (!same(sides, true))
    return { divergence: ofStates(sides), operations: await nextOperations(sides), watchFrom: from };
  const range = await narrowByStops(sides, start, { from, to: until }, MOST_WATCHED);
  const watched = Math.min(range.to, range.from + MOST_WATCHED);
  const found = await watch(sides, start, range.from, watched);
  if (found) return found;
  // The runs agree when watched: an engine is at fault, and this course of events must not ask the programs for more.
  if (same(sides, false)) return locateUnwatched(sides, start, range);
  return (await watch(sides, start, range.from, watched + BEYOND)) ?? locateUnwatched(sides, start, range);
}

/** The first cycle in a range in which a signal differs; undefined, with the runs at the end of the range, if none does. */
async function watch(sides: Sides, start: Start, from: number, to: number): Promise<Located | undefined> {
  const frames: Frames[] = [];
  for (const [i, side] of sides.entries()) {
    side.restore(start[i]!);
    frames.push(await record(side, from, to));
  }
  const at = firstFrame(frames[0]!, frames[1]!);
  if (at === undefined) return undefined;
  const seen: (Frame | undefined)[] = [];
  for (const [i, side] of sides.entries()) {
    side.restore(start[i]!);
    seen.push(await replayFrame(side, from, to, at));
  }
  return {
    divergence: ofFrames(sides, seen[0], seen[1]),
    operations: operations(sides, start),
    watchFrom: from,
  };
}

/** The difference if no signal differs: an engine went wrong, or a value differs that no signal shows. */
async function locateUnwatched(sides: Sides, start: Start, range: Range): Promise<Located> {
  const found = await engineDifference(sides, start, range);
  if (found) return { divergence: found, operations: operations(sides, start), watchFrom: found.engine.to };
  for (const [i, side] of sides.entries()) await runTo(side, start[i]!, range.to);
  return { divergence: ofStates(sides), operations: operations(sides, start), watchFrom: range.from };
}

function restore(sides: Sides, start: Start): void {
  sides.forEach((side, i) => side.restore(start[i]!));
}

const same = ([a, b]: Sides, pins: boolean): boolean => sameState(a.chip.state, b.chip.state, pins);

function ofFrames(sides: Sides, x: Frame | undefined, y: Frame | undefined): FirstDifference {
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

/** A difference in how the runs end. */
export function ofEndings([a, b]: Sides, cycle: number, signal: string): FirstDifference {
  return { cycle, signal, a: a.ending, b: b.ending, others: [] };
}

function ofStates([a, b]: Sides): FirstDifference {
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
