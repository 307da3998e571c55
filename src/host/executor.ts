/**
 * Carries out host operations on a chip's pins, with exactly the pin timing of the recorded vectors (courses.ts).
 *
 * A pin change takes effect at once, CLK edges follow; outputs are looked at between cycles. The host itself takes no
 * time. `run` carries an operation out to its end. `start` and `advance` do the same in slices, so that the caller can
 * drain traces, be interrupted, or stop at any cycle; where the host stands between them is plain data (`state`).
 */
import type { Chip } from '../chip/chip.js';
import type { CycleObserver } from '../chip/cycle.js';
import { combineSources, type ObserverSource } from '../chip/observers.js';
import { EVENTS_END, OPERATION, playableEnd } from '../chip/turbo/play-list.js';
import { LOOKAHEAD } from '../position/marker.js';
import { Snapshooter } from '../trace/events/snapshot.js';
import { ACK_HIGH, ACK_LOW, COURSES, PULSE_CYCLES, READY, type Condition, type Step } from './courses.js';
import { DEFAULT_TIMEOUT, type ExecutorOptions, type ExecutorState } from './executor-state.js';
import type { OperationList } from './operation-list.js';
import type { Operation } from './operations.js';
import { HostTimeout, timeoutOf } from './time-out.js';

export { HostTimeout };
export { DEFAULT_TIMEOUT, type ExecutorOptions, type ExecutorState };

/** Cycles after which a long operation gives the caller a turn. */
const SLICE = 1 << 16;
/** Operations played at once before the caller gets a turn: some milliseconds. */
const PLAYED_AT_ONCE = 2048;
/** Cycles within which nearly every tick and event is done. */
const SOON = 1 << 14;
/** Half periods of SCK in a word. */
const WORD = 64;
/** Steps of `tick` and `aer` at which they wait. */
const TICK_WAITS = COURSES.tick.findIndex((s) => s.kind === 'until');
const EVENT_WAITS = COURSES.aer.findIndex((s) => s.kind === 'until' && s.condition === ACK_LOW);
const EVENT_REQUESTED = COURSES.aer.findIndex((s) => s.kind === 'until' && s.condition === ACK_HIGH);

/**
 * A host of a chip: carries out operations on its pins.
 *
 *     const host = new Executor(chip);
 *     host.run({ op: 'rst', value: 5 });
 *     host.run(parseOperation('aer 3')!);
 */
export class Executor {
  private current: ExecutorState;
  private snapshooter: Snapshooter;
  private observing: ObserverSource | undefined;
  /** Cycle at which the slice at hand ends. */
  private sliceEnd = 0;

  constructor(
    readonly chip: Chip,
    private readonly options: ExecutorOptions = {},
  ) {
    this.snapshooter = new Snapshooter(chip.state);
    this.current = {
      timeout: options.timeout ?? DEFAULT_TIMEOUT,
      halfPeriod: 1,
      autosnap: true,
      recordsRows: options.recordsRows !== 'never',
      operation: undefined,
      step: 0,
      since: 0,
      halfPeriods: 0,
      headerCycle: 0,
      words: [],
    };
    this.observe();
  }

  /** The state of the host; {@link restore} needs a copy of it and a snapshot of the chip. */
  get state(): Readonly<ExecutorState> {
    return this.current;
  }

  /** Whether an operation is under way. */
  get busy(): boolean {
    return this.current.operation !== undefined;
  }

  /** Cycles a single wait may take. */
  get timeout(): number {
    return this.current.timeout;
  }
  set timeout(cycles: number) {
    this.current.timeout = cycles;
  }

  /** Sets the host to an earlier state; the chip must have been restored already. */
  restore(state: Readonly<ExecutorState>): void {
    this.current = structuredClone(state);
    // A new one, because the old one takes a memory with the same write counter as before for unchanged.
    this.snapshooter = new Snapshooter(this.chip.state);
    this.observe();
  }

  private observe(): void {
    const { observer, rowsObserver } = this.options;
    this.observing = combineSources(
      this.current.recordsRows && rowsObserver ? { observer: rowsObserver, isSteady: true } : undefined,
      typeof observer === 'function' ? { observer, isSteady: true } : observer,
    );
  }

  /**
   * Carries out one operation to its end.
   * @throws HostTimeout when a wait exceeds the limit.
   */
  run(operation: Operation): void {
    for (let done = this.start(operation); !done; done = this.advance());
  }

  /**
   * Carries out a list to its end: ticks and events at once where the chip can, everything else one by one.
   *
   *     const host = new Executor(new Chip());
   *     host.runList(OperationList.of(loadOperations(task)));
   *
   * @throws HostTimeout when a wait exceeds the limit.
   */
  runList(list: OperationList): void {
    for (let i = 0; i < list.length;) {
      const end = this.play(list, i);
      if (end === i) {
        const operation = list.at(i);
        if (operation !== undefined) this.run(operation);
      }
      i = Math.max(end, i + 1);
    }
  }

