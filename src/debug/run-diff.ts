/**
 * Where two runs part. From the first operation in which they differ both go on side by side, unobserved, their states
 * compared at checkpoints. After the first checkpoint at which they differ, both go back to the one before, and the
 * stretch between is narrowed down to one host operation, then, with every signal watched, to a cycle.
 */
import { EXIT, UserError } from '../io/errors.js';
import { compareHappenings, EFFECTS, Happenings, type Effect } from './consequences.js';
import type { Fault } from './fault.js';
import { firstFrame, record, replayFrame, type Frame, type Frames } from './frames.js';
import { RunSide, type Checkpoint, type Step } from './run-side.js';
import { sameState, stateDifference } from './state-difference.js';

export interface RunDiffOptions {
  readonly timeout: number;
  /** Strikes run B. */
  readonly fault?: Fault;
  /** Cycles for which what follows is looked at. */
  readonly horizon: number;
  /** Cycles between checkpoints; default {@link INTERVAL}. */
  readonly interval?: number;
  /** Asked now and then; true ends the comparison. */
  readonly stopped?: () => boolean;
  readonly onProgress?: (cycle: number) => void;
}

export interface Divergence {
  readonly cycle: number;
  /** A signal, or a place in a memory. */
  readonly signal: string;
  readonly a: string;
  readonly b: string;
  /** Other signals that differ in the same cycle. */
  readonly others: string[];
}

export interface RunDiff {
  readonly divergence?: Divergence;
  /** The host operations under way. */
  readonly operations?: { a: string; b: string };
  readonly effects: Effect[];
  /** Cycles of both runs as far as they went. */
  readonly cycles: { a: number; b: number };
  /** Checkpoints at which the states agreed. */
  readonly checkpoints: number;
  readonly interrupted: boolean;
}

export const INTERVAL = 1 << 18;
const STRIDE = 64;
/** Operations that are watched from the divergent one on. */
const SEEN = 16;

type Pair<T> = readonly [T, T];
interface Stretch {
  readonly start: Pair<Checkpoint>;
  /** Operations of both runs from there; one may have ended. */
  readonly steps: Pair<Step[]>;
}

/** @throws UserError for a script that cannot be read or that waits in vain. */
export async function diffRuns(fileA: string, fileB: string, options: RunDiffOptions): Promise<RunDiff> {
  const sides: Pair<RunSide> = [
    new RunSide(fileA, options.timeout),
    new RunSide(fileB, options.timeout, options.fault),
  ];
  try {
    return await new Comparison(sides, options).run();
  } finally {
    for (const side of sides) await side.close();
  }
}

class Comparison {
  private checkpoints = 0;
  private turn = performance.now();

  constructor(
    private readonly sides: Pair<RunSide>,
    private readonly options: RunDiffOptions,
  ) {}

  async run(): Promise<RunDiff> {
    const stretch = await this.findStretch();
    if (stretch === 'interrupted') return this.result([], true);
    if (!stretch) return this.result([], false);
    const narrow = this.narrow(this.narrow(stretch, STRIDE), 1);
    const rest: Pair<Step[]> = [remaining(stretch, narrow, 0), remaining(stretch, narrow, 1)];
    // A change of a pin takes no time: what it does is seen in the operations after it.
    for (const [i, side] of this.sides.entries()) {
      for (let n = rest[i]!.length; n < SEEN; n++) {
        const step = await side.next();
        if (step) rest[i]!.push(step);
      }
    }
    const found = this.exact({
      start: narrow.start,
      steps: [rest[0].slice(0, SEEN), rest[1].slice(0, SEEN)],
    });
    const effects = await this.follow(narrow, rest);
    return {
      ...this.result(effects, false),
      divergence: found,
      operations: { a: describe(narrow.steps[0][0]), b: describe(narrow.steps[1][0]) },
    };
  }

  private result(effects: Effect[], interrupted: boolean): RunDiff {
    const [a, b] = this.sides;
    return {
      effects,
      cycles: { a: a.chip.cycle, b: b.chip.cycle },
      checkpoints: this.checkpoints,
      interrupted,
    };
  }

