/** What a run is watched for: triggers, each of which says how often it has to look and whether it was hit. */
import { ACT, activityBase } from '../chip/activity.js';
import type { ChipState } from '../chip/state.js';
import { WARN, WARNINGS } from '../chip/warnings.js';
import type { Wires } from '../chip/wires.js';
import { ticksSoFar } from '../position/counts.js';
import type { Condition } from '../signals/expression.js';
import type { Granularity } from '../signals/granularity.js';
import { MAY_FAIL, MAY_HOLD, type Outlook } from '../signals/ranges.js';
import type { Machine } from './machine.js';

/** Looks while ticks and events are played at once; each says whether the trigger may have been hit since the one before. */
export interface PlayedLooks {
  /** The chip is at rest. */
  begin(s: ChipState): boolean;
  /** STEP has ended, or PROP begins to scan. */
  look(s: ChipState, scanning: boolean): boolean;
  /** The chip is at rest again. What the last edge made true counts as seen, although it shows in the next cycle only. */
  end(s: ChipState): boolean;
  /** Whether the trigger's condition held when it remembered this. */
  held(memory: readonly number[]): boolean;
}

/** Watches a run for one thing. */
export interface Trigger {
  /** How often it has to look; `instruction`: only between two instructions. */
  readonly granularity: Granularity | 'instruction';
  /** What it remembers from its last look; numbers that can be kept and put back. */
  memory: readonly number[];
  /** Of a trigger that else has to look in every cycle. */
  readonly played?: PlayedLooks | undefined;
  /** Operations of a list that may pass before it has to look again; absent: any number. */
  operationsUntilLook?(machine: Machine): number;
  /** Begins to watch: what is so already does not count as a hit. */
  begin(machine: Machine): void;
  /**
   * Looks between two operations, and where the engine stops within one.
   * @returns whether it may have been hit since the last look.
   */
  look(machine: Machine): boolean;
  /**
   * Looks in a cycle, just before its edge, or at a stop of the turbo engine.
   * @param w undefined at such a stop, and between two operations.
   * @returns whether it is hit.
   */
  see(s: ChipState, w: Wires | undefined): boolean;
}

/** A condition becomes true; one with `changed` is hit whenever it is true. */
export class ConditionTrigger implements Trigger {
  readonly granularity: Granularity;
  readonly played: PlayedLooks | undefined;
  /** Whether it held at the last look; NaN before the first one. */
  private held = NaN;

  constructor(private readonly condition: Condition) {
    const { granularity, outlook } = condition;
    this.granularity = granularity;
    if (granularity === 'cycle' && outlook) this.played = this.playedLooks(outlook);
  }

  get memory(): readonly number[] {
    return [this.held, ...this.condition.memory];
  }
  set memory([held = NaN, ...values]: readonly number[]) {
    this.held = held;
    values.forEach((value, i) => (this.condition.memory[i] = value));
  }

  begin({ chip }: Machine): void {
    this.condition.memory.fill(NaN);
    this.held = NaN;
    this.see(chip.state, undefined);
  }

  look({ chip }: Machine): boolean {
    return this.see(chip.state, undefined);
  }

  see(s: ChipState, w: Wires | undefined): boolean {
    const { held, condition } = this;
    if (w === undefined && this.granularity === 'cycle') return false;
    const holds = condition(s, w);
    this.held = holds ? 1 : 0;
    if (!holds || Number.isNaN(held)) return false;
    return condition.memory.length > 0 || held === 0;
  }

  private playedLooks(outlook: Outlook): PlayedLooks {
    const holds = (s: ChipState): number => (this.condition(s) ? 1 : 0);
    const look = (s: ChipState, scanning: boolean): boolean => {
      const outcomes = outlook.look(s, scanning);
      const [mayHold, mayFail] = [(outcomes & MAY_HOLD) !== 0, (outcomes & MAY_FAIL) !== 0];
      const mayBeHit = mayHold && (this.held === 0 || mayFail);
      if (!mayHold) this.held = 0;
      return mayBeHit;
    };
    return {
      begin: (s) => {
        outlook.begin();
        if (Number.isNaN(this.held)) this.held = holds(s);
        return look(s, false);
      },
      look,
      end: (s) => {
        const mayBeHit = look(s, false);
        this.held = holds(s);
        return mayBeHit;
      },
      held: ([held]) => held === 1,
    };
  }
}

