/**
 * The points within operations at which an engine stops: every cycle for the cycle engine, the ends of phases for the
 * turbo engine. Two runs can be compared where both stop. Memory stays flat however long an operation is.
 */
import type { ChipState } from '../chip/state.js';
import type { Checkpoint, RunSide } from './run-side.js';
import { coreScalars, stateWords } from './state-difference.js';

/** A value of run A and the same value of run B. */
type Pair<T> = readonly [T, T];

/** Cycles of two points at which both runs stop: at the first they agree, at the second they differ. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Stops that are compared in one pass. */
const SAMPLES = 1024;

/**
 * Narrows a range down to stops that both runs have in common.
 * @param start where both agree, in the cycle `range.from` or before.
 * @param enough length in cycles at which to end; 1: when there is no stop left between.
 */
export async function narrowByStops(
  sides: Pair<RunSide>,
  start: Pair<Checkpoint>,
  range: Range,
  enough: number,
): Promise<Range> {
  let { from, to } = range;
  while (to - from > enough) {
    const step = Math.ceil((to - from) / SAMPLES);
    const [a, b] = [
      await sample(sides[0], start[0], { from, to }, step),
      await sample(sides[1], start[1], { from, to }, step),
    ];
    const common = new Set(a.stops < b.stops ? a.cycles : b.cycles);
    const [x, y] = [
      await hashes(sides[0], start[0], to, common),
      await hashes(sides[1], start[1], to, common),
    ];
    const before: Range = { from, to };
    for (const [cycle, hash] of x) {
      const other = y.get(cycle);
      if (other === undefined || cycle >= to) continue;
      if (other === hash) from = cycle;
      else {
        to = cycle;
        break;
      }
    }
    if (step === 1 || (from === before.from && to === before.to)) break;
  }
  return { from, to };
}

/** Number of stops within a range, and the cycle of the first stop at or after every `step`-th cycle. */
async function sample(
  side: RunSide,
  start: Checkpoint,
  { from, to }: Range,
  step: number,
): Promise<{ stops: number; cycles: number[] }> {
  const cycles: number[] = [];
  let stops = 0;
  let next = from + 1;
  await runTo(side, start, to, (cycle) => {
    if (cycle <= from) return;
    stops++;
    if (cycle < next) return;
    cycles.push(cycle);
    next = cycle + step;
  });
  return { stops, cycles };
}

async function hashes(
  side: RunSide,
  start: Checkpoint,
  until: number,
  cycles: ReadonlySet<number>,
): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  await runTo(side, start, until, (cycle) => {
    if (cycles.has(cycle)) found.set(cycle, hashOf(side.chip.state));
  });
  return found;
}

/**
 * Runs from a checkpoint to the stop at a cycle, or to the end of the operation in which that cycle comes.
 * @param onStop called at every stop before.
 */
export async function runTo(
  side: RunSide,
  start: Checkpoint,
  cycle: number,
  onStop?: (cycle: number) => void,
): Promise<void> {
  const { chip } = side;
  side.restore(start);
  chip.onStop = () => {
    const now = chip.state.cycle;
    if (now >= cycle) throw new Reached();
    onStop?.(now);
  };
  try {
    while (chip.cycle < cycle && !side.over) await side.step();
  } catch (error) {
    if (!(error instanceof Reached)) throw error;
  } finally {
    chip.onStop = undefined;
  }
}

/** Thrown to stop a run in the middle of an operation. */
class Reached extends Error {}

function hashOf(state: ChipState): number {
  let hash = 0x811c9dc5;
  const mix = (value: number): void => {
    hash = Math.imul(hash ^ value, 0x01000193) ^ (hash >>> 15);
  };
  const words = stateWords(state);
  for (let i = 0; i < words.length; i++) mix(words[i]!);
  for (const value of coreScalars(state)) mix(value | 0);
  return hash;
}
