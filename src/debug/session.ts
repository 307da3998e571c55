/**
 * A debugging session: a program on its chip, stops, steps in both directions, questions. Terminal, editor and batch are
 * fronts of it.
 *
 * What takes long is a Task (task.ts); it ends with the machine at the place where the session is.
 */
import type { Prices } from '../energy/prices.js';
import type { MoreOperands } from '../signals/operands.js';
import { siPrefix } from '../text/si-prefix.js';
import { SelectionError } from '../text/selection-error.js';
import type { HostLimits } from './firmware-host.js';
import { THE_END, type Goal } from './goal.js';
import { Machine, type DebugProgram } from './machine.js';
import { stepBack, stepForward, type StepSize } from './movement.js';
import { comparePlaces, type Place, type Position } from './place.js';
import {
  cycleOf,
  describeChange,
  historyOf,
  lastChange,
  whySpike,
  type Change,
  type SpikeReport,
} from './questions.js';
import { lastRead, type Reader } from './readers.js';
import { Scanner, type Accept, type Hit } from './scan.js';
import { SourceMap } from './source-map.js';
import {
  conditionOf,
  describeKind,
  triggerOf,
  type Stop,
  type StopContext,
  type StopKind,
  type StopOptions,
} from './stops.js';
import type { Task } from './task.js';
import { Timeline } from './timeline.js';
import { LineTrigger, type Trigger } from './trigger.js';
import { energyOperands, hostOperands, namedValue, readNow } from './values.js';

/** How a session is set up. */
export interface SessionOptions extends HostLimits {
  /** Memory for checkpoints, in bytes. */
  readonly history?: number;
  /** Ticks from one checkpoint to the next. @internal */
  readonly ticksApart?: number;
  /** Prices of `energy.run` and `energy.sample`; absent: these have no meaning. */
  readonly prices?: Prices;
  /** Takes the texts of stops that log. */
  readonly onLog?: (text: string) => void;
}

/** Why the run stands where it stands. */
export interface StopReport {
  readonly reason: 'step' | 'stop' | 'goto' | 'end' | 'start';
  readonly position: Position;
  /** The stop that was hit. */
  readonly stop?: Stop;
  /** For people. */
  readonly text: string;
  /** What changed, where the stop watches a value. */
  readonly change?: Change;
}

/** A value that was set. */
export interface Poke {
  readonly place: Place;
  readonly name: string;
  readonly value: number;
}

/** A named course of the run; the first is `main`, others begin where a value was set. */
export interface Branch {
  readonly name: string;
  readonly timeline: Timeline;
  /** How it differs from the branch it began on. */
  readonly origin: string;
  /** Values that were set from the start of the program to the start of the branch, in order. */
  readonly pokes: readonly Poke[];
  /** Where it was left. */
  place: Place;
}

/** Default for the memory of checkpoints. */
export const DEFAULT_HISTORY = 256 * 2 ** 20;

export class Session implements StopContext {
  readonly machine: Machine;
  readonly source: SourceMap;
  readonly stops: Stop[] = [];
  readonly branches: Branch[];
  branch: Branch;
  readonly more: MoreOperands;
  /** The change that was found last; the same question again means the one before it. */
  lastAnswer: Change | undefined;
  private nextStop = 1;

  constructor(
    readonly program: DebugProgram,
    private readonly options: SessionOptions = {},
  ) {
    this.machine = new Machine(program, options);
    this.source = new SourceMap(program);
    const timeline = new Timeline(this.machine, options.history ?? DEFAULT_HISTORY, options.ticksApart);
    this.branch = {
      name: 'main',
      timeline,
      origin: 'the program as it is',
      pokes: [],
      place: this.machine.place,
    };
    this.branches = [this.branch];
    const host = hostOperands(this.machine);
    const energy = options.prices && energyOperands(this.machine, options.prices);
    this.more = (name) => host(name) ?? energy?.(name);
  }

  get timeline(): Timeline {
    return this.branch.timeline;
  }

  get position(): Position {
    return this.machine.position;
  }

  /** The oldest place that can be gone back to. */
  get oldest(): Position {
    return this.timeline.checkpoints.oldest;
  }

  /** Gives a task up; the run stands wherever the task had come. */
  abandon(task: Task<unknown>): void {
    for (let step = task.return(undefined); step.done !== true; step = task.next());
    this.machine.observer = undefined;
  }

  // Stops

  /** @throws SelectionError where the stop means nothing here. */
  addStop(what: StopKind, options: StopOptions = {}): Stop {
    triggerOf(what, this);
    conditionOf(options, this);
    const stop = { id: this.nextStop++, what, enabled: true, ...options };
    this.stops.push(stop);
    return stop;
  }