  /** One of the runs waits in vain. */
  private get stuck(): boolean {
    return this.sides.some((side) => side.stuck !== undefined);
  }

  private get same(): boolean {
    return sameState(this.sides[0].chip.state, this.sides[1].chip.state);
  }

  private save(): Pair<Checkpoint> {
    return [this.sides[0].checkpoint(), this.sides[1].checkpoint()];
  }

  private restore(start: Pair<Checkpoint>): void {
    this.sides.forEach((side, i) => side.restore(start[i]!));
  }

  /**
   * As long as both are given the same operations, one chip runs for both: what it does depends on nothing else.
   * @returns the first operations that are not the same, or before which the fault strikes.
   */
  private async runShared(): Promise<Pair<Step | undefined> | 'interrupted' | undefined> {
    const [a, b] = this.sides;
    for (let steps = await this.nextSteps(); ; steps = await this.nextSteps()) {
      const [stepA, stepB] = steps;
      if (!stepA && !stepB && !b.due(a.chip.state)) return undefined;
      if (!stepA || stepA.text !== stepB?.text || b.due(a.chip.state)) return steps;
      a.execute(stepA);
      if (a.stuck !== undefined) throw new UserError(a.stuck, EXIT.TIMEOUT, { file: a.file });
      if (await this.interrupted()) return 'interrupted';
    }
  }

  private async nextSteps(): Promise<Pair<Step | undefined>> {
    return [await this.sides[0].next(), await this.sides[1].next()];
  }

  /** Gives the event loop its turn now and then. */
  private async interrupted(): Promise<boolean> {
    if (performance.now() - this.turn < 50) return false;
    this.options.onProgress?.(this.sides[0].chip.cycle);
    await new Promise((resolve) => setImmediate(resolve));
    this.turn = performance.now();
    return this.options.stopped?.() ?? false;
  }

  /** Goes on to the first checkpoint at which the states differ; undefined when there is none to the end. */
  private async findStretch(): Promise<Stretch | 'interrupted' | undefined> {
    const { interval = INTERVAL } = this.options;
    const [a, b] = this.sides;
    // What differs is most likely to show at once: checkpoints are dense at first.
    let distance = 1;
    let pending = await this.runShared();
    b.restore(a.checkpoint());
    if (pending === 'interrupted' || pending === undefined) return pending;
    for (;;) {
      const start = this.save();
      const steps: [Step[], Step[]] = [[], []];
      const end = a.chip.cycle + distance;
      distance = Math.min(interval, 4 * distance);
      let ended: boolean;
      do {
        const pair: Pair<Step | undefined> = pending ?? (await this.nextSteps());
        pending = undefined;
        for (const [i, step] of pair.entries()) {
          const side = this.sides[i]!;
          side.strike();
          if (!step) continue;
          steps[i]!.push(step);
          side.execute(step);
        }
        ended = !pair[0] || !pair[1];
        if (ended && (pair[0] ?? pair[1])) return { start, steps };
        if (await this.interrupted()) return 'interrupted';
      } while (a.chip.cycle < end && !ended && !this.stuck);
      if (!this.same || this.stuck) return { start, steps };
      this.checkpoints++;
      if (ended) return undefined;
    }
  }

  /** A stretch of at most `stride` operations after which the states differ, and before which they do not. */
  private narrow({ start, steps: [stepsA, stepsB] }: Stretch, stride: number): Stretch {
    this.restore(start);
    const [a, b] = this.sides;
    const length = Math.max(stepsA.length, stepsB.length);
    let from = 0;
    let last = start;
    for (let i = 0; i < length; i++) {
      for (const side of [a, b]) side.strike();
      if (stepsA[i]) a.execute(stepsA[i]!);
      if (stepsB[i]) b.execute(stepsB[i]!);
      const due = (i + 1) % stride === 0 || i === length - 1;
      if (!due) continue;
      if (!this.same || !stepsA[i] !== !stepsB[i])
        return { start: last, steps: [stepsA.slice(from, i + 1), stepsB.slice(from, i + 1)] };
      from = i + 1;
      last = this.save();
    }
    return { start: last, steps: [stepsA.slice(from), stepsB.slice(from)] };
  }

