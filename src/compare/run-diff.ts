/**
 * Finds the first cycle in which two runs differ.
 *
 * While both runs have the same engine and the same operations, one chip runs for both. Then both run side by side,
 * unobserved, and their states are compared at checkpoints: points between operations that both runs reach in the same
 * cycle. After the first checkpoint at which the states differ, both runs go back to the checkpoint before. The stretch
 * between is narrowed down to the nearest such points, and then, with every signal watched, to a cycle.
 */
import { sameOperation } from '../host/operations.js';
import type { Effect } from './consequences.js';
import { locate, ofEndings, type Located } from './divergence.js';
import { followEffects } from './follow.js';
import { RunSide, type Checkpoint, type RunSpec } from './run-side.js';
import { sameState } from './state-difference.js';

export interface RunDiffOptions {
  /** Most cycles that a single wait may take. */
  readonly timeout: number;
  /** Cycles after the first difference in which its effects are looked for, SPI transfers not counted. */
  readonly horizon: number;
  /** Cycles between checkpoints; default {@link INTERVAL}. */
  readonly interval?: number;
  /** Called regularly; the comparison ends when it returns true. */
  readonly stopped?: () => boolean;
  /** Called regularly with the share of the first program that was read, and the cycle reached. */
  readonly onProgress?: (done: number, cycle: number) => void;
}

export interface RunDiff {
  readonly divergence?: Located['divergence'];
  /** The host operations of both runs in which they differ. */
  readonly operations?: Located['operations'];
  readonly effects: readonly Effect[];
  /** Cycles of each run so far. */
  readonly cycles: { a: number; b: number };
  /** Checkpoints at which the states agreed. */
  readonly checkpoints: number;
  /** Registers with a setting that the program, which has ended, never wrote. */
  readonly unused: { a: readonly string[]; b: readonly string[] };
  /** Interventions whose position the program, which has ended, never reached. */
  readonly unreached: { a: readonly string[]; b: readonly string[] };
  readonly interrupted: boolean;
  /** If it was interrupted while narrowing the difference down: cycles between which it lies. */
  readonly between?: { readonly from: number; readonly to: number };
}

export const INTERVAL = 1 << 18;
const STRIDE = 64;
/** How often one run may overtake the other before they count as no longer meeting. */
const OVERTAKES = 1024;

/** A value of run A and the same value of run B. */
type Pair<T> = readonly [T, T];

/** Whether both runs came to a point in the same cycle, to their ends in the same cycle, or neither. */
type Meeting = 'met' | 'ended' | 'apart';

/** The user interrupted the comparison. */
class Interrupted extends Error {}

/** @throws UserError for a program that cannot be read, and if both runs end with the same trap or time-out. */
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
    const shared = this.mayShare ? await this.runShared() : 'apart';
    const apart = shared === 'apart' ? await this.findStretch() : undefined;
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

  /** Cycle of the run that is ahead. */
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

  /** Lets the event loop run regularly. @throws Interrupted */
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

  /** Whether one chip can run for both: on the same engine, from the same state, the same operations do the same. */
  private get mayShare(): boolean {
    const [a, b] = this.sides;
    return a.spec.engine === b.spec.engine && a.spec.phases === b.spec.phases && this.same();
  }

  /** Runs one chip for both until their operations differ or an intervention is due. */
  private async runShared(): Promise<'ended' | 'apart'> {
    const [a, b] = this.sides;
    b.chip.leader = a.chip;
    a.onEvent = (record) => b.answer(record);
    let outcome: 'ended' | 'apart' | undefined;
    while (!outcome) {
      const [peekA, peekB] = [a.peek(), b.peek()];
      const stepA = peekA instanceof Promise ? await peekA : peekA;
      const stepB = peekB instanceof Promise ? await peekB : peekB;
      if (a.due || b.due) outcome = 'apart';
      else if (!stepA && !stepB) outcome = 'ended';
      else if (!stepA || !stepB || !sameOperation(stepA.operation, stepB.operation)) outcome = 'apart';
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

  /** Runs both to the next point that they reach in the same cycle. */
  private async meet(): Promise<Meeting> {
    const [a, b] = this.sides;
    const from = Math.max(a.chip.cycle, b.chip.cycle);
    let overtakes = 0;
    for (let ahead = 0; ;) {
      const lead = a.chip.cycle - b.chip.cycle;
      if (lead === 0 && a.chip.cycle > from) return 'met';
      if (a.over && b.over) return lead === 0 ? 'ended' : 'apart';
      if ((a.over && lead < 0) || (b.over && lead > 0)) return 'apart';
      if (lead * ahead < 0 && ++overtakes > OVERTAKES) return 'apart';
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
   * Runs both to the first checkpoint at which their states differ.
   * @returns the checkpoint before it; undefined if the states agree to the end.
   */
  private async findStretch(): Promise<Pair<Checkpoint> | undefined> {
    const { interval = INTERVAL } = this.options;
    // A difference is most likely to show soon: checkpoints are dense at first.
    for (let distance = 1; ; distance = Math.min(interval, 4 * distance)) {
      const start = this.save();
      for (const side of this.sides) side.forget();
      if (!this.same()) return start;
      this.checkpoints++;
      const outcome = await this.nextCheckpoint(this.sides[0].chip.cycle + distance);
      if (outcome === 'ended') return undefined;
      if (outcome === 'apart') return start;
    }
  }

  private async nextCheckpoint(cycle: number): Promise<Meeting> {
    for (let alike = true; ;) {
      const intervenes = this.sides.some((side) => side.due);
      const meeting = await this.meet();
      if (meeting === 'apart') return meeting;
      // The effect of an intervention is reported even if it does not last.
      if (meeting === 'met' && !intervenes && this.sides[0].chip.cycle < cycle) continue;
      if (!this.same(false)) return 'apart';
      if (meeting === 'ended' || this.same()) return meeting;
      // One run may be about to set a pin that the other has set already, but not again at the next point.
      if (!alike) return 'apart';
      alike = false;
    }
  }

  /**
   * Goes from point to point and compares the states at every `stride`-th and at the last, up to the first difference.
   * @param until cycle at which the states differ.
   * @returns the last point before it at which they agreed.
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