  /** @throws SelectionError where there is no such stop. */
  stopNumbered(id: number): Stop {
    const stop = this.stops.find((s) => s.id === id);
    if (!stop) throw new SelectionError(`there is no stop ${id}; 'stops' lists them`);
    return stop;
  }

  removeStop(id: number): void {
    this.stops.splice(this.stops.indexOf(this.stopNumbered(id)), 1);
  }

  // Movement

  /** Goes on, or back, to a stop or the end. */
  *continue(back = false): Task<StopReport> {
    this.lastAnswer = undefined;
    return yield* this.scan([], back);
  }

  /** A step of a size, forwards or back. */
  *step(size: StepSize, back = false): Task<StopReport> {
    this.lastAnswer = undefined;
    const before = this.machine.place;
    yield* (back ? stepBack : stepForward)(this.timeline, size);
    if (back && comparePlaces(this.machine.place, before) >= 0)
      return this.report('start', 'this is the oldest place');
    return this.ended() ?? this.report('step', back ? `back by one ${size}` : `one ${size}`);
  }

  /**
   * To the start of another source line: `into` calls, `over` them, or `out` of the present one. A stop on the way ends it.
   */
  *line(how: 'into' | 'over' | 'out', back = false): Task<StopReport> {
    const depth = this.source.depth(this.machine);
    if (how === 'out' && depth === 0) throw new SelectionError('the program is in no call');
    const deepest = how === 'into' ? Infinity : how === 'over' ? depth : depth - 1;
    return yield* this.scan([new LineTrigger(this.source, deepest)], back);
  }

  /** To one of these instructions, or a stop on the way. */
  *until(instructions: readonly number[], back = false): Task<StopReport> {
    return yield* this.scan([triggerOf({ kind: 'code', instructions, text: '' }, this)], back);
  }

  /** To the first place of a goal, in either direction. Stops are passed over. */
  *goTo(goal: Goal): Task<StopReport> {
    this.lastAnswer = undefined;
    yield* this.timeline.seek(goal);
    return this.ended() ?? this.report('goto', 'here it is');
  }

  /** To a place that the run has been at. */
  *goToPlace(place: Place): Task<StopReport> {
    yield* this.timeline.goTo(place);
    return this.report('goto', 'here it is');
  }

  /** To the n-th mark, from 1. */
  *goToMark(n: number): Task<StopReport> {
    const { marks } = this.timeline;
    if (marks.length < n)
      yield* this.timeline.seek({ ...THE_END, reached: (m) => m.ended || marks.length >= n });
    const mark = marks[n - 1];
    if (!mark) throw new SelectionError(`the program left ${marks.length} marks`);
    yield* this.timeline.goTo(mark.place);
    return this.report('goto', `mark ${n}: ${mark.text}`);
  }

  /** Runs to the end, and comes back: questions then concern the whole run. */
  *explore(): Task<void> {
    const { place } = this.machine;
    yield* this.timeline.seek(THE_END);
    yield* this.timeline.goTo(place);
  }

  private *scan(steps: readonly Trigger[], back: boolean): Task<StopReport> {
    const enabled = this.stops.filter((s) => s.enabled);
    const triggers = [...enabled.map((s) => triggerOf(s.what, this)), ...steps];
    const accept = this.acceptance(enabled);
    // Without anything to look for, the end is the goal.
    if (triggers.length === 0 && !back) {
      yield* this.timeline.seek(THE_END);
      return this.ended()!;
    }
    const scanner = new Scanner(this.timeline, triggers);
    const hit = yield* back ? scanner.backward(accept) : scanner.forward(accept);
    if (!hit) return back ? this.report('start', 'this is the oldest place') : this.ended()!;
    const stop = enabled[hit.trigger];
    if (!stop) return this.ended() ?? this.report('step', '');
    return yield* this.stopAt(stop, hit);
  }

  private acceptance(enabled: readonly Stop[]): Accept {
    const left = enabled.map((s) => s.after ?? 0);
    const conditions = enabled.map((s) => conditionOf(s, this));
    return ({ trigger }) => {
      const stop = enabled[trigger];
      if (!stop) return true;
      const { state } = this.machine.chip;
      const condition = conditions[trigger];
      if (condition && !condition(state)) return false;
      if (left[trigger]! > 0) {
        left[trigger]!--;
        return false;
      }
      if (stop.log === undefined) return true;
      this.options.onLog?.(this.fill(stop.log));
      return false;
    };
  }

  private *stopAt(stop: Stop, hit: Hit): Task<StopReport> {
    if (stop.once === true) this.removeStop(stop.id);
    const name = stop.what.kind === 'watch' ? stop.what.name : undefined;
    const change =
      name === undefined ? undefined : yield* describeChange(this.questionContext, name, hit.place);
    const end = this.machine.host.end;
    const text = change ? changeText(change) : (end?.message ?? this.newWarning() ?? describeKind(stop.what));
    return { reason: 'stop', position: this.position, stop, text, ...(change ? { change } : {}) };
  }

