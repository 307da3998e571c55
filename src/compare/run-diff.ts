/**
 * Where two runs part.
 *
 * As long as two runs of one kind are given the same operations, one chip runs for both. From there on both go on side by
 * side, unobserved, their states compared at checkpoints: points between operations that both reach in the same cycle.
 * After the first at which they differ, both go back to the one before, and the stretch between is narrowed down to the
 * nearest such points, then, with every signal watched, to a cycle.
 */
import { sameOperation } from '../host/operations.js';
import type { Effect } from './consequences.js';
import { locate, ofEndings, type Located } from './divergence.js';
import { followEffects } from './follow.js';
import { RunSide, type Checkpoint, type RunSpec } from './run-side.js';
import { sameState } from './state-difference.js';

export interface RunDiffOptions {
  /** Cycles a single wait may take. */
  readonly timeout: number;
  /** Cycles for which what follows is looked at, SPI transfers not counted. */
  readonly horizon: number;
  /** Cycles between checkpoints; default {@link INTERVAL}. */
  readonly interval?: number;
  /** Asked now and then; true ends the comparison. */
  readonly stopped?: () => boolean;
  /** Told now and then: share of the first program that was read, and the cycle reached. */
  readonly onProgress?: (done: number, cycle: number) => void;
}

export interface RunDiff {
  readonly divergence?: Located['divergence'];
  /** The host operations under way. */
  readonly operations?: Located['operations'];
  readonly effects: readonly Effect[];
  /** Cycles of both runs as far as they went. */
  readonly cycles: { a: number; b: number };
  /** Checkpoints at which the states agreed. */
  readonly checkpoints: number;
  /** Settings of registers that a program, which has ended, never wrote. */
  readonly unused: { a: readonly string[]; b: readonly string[] };
  /** Interventions whose position a program, which has ended, never reached. */
  readonly unreached: { a: readonly string[]; b: readonly string[] };
  readonly interrupted: boolean;
  /** Interrupted while it was narrowed down: cycles between which the runs part. */
  readonly between?: { readonly from: number; readonly to: number };
}

export const INTERVAL = 1 << 18;
const STRIDE = 64;
/** Turns in which one run overtakes the other before it is clear that they no longer meet. */
const OVERTAKES = 1024;

/** Of run A and of run B. */
type Pair<T> = readonly [T, T];

/** A point that both runs have come to in the same cycle, the end of both, or that there is none. */
type Meeting = 'met' | 'ended' | 'parted';

/** The user has had enough. */
class Interrupted extends Error {}

/** @throws UserError for a program that cannot be read, and where both wait in vain or trap alike. */
export async function diffRuns(a: RunSpec, b: RunSpec, options: RunDiffOptions): Promise<RunDiff> {
  const sides: Pair<RunSide> = [new RunSide(a, options.timeout), new RunSide(b, options.timeout)];
  try {
    return await new Comparison(sides, options).run();
  } finally {
    for (const side of sides) await side.close();
  }
}

class Comparison {
  private checkpoints = 0;
  private turn = performance.now();
  private between: RunDiff['between'];

  constructor(
    private readonly sides: Pair<RunSide>,
    private readonly options: RunDiffOptions,
  ) {}

  async run(): Promise<RunDiff> {
    try {
      return await this.compare();
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      return { ...this.result([], true), ...(this.between ? { between: this.between } : {}) };
    }
  }

  private async compare(): Promise<RunDiff> {
    const shared = this.mayShare ? await this.runShared() : 'parted';
    const apart = shared === 'parted' ? await this.findStretch() : undefined;
    if (!apart) return this.sameToTheEnd();
    const to = this.reached;
    this.restore(apart);
    this.between = { from: this.reached, to };
    const coarse = await this.narrow(apart, to, STRIDE);
    const start = await this.narrow(coarse, this.reached, 1);
    const { watchFrom, ...located } = await locate(this.sides, start, this.reached);
    this.restore(start);
    const effects = await followEffects(this.sides, { ...this.options, from: watchFrom });
    return { ...located, ...this.result(effects, false) };
  }

  private sameToTheEnd(): RunDiff {
    const [a, b] = this.sides;
    const same = this.result([], false);
    if (a.ending !== b.ending)
      return { ...same, divergence: ofEndings(this.sides, this.reached, 'end of the program') };
    if (a.failure) throw a.failure;
    return same;
  }

  private result(effects: readonly Effect[], interrupted: boolean): RunDiff {
    const [a, b] = this.sides;
    return {
      effects,
      cycles: { a: a.chip.cycle, b: b.chip.cycle },
      checkpoints: this.checkpoints,
      unused: { a: a.unused, b: b.unused },
      unreached: { a: a.unreached, b: b.unreached },
      interrupted,
    };
  }

  /** Cycle to which the runs went. */
  private get reached(): number {
    return Math.max(...this.sides.map((side) => side.chip.cycle));
  }

  private same(pins = true): boolean {
    const [a, b] = this.sides;
    return sameState(a.chip.state, b.chip.state, pins);
  }