const UPDATES_REPEATED = 2 * WARN.UPDATES_REPEATED;

/** A weight changes. It may change and change back between two looks only if several learning passes lie between them. */
export class WeightTrigger implements Trigger {
  readonly granularity = 'tick';
  memory: readonly number[] = [];

  constructor(private readonly read: (s: ChipState) => number) {}

  begin({ chip }: Machine): void {
    this.memory = this.remembered(chip.state);
  }

  look({ chip }: Machine): boolean {
    const [value, repeated, ticks] = this.memory;
    const now = this.remembered(chip.state);
    this.memory = now;
    return now[0] !== value || now[1] !== repeated || now[2]! - ticks! > 1;
  }

  see(s: ChipState): boolean {
    const [value, ...rest] = this.memory;
    const now = this.read(s);
    if (now === value) return false;
    this.memory = [now, ...rest];
    return true;
  }

  private remembered(s: ChipState): number[] {
    return [this.read(s), s.warnings[UPDATES_REPEATED]!, ticksSoFar(s)];
  }
}

/** One of these instructions is the next one. */
export class CodeTrigger implements Trigger {
  readonly granularity = 'instruction';
  readonly memory: readonly number[] = [];

  constructor(private readonly instructions: ReadonlySet<number>) {}

  begin(): void {
    // It remembers nothing.
  }

  /** In a script every operation is an instruction; the operations of a program's list belong to one. */
  operationsUntilLook({ host }: Machine): number {
    if (host.kind !== 'script') return Infinity;
    let nearest = Infinity;
    for (const pc of this.instructions) if (pc > host.pc && pc < nearest) nearest = pc;
    return nearest - host.pc;
  }

  look({ host }: Machine): boolean {
    return host.operation === 0 && !host.busy && this.instructions.has(host.pc) && host.end === undefined;
  }

  see(): boolean {
    return false;
  }
}

/** A number that never falls grows: it may be looked at as rarely as one likes. */
abstract class CountTrigger implements Trigger {
  readonly granularity = 'operation';
  private count = NaN;

  get memory(): readonly number[] {
    return [this.count];
  }
  set memory([count = NaN]: readonly number[]) {
    this.count = count;
  }

  protected abstract countOf(s: ChipState): number;

  begin({ chip }: Machine): void {
    this.count = this.countOf(chip.state);
  }

  look({ chip }: Machine): boolean {
    return this.see(chip.state);
  }

  see(s: ChipState): boolean {
    const { count } = this;
    this.count = this.countOf(s);
    return this.count > count;
  }
}

/** The chip gives a warning. */
export class WarningTrigger extends CountTrigger {
  /** @param name of the warning; absent: any. */
  constructor(private readonly name?: string) {
    super();
  }

  protected countOf({ warnings }: ChipState): number {
    let count = 0;
    WARNINGS.forEach((w, i) => {
      if (this.name === undefined || w.name === this.name) count += warnings[2 * i]!;
    });
    return count;
  }
}

/** The global controller enters a state. */
export class StateTrigger implements Trigger {
  readonly granularity = 'operation';
  private cycles = NaN;
  private inside = NaN;

  constructor(private readonly state: number) {}

  get memory(): readonly number[] {
    return [this.cycles, this.inside];
  }
  set memory([cycles = NaN, inside = NaN]: readonly number[]) {
    this.cycles = cycles;
    this.inside = inside;
  }

  begin({ chip }: Machine): void {
    this.cycles = this.cyclesIn(chip.state);
    this.inside = chip.state.ctl.state === this.state ? 1 : 0;
  }

  look({ chip }: Machine): boolean {
    const { cycles } = this;
    this.cycles = this.cyclesIn(chip.state);
    return this.see(chip.state) || this.cycles > cycles;
  }