  /**
   * Plays ticks and events of a list at once, as far as the chip can: the same as to carry them out one by one, but several
   * times as fast. The operation before must be done.
   * @param from index of the first operation.
   * @param cycles at most that many pass.
   * @returns the index of the first operation that was not played: `from` where that one has to be carried out alone.
   */
  play(list: OperationList, from: number, cycles = Infinity): number {
    const { chip, options, observer } = this;
    const { timeout, autosnap } = this.current;
    const longest = chip.playable;
    if (longest === undefined || longest > timeout || this.busy) return from;
    if (observer !== undefined && (observer.played ?? observer.phases) === undefined) return from;
    const isSteady = this.observing === undefined || this.observing.isSteady === true;
    const room = isSteady ? cycles : Math.min(cycles, LOOKAHEAD);
    const most = Math.min(PLAYED_AT_ONCE, Math.floor(room / longest));
    // The record of a snapshot needs the chip as it is right behind its tick.
    const takesSnapshots = autosnap && options.onEvent !== undefined && options.onSnapshot === undefined;
    const requested = chip.state.ctl.ack !== 0;
    const last = Math.min(list.length, from + most);
    const { design } = chip.state;
    const inputs = design.isComplete ? EVENTS_END : design.inputs;
    const end = playableEnd(list.codes, from, last, inputs, requested, takesSnapshots || !isSteady);
    if (end === from) return from;
    chip.play(list.codes, from, end, observer);
    if (takesSnapshots && list.codes[end - 1] === OPERATION.TICK) this.snapshot('tick', false);
    else if (autosnap && options.onSnapshot)
      for (let i = from; i < end; i++) if (list.codes[i] === OPERATION.TICK) options.onSnapshot('tick');
    return end;
  }

  /**
   * Starts an operation; the one before it must be done.
   * @param cycles at most that many pass.
   * @returns whether it is done; otherwise {@link advance} goes on with it.
   * @throws HostTimeout when a wait exceeds the limit.
   */
  start(given: Operation, cycles = SLICE): boolean {
    const s = this.current;
    const operation = this.options.replace?.(given) ?? given;
    s.operation = operation;
    s.step = 0;
    s.since = this.chip.cycle;
    // Ticks and events are nearly all of a program, and most of them are done at once.
    if (cycles >= SOON + PULSE_CYCLES) {
      if (operation.op === 'tick') return this.tick();
      if (operation.op === 'aer') return this.sendEvent(operation.value);
    }
    return this.advance(cycles);
  }

  /**
   * Goes on with the operation under way.
   * @param cycles at most that many pass.
   * @returns whether it is done.
   * @throws HostTimeout when a wait exceeds the limit.
   */
  advance(cycles = SLICE): boolean {
    const s = this.current;
    const { operation } = s;
    if (operation === undefined) return true;
    this.sliceEnd = this.chip.cycle + cycles;
    const course = COURSES[operation.op];
    while (s.step < course.length) {
      if (!this.perform(course[s.step]!, operation)) return false;
      this.nextStep(s.step + 1);
    }
    return this.finish();
  }

  private nextStep(step: number, since = this.chip.cycle): void {
    const s = this.current;
    s.step = step;
    s.since = since;
    s.halfPeriods = 0;
  }

  private finish(): true {
    this.current.operation = undefined;
    return true;
  }

  /** Carries out a step as far as the slice lasts. @returns whether it is done. */
  private perform(step: Step, o: Operation): boolean {
    switch (step.kind) {
      case 'drive':
        this.chip.setPin(step.pin, step.value ?? operandOf(o));
        return true;
      case 'pass':
        if (step.cycles === undefined) this.checkWait(operandOf(o));
        return this.pass(step.cycles ?? operandOf(o));
      case 'until':
        return this.until(step.condition);
      case 'snapshot':
        this.snapshot(step.tag, false);
        return true;
      case 'send':
        return this.send(o);
      case 'receive':
        return this.receive(o);
      case 'report':
        this.report(step.what, o);
        return true;
      case 'apply':
        this.apply(o);
        return true;
    }
  }

  private apply(o: Operation): void {
    const s = this.current;
    if (o.op === 'sck') s.halfPeriod = o.value;
    else if (o.op === 'pin') this.chip.setPin(o.pin, o.value);
    else if (o.op === 'snap') this.snapshot(o.tag, true);
    else if (o.op === 'autosnap') {
      s.autosnap = o.value !== 0;
      if (!s.autosnap && this.options.recordsRows !== 'always') s.recordsRows = false;
      this.observe();
    }
  }

  /** The observer for the next call of the engine. */
  private get observer(): CycleObserver | undefined {
    return this.observing?.observer;
  }

  private engine(cycles: number): void {
    this.chip.run(cycles, this.observer);
  }

  private checkWait(cycles: number): void {
    const { timeout } = this.current;
    if (cycles > timeout)
      throw new HostTimeout(`a wait of ${cycles} cycles to end`, this.chip.cycle, timeout);
  }

