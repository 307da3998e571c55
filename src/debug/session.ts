/**
 * A debugging session: a program on its chip, stops, steps in both directions, questions. Terminal, editor and batch are
 * fronts of it.
 *
 * What takes long is a Task (task.ts); it ends with the machine at the place where the session is.
 */
import type { Prices } from '../energy/prices.js';
import { siPrefix } from '../text/si-prefix.js';
import { SelectionError } from '../text/selection-error.js';
import type { HostLimits } from './firmware-host.js';
import { THE_END, type Goal } from './goal.js';
import { Branch, type Intervention } from './branch.js';
import { Machine, type DebugProgram, type Firmware } from './machine.js';
import { stepBack, stepForward, type StepSize } from './movement.js';
import { changeBefore, changesBefore, readBefore, spikeBefore, type FoundChange } from './past.js';
import { comparePlaces, type Place, type Position } from './place.js';
import { changeText, describeChange, type Change, type SpikeReport } from './questions.js';
import type { Reader } from './readers.js';
import { Scanner, type Accept, type Hit } from './scan.js';
import type { SourceMap } from './source-map.js';
import {
  conditionOf,
  describeKind,
  isIn,
  triggerOf,
  type Stop,
  type StopKind,
  type StopOptions,
} from './stops.js';
import type { Task, WaitingTask } from './task.js';
import { Timeline } from './timeline.js';
import { CodeTrigger, LineTrigger, type Trigger } from './trigger.js';
import { namedValue, readNow } from './values.js';

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

/** Default for the memory of checkpoints. */
export const DEFAULT_HISTORY = 256 * 2 ** 20;

export class Session {
  readonly stops: Stop[] = [];
  readonly branches: Branch[];
  branch: Branch;
  /** The change that was found last; the same question again means the one before it. */
  lastAnswer: FoundChange | undefined;
  private nextStop = 1;

  constructor(
    program: DebugProgram,
    private readonly options: SessionOptions = {},
  ) {
    this.branch = this.newBranch('main', new Machine(program, options));
    this.branches = [this.branch];
  }

  private newBranch(name: string, machine: Machine, fork?: Branch['fork']): Branch {
    const { history = DEFAULT_HISTORY, ticksApart, prices } = this.options;
    return new Branch(name, new Timeline(machine, history, ticksApart), fork, prices);
  }

  /** The machine of the present branch. */
  get machine(): Machine {
    return this.branch.timeline.machine;
  }

  /** The program of the present branch. */
  get program(): DebugProgram {
    return this.machine.program;
  }

  get source(): SourceMap {
    return this.branch.source;
  }

