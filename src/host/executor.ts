/**
 * Carries out host operations on a chip's pins, with exactly the pin timing of the recorded vectors.
 *
 * A pin change takes effect at once, CLK edges follow; outputs are looked at between cycles. The host itself takes no
 * time. Execution is cooperative: long waits yield now and then, so that the caller can drain traces and be interrupted.
 */
import type { Chip } from '../chip/chip.js';
import type { CycleObserver } from '../chip/cycle.js';
import { combineSources, type ObserverSource } from '../chip/observers.js';
import { State } from '../chip/states.js';
import { hex32, Snapshooter, type EventRecord } from '../trace/events.js';
import type { Operation } from './operations.js';

/** Cycles a single wait may take before it counts as endless, unless told otherwise. */
export const DEFAULT_TIMEOUT = 50_000_000;

/** A wait that did not end within the limit. */
export class HostTimeout extends Error {
  override name = 'HostTimeout';
  constructor(
    /** What was waited for. */
    readonly waitedFor: string,
    /** Cycle at which the limit was reached. */
    readonly cycle: number,
    readonly limit: number,
  ) {
    super(`waited ${limit} cycles for ${waitedFor}, in vain (cycle ${cycle})`);
  }
}

export interface ExecutorOptions {
  /** Cycles a single wait may take; default {@link DEFAULT_TIMEOUT}. */
  timeout?: number;
  /** Sees every cycle (see Chip.run), or gives the observer before every call of the engine. */
  observer?: CycleObserver | ObserverSource | undefined;
  /** Sees every cycle for the rows' CRC alone; dropped as soon as no later snapshot records that CRC. */
  rowsObserver?: CycleObserver;
  /** Takes what comes of the operations. */
  onEvent?: (record: EventRecord) => void;
  /** CRC-32 of the rows so far, to be recorded in snapshots; asked only where `recordsRows` says so. */
  rowsCrc?: () => number;
  /** Whether snapshots record the rows' CRC: always, never, or (default) until automatic snapshots are turned off. */
  recordsRows?: 'always' | 'never' | 'auto';
}

/** Cycles between two yields of a long wait. */
const SLICE = 1 << 16;
/** Cycles a wait may take before it becomes a course to iterate. */
const SOON = 1 << 14;
/** Cycles TIME_TICK is held high. */
const PULSE = 5;
/** The course of an operation that is done. */
const DONE: Iterable<void> = [];

export class Executor {
  /** Cycles per half SCK period. */
  private half = 1;
  private autosnap = true;
  private readonly snapshooter: Snapshooter;
  /** Cycles a single wait may take. */
  timeout: number;
  private observing: ObserverSource | undefined;
  private recordsRows: boolean;

  constructor(
    readonly chip: Chip,
    private readonly options: ExecutorOptions = {},
  ) {
    this.snapshooter = new Snapshooter(chip.state);
    this.timeout = options.timeout ?? DEFAULT_TIMEOUT;
    this.recordsRows = options.recordsRows !== 'never';
    const { rowsObserver } = options;
    this.observing = combineSources(
      this.recordsRows && rowsObserver ? { observer: rowsObserver } : undefined,
      sourceOf(options.observer),
    );
  }

  /**
   * Carries out one operation; iterate to the end (there may be nothing left to iterate).
   * @throws HostTimeout when a wait exceeds the limit.
   */
  execute(operation: Operation): Iterable<void> {
    // Ticks and events are nearly all of a script, and mostly done before a generator would be made.
    if (operation.op === 'tick') return this.tick();
    if (operation.op === 'aer') return this.sendEvent(operation.value);
    return this.carryOut(operation);
  }

  private *carryOut(operation: Operation): Generator<void, void> {
    const { chip } = this;
    switch (operation.op) {
      case 'sck':
        this.half = operation.value;
        return;
      case 'rst':
        chip.setPin('RST', 1);
        yield* this.pass(operation.value);
        chip.setPin('RST', 0);
        return;
      case 'wait':
        yield* this.pass(operation.value);
        return;
      case 'spiw':
        this.sendWord(operation.header);
        for (const word of operation.data) {
          this.sendWord(word);
          yield;
        }
        return;
      case 'spir':
        yield* this.readWords(operation.header, operation.count);
        return;
      case 'aer':
        yield* this.sendEvent(operation.value);
        return;
      case 'tgt':
        chip.setPin('AERIN_TAR_EN', 1);
        yield* this.request(operation.value, chip.cycle);
        yield* this.until('AERIN_ACK low', this.ackLow);
        chip.setPin('AERIN_TAR_EN', 0);
        return;
      case 'tick':
        yield* this.tick();
        return;
      case 'pulse':
        this.pulse();
        return;
      case 'rdy':
        yield* this.until('TIMING_ERROR_RDY', this.ready);
        this.snap('rdy', false);
        return;
      case 'spirdy':
        yield* this.until('SPI_RDY', () => chip.state.ctl.state === State.CONFIG);
        this.snap('spirdy', false);
        return;
      case 'tarreq':
        yield* this.until('MISO (target request)', () => chip.readPin('MISO') !== 0);
        return;
      case 'sample':
        chip.setPin('SAMPLE', operation.value);
        return;
      case 'tvalid':
        chip.setPin('TARGET_VALID', operation.value);
        return;
      case 'infer':
        chip.setPin('INFER_ACC', operation.value);
        return;
      case 'out':
        yield* this.takeOutput();
        return;
      case 'pin':
        chip.setPin(operation.pin, operation.value);
        return;
      case 'snap':
        this.snap(operation.tag, true);
        return;
      case 'autosnap':
        this.setAutosnap(operation.value !== 0);
        return;
    }
  }