  /** Lets cycles pass, counted from the start of the step. */
  private pass(cycles: number): boolean {
    const { chip, current } = this;
    const end = current.since + cycles;
    if (end <= this.sliceEnd) {
      if (end > chip.cycle) this.engine(end - chip.cycle);
      return true;
    }
    this.engine(this.sliceEnd - chip.cycle);
    return false;
  }

  /** Lets cycles pass until the condition, which depends on output pins alone, holds. */
  private until(condition: Condition): boolean {
    const { chip } = this;
    const { since, timeout } = this.current;
    while (!condition.holds(chip)) {
      const left = since + timeout - chip.cycle;
      if (left <= 0) throw timeoutOf(chip, condition, timeout);
      const slice = this.sliceEnd - chip.cycle;
      if (slice <= 0) return false;
      chip.advance(Math.min(left, slice), this.observer);
    }
    return true;
  }

  /** Waits for a condition, but only some cycles. @returns whether it holds then. */
  private soon(condition: Condition): boolean {
    const { chip } = this;
    const end = chip.cycle + Math.min(SOON, this.current.timeout);
    while (!condition.holds(chip) && chip.cycle < end) chip.advance(end - chip.cycle, this.observer);
    return condition.holds(chip);
  }

  /** Carries out a whole `tick`; if the step takes long, the course of the operation continues from its wait. */
  private tick(): boolean {
    const { chip } = this;
    const fall = chip.cycle + PULSE_CYCLES;
    chip.tick(PULSE_CYCLES, Math.min(SOON, this.current.timeout), this.observer);
    this.nextStep(TICK_WAITS, fall);
    if (!READY.holds(chip)) return false;
    this.snapshot('tick', false);
    return this.finish();
  }

  /**
   * Carries out a whole `aer`; if the chip takes long to answer, the course of the operation continues from its wait.
   */
  private sendEvent(address: number): boolean {
    const { chip } = this;
    chip.setPin('AERIN_TAR_EN', 0);
    this.nextStep(EVENT_WAITS);
    if (!this.soon(ACK_LOW)) return false;
    chip.setPin('AERIN_ADDR', address);
    this.engine(1);
    chip.setPin('AERIN_REQ', 1);
    this.nextStep(EVENT_REQUESTED);
    if (!this.soon(ACK_HIGH)) return false;
    chip.setPin('AERIN_REQ', 0);
    return this.finish();
  }

  private send(o: Operation): boolean {
    if (o.op !== 'spiw' && o.op !== 'spir') return true;
    const count = o.op === 'spiw' ? 1 + o.data.length : 1;
    const done = this.transfer(count, (n) => (n === 0 || o.op === 'spir' ? o.header : o.data[n - 1]!));
    if (done && o.op === 'spir') {
      this.current.headerCycle = this.chip.cycle;
      this.current.words = [];
    }
    return done;
  }

  private receive(o: Operation): boolean {
    const { chip, current } = this;
    if (o.op !== 'spir') return true;
    return this.transfer(o.count, undefined, (n) => {
      current.words[n] = ((current.words[n] ?? 0) << 1) | chip.readPin('MISO');
    });
  }

  /**
   * Clocks words through the SPI port: for every bit H cycles, SCK up, H cycles, SCK down.
   * @param put gives a word to send. @param take is called before SCK rises. Both get the number of the word.
   */
  private transfer(words: number, put?: (word: number) => number, take?: (word: number) => void): boolean {
    const { chip, current: s } = this;
    while (s.halfPeriods < WORD * words) {
      const word = Math.floor(s.halfPeriods / WORD);
      const bit = 31 - ((s.halfPeriods % WORD) >> 1);
      const low = s.halfPeriods % 2 === 0;
      if (put && low && s.since === chip.cycle) {
        const sent = put(word);
        const bits = chip.shiftIn(sent, bit, s.halfPeriod, this.sliceEnd - chip.cycle, this.observer);
        s.halfPeriods += 2 * bits;
        s.since = chip.cycle;
        if (bits > 0) continue;
        chip.setMosi((sent >>> bit) & 1);
      }
      if (!this.pass(s.halfPeriod)) return false;
      if (low) take?.(word);
      chip.setSck(low ? 1 : 0);
      s.halfPeriods++;
      s.since = chip.cycle;
    }
    return true;
  }

  private report(what: 'words' | 'output', o: Operation): void {
    const { onEvent } = this.options;
    const { chip, current: s } = this;
    if (what === 'output') onEvent?.({ cycle: chip.cycle, out: chip.state.ctl.outData });
    else if (o.op === 'spir')
      onEvent?.({ cycle: s.headerCycle, spir: o.header, data: s.words.map((word) => word >>> 0) });
  }

  private snapshot(tag: string, isRequested: boolean): void {
    const { onEvent, onSnapshot, rowsCrc } = this.options;
    const { autosnap, recordsRows } = this.current;
    if (!(isRequested || autosnap)) return;
    if (onSnapshot) onSnapshot(tag);
    else onEvent?.(this.snapshooter.take(tag, recordsRows ? rowsCrc?.() : undefined));
  }
}

/** The number that an operation of one number has. */
const operandOf = (o: Operation): number => ('value' in o ? o.value : 0);