  /** The cycle and the signals of the divergence, from just before it. */
  private exact({ start, steps }: Stretch): Divergence {
    this.restore(start);
    for (const side of this.sides) side.strike();
    const struck = this.sides[1].faultCycle === this.sides[1].chip.cycle && !start[1].faultDone;
    if (struck && !this.same) return this.asStateDifference();
    const frames = this.sides.map((side, i) => record(side, steps[i as 0 | 1])) as unknown as Pair<Frames>;
    const at = firstFrame(...frames);
    if (at === undefined) return this.asStateDifference();
    const values = this.sides.map((side, i) => {
      side.restore(start[i]!);
      side.strike();
      return replayFrame(side, steps[i as 0 | 1], at);
    });
    const [x, y] = values as unknown as Pair<Frame | undefined>;
    if (!x || !y) {
      const [cycle, who] = [(x ?? y)!.cycle, x ? 'B' : 'A'];
      return {
        cycle,
        signal: `end of run ${who}`,
        a: x ? 'goes on' : 'ended',
        b: y ? 'goes on' : 'ended',
        others: [],
      };
    }
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

  private asStateDifference(): Divergence {
    const [a, b] = this.sides;
    const difference = stateDifference(a.chip.state, b.chip.state);
    return {
      cycle: Math.min(a.chip.cycle, b.chip.cycle),
      signal: difference?.name ?? 'length of the script',
      a: difference ? String(difference.a) : 'as long',
      b: difference ? String(difference.b) : 'not',
      others: [],
    };
  }

  /** Goes on from the divergence and collects the first difference of each kind. */
  private async follow({ start }: Stretch, steps: Pair<Step[]>): Promise<Effect[]> {
    this.restore(start);
    const seen: Pair<Happenings> = [new Happenings(), new Happenings()];
    const effects: Effect[] = [];
    this.sides.forEach((side, i) => {
      side.observer = seen[i]!.observe;
      side.onEvent = seen[i]!.onEvent;
    });
    const [a, b] = this.sides;
    const end = a.chip.cycle + this.options.horizon;
    let ended = false;
    for (let i = 0; !ended && effects.length < EFFECTS.length && a.chip.cycle < end; i++) {
      let running = 0;
      for (const [n, side] of this.sides.entries()) {
        const step = i < steps[n]!.length ? steps[n]![i] : await side.next();
        side.strike();
        if (!step) continue;
        side.execute(step);
        running++;
      }
      ended = running === 0;
      effects.push(...compareHappenings(...seen, ended));
      if (this.options.stopped?.() === true) break;
      if ((i & 255) === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const side of [a, b]) side.observer = side.onEvent = undefined;
    const when = (e: Effect): number => Math.min(e.cycleA ?? Infinity, e.cycleB ?? Infinity);
    effects.sort((x, y) => when(x) - when(y));
    const hang = hanging(a, b);
    return hang ? [...effects, hang] : effects;
  }
}

/** A run that waits in vain, as something that follows. */
function hanging(a: RunSide, b: RunSide): Effect | undefined {
  if (a.stuck === undefined && b.stuck === undefined) return undefined;
  const [told, other] = [a.stuck ?? 'goes on', b.stuck ?? 'goes on'];
  const cycleOf = (side: RunSide): number | undefined =>
    side.stuck === undefined ? undefined : side.chip.cycle;
  return { kind: 'hang', name: 'host', a: told, b: other, cycleA: cycleOf(a), cycleB: cycleOf(b) };
}

/** The steps of the outer stretch from where the inner one starts. */
function remaining(outer: Stretch, inner: Stretch, side: 0 | 1): Step[] {
  const first = inner.steps[side][0];
  return first ? outer.steps[side].slice(outer.steps[side].indexOf(first)) : [];
}

const describe = (step: Step | undefined): string =>
  step
    ? `line ${step.line}: ${step.text.length > 60 ? `${step.text.slice(0, 60)}...` : step.text}`
    : 'end of the script';