  private save(): Pair<Checkpoint> {
    return [this.sides[0].checkpoint(), this.sides[1].checkpoint()];
  }

  private restore(start: Pair<Checkpoint>): void {
    this.sides.forEach((side, i) => side.restore(start[i]!));
  }

  /** Gives the event loop its turn now and then. @throws Interrupted */
  private breathe(): Promise<void> | undefined {
    return performance.now() - this.turn < 50 ? undefined : this.takeBreath();
  }

  private async takeBreath(): Promise<void> {
    const [a] = this.sides;
    this.options.onProgress?.(a.progress, a.chip.cycle);
    await new Promise((resolve) => setImmediate(resolve));
    this.turn = performance.now();
    if (this.options.stopped?.() === true) throw new Interrupted();
  }

  /** Both run on the same engine and start alike: given the same operations, they do the same. */
  private get mayShare(): boolean {
    const [a, b] = this.sides;
    return a.spec.engine === b.spec.engine && a.spec.kernel === b.spec.kernel && this.same();
  }

  /** One chip runs for both, until the operations are not the same or something is done to one of them. */
  private async runShared(): Promise<'ended' | 'parted'> {
    const [a, b] = this.sides;
    b.chip.leader = a.chip;
    a.onEvent = (record) => b.answer(record);
    let outcome: 'ended' | 'parted' | undefined;
    while (!outcome) {
      const [peekA, peekB] = [a.peek(), b.peek()];
      const stepA = peekA instanceof Promise ? await peekA : peekA;
      const stepB = peekB instanceof Promise ? await peekB : peekB;
      if (a.due || b.due) outcome = 'parted';
      else if (!stepA && !stepB) outcome = 'ended';
      else if (!stepA || !stepB || !sameOperation(stepA.operation, stepB.operation)) outcome = 'parted';
      else {
        a.carryOut(stepA);
        if (a.failure) throw a.failure;
        b.skip();
        a.forget();
        b.forget();
        const breath = this.breathe();
        if (breath) await breath;
      }
    }
    a.onEvent = undefined;
    b.follow(a);
    return outcome;
  }

  /** Lets both go on to the next point that they come to in the same cycle. */
  private async meet(): Promise<Meeting> {
    const [a, b] = this.sides;
    const from = Math.max(a.chip.cycle, b.chip.cycle);
    let overtakes = 0;
    for (let ahead = 0; ;) {
      const lead = a.chip.cycle - b.chip.cycle;
      if (lead === 0 && a.chip.cycle > from) return 'met';
      if (a.over && b.over) return lead === 0 ? 'ended' : 'parted';
      if ((a.over && lead < 0) || (b.over && lead > 0)) return 'parted';
      if (lead * ahead < 0 && ++overtakes > OVERTAKES) return 'parted';
      if (lead !== 0) ahead = lead;
      const stepA = lead <= 0 ? a.step() : undefined;
      if (stepA) await stepA;
      const stepB = lead >= 0 ? b.step() : undefined;
      if (stepB) await stepB;
      const breath = this.breathe();
      if (breath) await breath;
    }
  }

  /**
   * Goes on to the first checkpoint at which the states differ.
   * @returns the checkpoint before it; undefined where there is none to the end.
   */
  private async findStretch(): Promise<Pair<Checkpoint> | undefined> {
    const { interval = INTERVAL } = this.options;
    // What differs is most likely to show at once: checkpoints are dense at first.
    for (let distance = 1; ; distance = Math.min(interval, 4 * distance)) {
      const start = this.save();
      for (const side of this.sides) side.forget();
      if (!this.same()) return start;
      this.checkpoints++;
      const outcome = await this.nextCheckpoint(this.sides[0].chip.cycle + distance);
      if (outcome === 'ended') return undefined;
      if (outcome === 'parted') return start;
    }
  }

  private async nextCheckpoint(cycle: number): Promise<Meeting> {
    for (let alike = true; ;) {
      const intervenes = this.sides.some((side) => side.due);
      const meeting = await this.meet();
      if (meeting === 'parted') return meeting;
      // What is done to one of them on purpose is told, even if it does not last.
      if (meeting === 'met' && !intervenes && this.sides[0].chip.cycle < cycle) continue;
      if (!this.same(false)) return 'parted';
      if (meeting === 'ended' || this.same()) return meeting;
      // One of them may be about to set a pin that the other has set already; but not again at the next point.
      if (!alike) return 'parted';
      alike = false;
    }
  }

  /**
   * Goes from point to point, and compares every `stride`-th and the last, up to the first at which the runs differ.
   * @param until cycle at which they do.
   * @returns the last point before it at which they did not.
   */
  private async narrow(start: Pair<Checkpoint>, until: number, stride: number): Promise<Pair<Checkpoint>> {
    this.restore(start);
    if (!this.same()) return start;
    let last = start;
    for (let n = 1; (await this.meet()) === 'met'; n++) {
      const final = this.reached >= until;
      if (n % stride !== 0 && !final) continue;
      if (final || !this.same(false)) break;
      if (this.same()) last = this.save();
    }
    return last;
  }
}