  get more(): Branch['more'] {
    return this.branch.more;
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
  abandon(task: WaitingTask<unknown>): void {
    for (let step = task.return(undefined); step.done !== true; step = task.next());
    this.machine.observer = undefined;
  }

  // Stops

  /** @throws SelectionError where the stop means nothing here. */
  addStop(what: StopKind, options: StopOptions = {}): Stop {
    triggerOf(what, this.branch);
    conditionOf(options, this.branch);
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
    if (back && comparePlaces(this.machine.place, before) >= 0) return this.start();
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
    return yield* this.scan([new CodeTrigger(new Set(instructions))], back);
  }

  /** To the first place of a goal, in either direction. Stops are passed over. */
  *goTo(goal: Goal): Task<StopReport> {
    this.lastAnswer = undefined;
    yield* this.timeline.seek(goal);
    if (goal.isPast(this.oldest)) return this.start();
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
    const enabled = this.stops.filter((s) => s.enabled && isIn(this.source, s));
    const triggers = [...enabled.map((s) => triggerOf(s.what, this.branch)), ...steps];
    const accept = this.acceptance(enabled);
    // Without anything to look for, the end is the goal.
    if (triggers.length === 0 && !back) {
      yield* this.timeline.seek(THE_END);
      return this.ended()!;
    }
    const scanner = new Scanner(this.timeline, triggers);
    const hit = yield* back ? scanner.backward(accept) : scanner.forward(accept);
    if (!hit) return back ? this.start() : this.ended()!;
    const stop = enabled[hit.trigger];
    if (!stop) return this.ended() ?? this.report('step', '');
    return yield* this.stopAt(stop, hit);
  }

  private acceptance(enabled: readonly Stop[]): Accept {
    const left = enabled.map((s) => s.after ?? 0);
    const conditions = enabled.map((s) => conditionOf(s, this.branch));
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
    const change = name === undefined ? undefined : yield* describeChange(this.branch, name, hit.place);
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

  /** At the oldest place of the branch. */
  private start(): StopReport {
    const { name, fork } = this.branch;
    const text = fork
      ? `${name} begins here; 'branches ${fork.branch.name}' goes to the one it began on`
      : 'this is the oldest place';
    return this.report('start', text);
  }

  report(reason: StopReport['reason'], text: string): StopReport {
    return { reason, position: this.position, text };
  }

  // Values and questions

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
  private *answering<T>(question: (branch: Branch, here: Place) => Task<T>): Task<T> {
    const { branch } = this;
    const here = this.machine.place;
    try {
      return yield* question(branch, here);
    } finally {
      this.machine.observer = undefined;
      this.enter(branch);
      yield* this.timeline.goTo(here);
    }
  }

  /** The last change of a value up to the present place; or the one before an answer. */
  *last(name: string, after?: FoundChange): Task<FoundChange | undefined> {
    return yield* this.answering((branch, place) =>
      changeBefore(after?.earlier ?? { branch, until: { place, orHere: true } }, name, this.enter),
    );
  }

  *history(name: string, most: number): Task<Change[]> {
    return yield* this.answering((branch, place) =>
      changesBefore({ branch, until: { place, orHere: true } }, name, most, this.enter),
    );
  }

  /** The last read of a weight or a membrane before the present place. */
  *lastRead(name: string): Task<Reader | undefined> {
    return yield* this.answering((branch, here) => readBefore(branch, name, here, this.enter));
  }

  *whySpike(neuron: number): Task<SpikeReport | undefined> {
    return yield* this.answering((branch, here) => spikeBefore(branch, neuron, here, this.enter));
  }

  // Branches

  /**
   * Sets a value: the run goes on from here on a branch of its own, and the present one stays as it is.
   * @throws SelectionError for a value that cannot be set.
   */
  *set(name: string, value: number): Task<Branch> {
    const { machine } = this;
    const { set } = namedValue(machine, name, this.more);
    if (!set) throw new SelectionError(`'${name}' cannot be set: it follows from other values`);
    const { place } = machine;
    yield;
    set(value);
    machine.chip.state.quiet = 0;
    return this.begin(machine, { place, name, value });
  }

  /**
   * Takes up other firmware: the run goes on with it from here on a branch of its own, and the present one stays as it is.
   * @throws SelectionError where the run cannot go on in it from here.
   */
  *reload(firmware: Firmware): Task<Branch> {
    const { machine } = this;
    yield;
    return this.begin(machine.withFirmware(firmware), { place: machine.place, firmware });
  }

  /** Begins a branch where the present one stands. @param machine that runs it. */
  private begin(machine: Machine, intervention: Intervention): Branch {
    const { branch, branches } = this;
    branch.place = intervention.place;
    const fork = { branch, position: machine.position, intervention };
    this.branch = this.newBranch(`branch${branches.length}`, machine, fork);
    branches.push(this.branch);
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
    this.enter(branch);
    return yield* this.goToPlace(branch.place);
  }

  /** Goes over to another branch, to any place of it. */
  private readonly enter = (branch: Branch): void => {
    if (branch === this.branch) return;
    this.branch = branch;
    branch.timeline.listen();
    this.machine.restore(branch.timeline.checkpoints.oldest);
  };
}