  /** A warning that the chip has just given for the first time. */
  private newWarning(): string | undefined {
    const { chip } = this.machine;
    const warning = chip.warnings().find(({ cycle }) => cycle >= chip.cycle - 1);
    return warning && `warning ${warning.name}: ${warning.message}`;
  }

  private ended(): StopReport | undefined {
    const { end } = this.machine.host;
    return end && this.report('end', end.message);
  }

  report(reason: StopReport['reason'], text: string): StopReport {
    return { reason, position: this.position, text };
  }

  // Values and questions

  private get questionContext(): { timeline: Timeline; source: SourceMap; more: MoreOperands } {
    return { timeline: this.timeline, source: this.source, more: this.more };
  }

  /** @throws SelectionError where the text names no value, or one that exists only within a cycle. */
  read(text: string): number {
    return readNow(this.machine, namedValue(this.machine, text, this.more).operand, text);
  }

  /** Energy of the run and of the present sample, for people; undefined without prices. */
  energyText(): string | undefined {
    if (!this.options.prices) return undefined;
    const text = (name: string): string => {
      const joules = this.read(name) * 1e-12;
      const { factor, symbol } = siPrefix(joules);
      return `${(joules / factor).toFixed(2)} ${symbol}J`;
    };
    return `energy    run ${text('energy.run')}, sample ${text('energy.sample')}`;
  }

  /** Replaces `{name}` by values. */
  fill(text: string): string {
    return text.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
      try {
        return String(this.read(name.trim()));
      } catch {
        return whole;
      }
    });
  }

  /** Answers a question whose search moves the machine, and comes back. */
  private *answering<T>(question: (here: Place) => Task<T>): Task<T> {
    const here = this.machine.place;
    try {
      return yield* question(here);
    } finally {
      this.machine.observer = undefined;
      yield* this.timeline.goTo(here);
    }
  }

  /** The last change of a value: before a place, or up to the present one. */
  *last(name: string, before?: Place): Task<Change | undefined> {
    return yield* this.answering((here) =>
      lastChange(
        this.questionContext,
        name,
        before ? { place: before, orHere: false } : { place: here, orHere: true },
      ),
    );
  }

  *history(name: string, most: number): Task<Change[]> {
    return yield* this.answering((here) => historyOf(this.questionContext, name, here, most));
  }

  /** The last read of a weight or a membrane: before a place, or before the present one. */
  *lastRead(name: string, before?: Place): Task<Reader | undefined> {
    return yield* this.answering((here) => lastRead(this.questionContext, name, before ?? here));
  }

  *whySpike(neuron: number): Task<SpikeReport | undefined> {
    return yield* this.answering((here) => whySpike(this.questionContext, neuron, here));
  }

  // Branches

  /**
   * Sets a value: the run goes on from here on a branch of its own, and the present one stays as it is.
   * @throws SelectionError for a value that cannot be set.
   */
  *set(name: string, value: number): Task<Branch> {
    const { set } = namedValue(this.machine, name, this.more);
    if (!set) throw new SelectionError(`'${name}' cannot be set: it follows from other values`);
    const { place, position } = this.machine;
    this.branch.place = place;
    yield;
    set(value);
    this.machine.chip.state.quiet = 0;
    const timeline = new Timeline(
      this.machine,
      this.options.history ?? DEFAULT_HISTORY,
      this.options.ticksApart,
    );
    const origin = `${this.branch.name}, cycle ${position.cycle}: ${name} = ${value}`;
    const pokes = [...this.branch.pokes, { place, name, value }];
    this.branch = { name: `branch${this.branches.length}`, timeline, origin, pokes, place };
    this.branches.push(this.branch);
    return this.branch;
  }

  /** Goes over to another branch, to where it was left. @throws SelectionError where there is none of that name. */
  *switchTo(name: string): Task<StopReport> {
    const branch = this.branches.find((b) => b.name === name);
    if (!branch)
      throw new SelectionError(
        `there is no branch '${name}': ${this.branches.map((b) => b.name).join(', ')}`,
      );
    this.branch.place = this.machine.place;
    this.branch = branch;
    branch.timeline.listen();
    this.machine.restore(branch.timeline.checkpoints.oldest);
    return yield* this.goToPlace(branch.place);
  }
}

/** `wrec[17][5]: 3 -> 4, learning (...)`. */
export function changeText(change: Change): string {
  const { name, before, after, cause } = change;
  return `${name}: ${before} -> ${after}, ${cause.text}, cycle ${cycleOf(change)}`;
}