  private readonly ready = (): boolean => this.chip.readPin('TIMING_ERROR_RDY') !== 0;
  private readonly ackLow = (): boolean => this.chip.state.ctl.ack === 0;
  private readonly ackHigh = (): boolean => this.chip.state.ctl.ack !== 0;
  private readonly outHigh = (): boolean => this.chip.state.ctl.outReq !== 0;
  private readonly outLow = (): boolean => this.chip.state.ctl.outReq === 0;

  /** What to run the chip with now. */
  private get observer(): CycleObserver | undefined {
    return this.observing?.observer;
  }

  private run(cycles: number): void {
    this.chip.run(cycles, this.observer);
  }

  /** Lets a given number of cycles pass. */
  private *pass(cycles: number): Generator<void, void> {
    if (cycles > this.timeout)
      throw new HostTimeout(`a wait of ${cycles} cycles to end`, this.chip.cycle, this.timeout);
    for (let left = cycles; left > 0; left -= SLICE) {
      this.run(Math.min(left, SLICE));
      if (left > SLICE) yield;
    }
  }

  /**
   * Lets cycles pass until the condition, which depends on output pins alone, holds.
   * @param since cycle at which the wait began.
   */
  private *until(what: string, holds: () => boolean, since = this.chip.cycle): Generator<void, void> {
    const limit = since + this.timeout;
    for (let n = 1; !holds(); n++) {
      const left = limit - this.chip.cycle;
      if (left <= 0) throw new HostTimeout(what, this.chip.cycle, this.timeout);
      this.chip.advance(left, this.observer);
      if (n % SLICE === 0) yield;
    }
  }

  /** The start of {@link until}, at once: whether the condition came to hold soon. */
  private soon(holds: () => boolean): boolean {
    const { chip } = this;
    const end = chip.cycle + Math.min(SOON, this.timeout);
    while (!holds() && chip.cycle < end) chip.advance(end - chip.cycle, this.observer);
    return holds();
  }

  private pulse(): void {
    this.chip.setPin('TIME_TICK', 1);
    this.run(PULSE);
    this.chip.setPin('TIME_TICK', 0);
  }

  private tick(): Iterable<void> {
    const fall = this.chip.cycle + PULSE;
    this.chip.tick(PULSE, Math.min(SOON, this.timeout), this.observer);
    if (!this.ready()) return this.finishTick(fall);
    this.snap('tick', false);
    return DONE;
  }

  private *finishTick(since: number): Generator<void, void> {
    yield* this.until('TIMING_ERROR_RDY', this.ready, since);
    this.snap('tick', false);
  }

  private sendEvent(address: number): Iterable<void> {
    const { chip } = this;
    chip.setPin('AERIN_TAR_EN', 0);
    const start = chip.cycle;
    if (!this.soon(this.ackLow)) return this.request(address, start);
    this.raiseRequest(address);
    const raised = chip.cycle;
    if (!this.soon(this.ackHigh)) return this.awaitAcknowledge(raised);
    chip.setPin('AERIN_REQ', 0);
    return DONE;
  }

  /** An AER request: address, request, acknowledge. */
  private *request(address: number, since: number): Generator<void, void> {
    yield* this.until('AERIN_ACK low', this.ackLow, since);
    this.raiseRequest(address);
    yield* this.awaitAcknowledge(this.chip.cycle);
  }

  private raiseRequest(address: number): void {
    this.chip.setPin('AERIN_ADDR', address);
    this.run(1);
    this.chip.setPin('AERIN_REQ', 1);
  }

  private *awaitAcknowledge(since: number): Generator<void, void> {
    yield* this.until('AERIN_ACK', this.ackHigh, since);
    this.chip.setPin('AERIN_REQ', 0);
  }

  private *takeOutput(): Generator<void, void> {
    const { chip } = this;
    yield* this.until('OUT_REQ', this.outHigh);
    this.snap('out', false);
    this.options.onEvent?.({ cycle: chip.cycle, out: chip.state.ctl.outData });
    chip.setPin('OUT_ACK', 1);
    yield* this.until('OUT_REQ low', this.outLow);
    chip.setPin('OUT_ACK', 0);
  }

  private sendWord(word: number): void {
    for (let bit = 31; bit >= 0; bit--) {
      this.chip.setMosi((word >>> bit) & 1);
      this.run(this.half);
      this.chip.setSck(1);
      this.run(this.half);
      this.chip.setSck(0);
    }
  }

  private *readWords(header: number, count: number): Generator<void, void> {
    const { chip } = this;
    this.sendWord(header);
    const cycle = chip.cycle;
    const data: string[] = [];
    for (let n = 0; n < count; n++) {
      let word = 0;
      for (let bit = 0; bit < 32; bit++) {
        this.run(this.half);
        word = (word << 1) | chip.readPin('MISO');
        chip.setSck(1);
        this.run(this.half);
        chip.setSck(0);
      }
      data.push(hex32(word));
      yield;
    }
    this.options.onEvent?.({ cycle, spir: hex32(header), data });
  }

  private setAutosnap(on: boolean): void {
    this.autosnap = on;
    if (on || this.options.recordsRows === 'always') return;
    this.recordsRows = false;
    this.observing = sourceOf(this.options.observer);
  }

  private snap(tag: string, asked: boolean): void {
    const { onEvent, rowsCrc } = this.options;
    if (!onEvent || !(asked || this.autosnap)) return;
    onEvent(this.snapshooter.take(tag, this.recordsRows ? rowsCrc?.() : undefined));
  }
}

const sourceOf = (observer: ExecutorOptions['observer']): ObserverSource | undefined =>
  typeof observer === 'function' ? { observer } : observer;