  see({ ctl }: ChipState): boolean {
    const before = this.inside;
    this.inside = ctl.state === this.state ? 1 : 0;
    return before === 0 && this.inside === 1;
  }

  private cyclesIn({ activity }: ChipState): number {
    return activity[activityBase(this.state) + ACT.cycles]!;
  }
}

/** The program leaves a mark. */
export class MarkTrigger implements Trigger {
  readonly granularity = 'instruction';
  private marks = NaN;

  /** @param text that the mark contains; empty: any mark. */
  constructor(private readonly text: string) {}

  get memory(): readonly number[] {
    return [this.marks];
  }
  set memory([marks = NaN]: readonly number[]) {
    this.marks = marks;
  }

  begin({ marks }: Machine): void {
    this.marks = marks.count;
  }

  look({ marks }: Machine): boolean {
    const before = this.marks;
    this.marks = marks.count;
    return marks.count > before && marks.last.includes(this.text);
  }

  see(): boolean {
    return false;
  }
}

/** The program ends: by a trap, or in any way. */
export class EndTrigger implements Trigger {
  readonly granularity = 'instruction';
  readonly memory: readonly number[] = [];

  constructor(private readonly onlyTraps: boolean) {}

  begin(): void {
    // A program ends once.
  }

  look({ host }: Machine): boolean {
    const kind = host.end?.kind;
    return kind !== undefined && (!this.onlyTraps || kind === 'trap' || kind === 'time-out');
  }

  see(): boolean {
    return false;
  }
}

/** The global controller changes its state: a phase ends and another one begins. */
export class PhaseTrigger implements Trigger {
  readonly granularity = 'operation';
  private state = NaN;
  /** Cycles in other states so far. */
  private elsewhere = NaN;

  get memory(): readonly number[] {
    return [this.state, this.elsewhere];
  }
  set memory([state = NaN, elsewhere = NaN]: readonly number[]) {
    this.state = state;
    this.elsewhere = elsewhere;
  }

  begin({ chip }: Machine): void {
    this.remember(chip.state);
  }

  look({ chip: { state: s } }: Machine): boolean {
    const { state, elsewhere } = this;
    const before = s.cycle - s.activity[activityBase(state) + ACT.cycles]!;
    this.remember(s);
    return s.ctl.state !== state || before > elsewhere;
  }

  see(s: ChipState): boolean {
    const { state } = this;
    this.remember(s);
    return s.ctl.state !== state;
  }

  private remember(s: ChipState): void {
    this.state = s.ctl.state;
    this.elsewhere = s.cycle - s.activity[activityBase(this.state) + ACT.cycles]!;
  }
}

/** Where the program stands in its sources. */
export interface SourceView {
  /** A number for the line of an instruction, which differs from that of every other line. */
  lineOf(pc: number): number;
  /** Calls that have not returned. */
  depth(machine: Machine): number;
}

/** The program comes to another line. */
export class LineTrigger implements Trigger {
  readonly granularity = 'instruction';
  private line = NaN;

  /** @param deepest instructions within deeper calls do not count. */
  constructor(
    private readonly source: SourceView,
    private readonly deepest: number,
  ) {}

  get memory(): readonly number[] {
    return [this.line];
  }
  set memory([line = NaN]: readonly number[]) {
    this.line = line;
  }

  begin(machine: Machine): void {
    this.line = this.counts(machine) ? this.source.lineOf(machine.host.pc) : NaN;
  }

  /** In a script every operation has a line of its own. */
  operationsUntilLook({ host }: Machine): number {
    return host.kind === 'script' ? 1 : Infinity;
  }

  look(machine: Machine): boolean {
    const { host } = machine;
    if (host.operation !== 0 || host.busy || !this.counts(machine)) return false;
    const before = this.line;
    this.line = this.source.lineOf(host.pc);
    return this.line !== before;
  }

  see(): boolean {
    return false;
  }

  private counts(machine: Machine): boolean {
    return this.source.depth(machine) <= this.deepest;
  }
}
