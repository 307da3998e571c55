/** Continues two runs after their first difference, and collects the first difference of each kind. */
import { compareEvents, EFFECTS, RunEvents, type Effect } from './consequences.js';
import type { RunSide } from './run-side.js';

export interface FollowOptions {
  /** Cycles in which effects are looked for, SPI transfers not counted. */
  readonly horizon: number;
  /** Cycle from which the runs are watched; before it they run unobserved. */
  readonly from: number;
  /** Called regularly; the search ends when it returns true. */
  readonly stopped?: () => boolean;
}

/** Operations between two comparisons. */
const BATCH = 16;

export async function followEffects(
  sides: readonly [RunSide, RunSide],
  { horizon, from, stopped }: FollowOptions,
): Promise<Effect[]> {
  const seen = [new RunEvents(), new RunEvents()] as const;
  const effects: Effect[] = [];
  sides.forEach((side, i) => {
    side.chip.watch.from = from;
    side.chip.watch.onCycle = seen[i]!.observe;
    side.onEvent = seen[i]!.onEvent;
  });
  const [a, b] = sides;
  let spent = 0;
  for (let n = 1; effects.length < EFFECTS.length && spent < horizon; n++) {
    const side = b.over || (!a.over && a.chip.cycle <= b.chip.cycle) ? a : b;
    const before = side.chip.cycle;
    await side.step();
    const op = side.current?.operation.op;
    if (op !== 'spiw' && op !== 'spir') spent += (side.chip.cycle - before) / 2;
    const ended = a.over && b.over;
    if (ended || n % BATCH === 0) effects.push(...compareEvents(...seen, [a.over, b.over]));
    if (ended || stopped?.() === true) break;
    if (n % 256 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const side of sides) side.chip.watch.onCycle = side.onEvent = undefined;
  const when = (e: Effect): number => Math.min(e.cycleA ?? Infinity, e.cycleB ?? Infinity);
  effects.sort((x, y) => when(x) - when(y));
  const hang = hanging(a, b);
  return hang ? [...effects, hang] : effects;
}

/** A wait that timed out, as an effect. */
function hanging(a: RunSide, b: RunSide): Effect | undefined {
  if (a.stuck === undefined && b.stuck === undefined) return undefined;
  const cycleOf = (side: RunSide): number | undefined =>
    side.stuck === undefined ? undefined : side.chip.cycle;
  return {
    kind: 'hang',
    name: 'host',
    a: a.stuck ?? 'goes on',
    b: b.stuck ?? 'goes on',
    cycleA: cycleOf(a),
    cycleB: cycleOf(b),
  };
}
