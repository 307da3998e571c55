/** A chip: its state, its pins and its clock, for a host or a debugger. */
import type { InputPin, OutputPin } from '../../isa/pins.js';
import type { Faults } from '../faults/fault-map.js';
import { completeDesign, REFERENCE, type Design } from '../design/design.js';
import type { DesignParameters } from '../design/parameters.js';
import { clock, passQuiet, type CycleObserver } from './cycle.js';
import { ENGINES, type Engine } from './engines.js';
import { injectFaults, placeFaults } from './inject-faults.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { dataOut, resetSpi, sckFall, sckRise, shiftIn } from './spi-slave.js';
import { createState, type ChipState } from './state.js';
import { Evt, State } from './states.js';
import { SYNC } from './synchronisers.js';
import { listWarnings, WARN, warn, type Warning } from './warnings.js';
import { plainPhases, type Phases } from './turbo/phases.js';
import { mayPlay, mostTickCycles } from './turbo/playing.js';
import { SimdPhases } from './turbo/simd-phases.js';
import { runPhase, tickIsTaken } from './turbo/turbo.js';
import type { ChipWatcher } from './watcher.js';
import { newWires, type Wires } from './wires.js';

export type { Engine };

const SYNCHRONISED: Partial<Record<InputPin, number>> = {
  AERIN_REQ: SYNC.AERIN_REQ,
  SAMPLE: SYNC.SAMPLE,
  INFER_ACC: SYNC.INFER_ACC,
  OUT_ACK: SYNC.OUT_ACK,
  TARGET_VALID: SYNC.TARGET_VALID,
  TIME_TICK: SYNC.TIME_TICK,
};

/** How a chip is emulated. */
export interface ChipOptions {
  /** Default `auto`. */
  engine?: Engine;
  /**
   * Long phases of the turbo engine; default: in WebAssembly, or on plain numbers if the platform has none.
   * @internal
   */
  phases?: Phases;
}

/**
 * A chip.
 *
 *     const chip = new Chip();
 *     chip.setPin('RST', 1);
 *     chip.run(5);
 *     chip.setPin('RST', 0);
 *
 * A pin change takes effect at once (an edge of SCK clocks the SPI slave); CLK edges follow with `run`. Hosts work on
 * the pins for you: `Executor` carries out operations such as an SPI transfer or a tick, `Sequencer` whole programs.
 * `loadWeights`, `readWeights` and `membranes` reach the memories directly, and `state` is all there is, as plain data.
 */
export class Chip {
  /** Called at the start of ticks and samples. */
  watcher: ChipWatcher | undefined;
  /** Registers, memories, generators and counters; what runs the chip reads and writes it in place. */
  readonly state: ChipState;
  readonly engine: Engine;
  /** Whether phases may run as a whole, and whether single cycles may be observed. */
  private readonly hasPhases: boolean;
  private readonly showsCycles: boolean;
  private readonly simd: SimdPhases | undefined;
  private readonly phases: Phases;
  private readonly wires: Wires;
  private steppedCycles = 0;
  private turboCycles = 0;
  private playedCycles = 0;
  private observer: CycleObserver | undefined;
  private readonly announceLocalTick: CycleObserver = (s, w) => {
    if (w.timeTick) this.watcher?.tick();
    this.observer?.(s, w);
  };

  /**
   * @param given design of the chip (designOf makes one), or the parameters that differ from the public design; default:
   *   the public design, 256 inputs, 256 neurons, 16 outputs.
   * @throws DesignError for a chip that cannot be.
   * @throws RangeError for an engine that there is not.
   */
  constructor(
    given: Design | Partial<DesignParameters> = REFERENCE,
    { engine = 'auto', phases }: ChipOptions = {},
  ) {
    const design = completeDesign(given);
    if (!ENGINES.includes(engine))
      throw new RangeError(`there is no engine '${engine}': ${ENGINES.join(', ')} are there`);
    this.simd = engine !== 'cycle' && !phases ? SimdPhases.make(design) : undefined;
    this.phases = phases ?? this.simd ?? plainPhases(design);
    this.state = createState(design, this.simd?.image);
    this.simd?.bind(this.state);
    this.wires = newWires(design);
    this.engine = engine;
    this.hasPhases = engine !== 'cycle';
    this.showsCycles = engine !== 'turbo';
  }

  /** Cycles this object has run, by engine; those of `turbo` include those that were played. Cycles in which nothing can move
   * count for the chosen engine. */
  get cyclesByEngine(): { cycle: number; turbo: number; played: number } {
    return {
      cycle: this.steppedCycles,
      turbo: this.turboCycles + this.playedCycles,
      played: this.playedCycles,
    };
  }

  /** Edges of CLK since the start. */
  get cycle(): number {
    return this.state.cycle;
  }

  /** Drives a pin; AERIN_ADDR takes an address, whose bits above those of the chip are lost, the others 0 or 1. */
  setPin(pin: InputPin, value: number): void {
    const s = this.state;
    const bit = SYNCHRONISED[pin];
    s.quiet = 0;
    if (bit === SYNC.TIME_TICK) this.driveTimeTick(value);
    else if (bit === SYNC.SAMPLE) this.driveSample(value);
    else if (bit !== undefined) this.drive(bit, value);
    else if (pin === 'SCK') this.setSck(value);
    else if (pin === 'MOSI') s.pins.mosi = value;
    else if (pin === 'AERIN_ADDR') s.pins.aerAddress = value & s.design.addressMask;
    else if (pin === 'AERIN_TAR_EN') s.pins.aerTarget = value;
    else {
      if (value !== 0 && s.pins.rst === 0) resetSpi(s);
      s.pins.rst = value;
    }
  }

  /** Drives SCK. The clocked core sees only strobes and registers, so that quiet cycles stay quiet. */
  setSck(value: number): void {
    const s = this.state;
    if (value === s.pins.sck) return;
    const out = dataOut(s.spi);
    s.pins.sck = value;
    if (value !== 0) sckRise(s);
    else sckFall(s);
    if (dataOut(s.spi) !== out) s.quiet = 0;
  }

  /** Drives MOSI, which only the next rise of SCK reads. */
  setMosi(value: number): void {
    this.state.pins.mosi = value;
  }

  /**
   * Lets a host send bits of a word at once, for each of them SCK low and high for `halfPeriod` cycles: as long as nothing
   * else moves, and the bits are neither the first nor the last of their word.
   * @param bit the first of them, counting down. @param limit most cycles.
   * @param observer as for {@link run}.
   * @returns bits sent; 0 where they have to be sent one by one.
   */
  shiftIn(word: number, bit: number, halfPeriod: number, limit: number, observer?: CycleObserver): number {
    if (this.state.quiet < 2 || !takesPhases(observer)) return 0;
    const bits = shiftIn(this.state, word, bit, Math.floor(limit / (2 * halfPeriod)));
    if (bits > 0) this.run(2 * halfPeriod * bits, observer);
    return bits;
  }

  /** Present level of a pin that the chip drives. */
  readPin(pin: OutputPin): number {
    const s = this.state;
    const k = s.ctl;
    switch (pin) {
      case 'AERIN_ACK':
        return k.ack;
      case 'OUT_REQ':
        return k.outReq;
      case 'OUT_DATA':
        return k.outData;
      case 'TIMING_ERROR_RDY':
        return timingErrorReady(s);
      case 'SPI_RDY':
        return k.state === State.CONFIG ? 1 : 0;
      case 'MISO':
        return miso(s);
    }
  }

  /**
   * Lets `cycles` edges of CLK pass with the pins as they are.
   * @param observer called in each cycle just before its edge, but not in cycles equal to the one before.
   * @throws Error with engine `turbo`, if the observer takes no phases: that engine shows no single cycles.
   */
  run(cycles: number, observer?: CycleObserver): void {
    for (let left = cycles; left > 0;) left -= this.advance(left, observer);
  }

  /**
   * Lets at least one and at most `limit` edges of CLK pass, and stops after an edge at which an output pin may have
   * changed. A host that watches the pins calls it until it sees what it waits for.
   * @param observer as for {@link run}.
   * @returns cycles passed.
   */
  advance(limit: number, observer?: CycleObserver): number {
    const s = this.state;
    const turbo = this.mayRunPhases(observer);
    if (!this.showsCycles && !takesPhases(observer))
      throw new Error("the engine 'turbo' shows no single cycles: use 'cycle' or 'auto'");
    let passed = limit;
    if (s.quiet >= 2) passQuiet(s, limit);
    else passed = turbo ? runPhase(s, this.wires, this.phases, limit, observer?.phases) : 0;
    if (passed > 0) {
      if (turbo) this.turboCycles += passed;
      else this.steppedCycles += passed;
      return passed;
    }
    if (this.watcher === undefined || s.config.LOCAL_TICK === 0) clock(s, this.wires, observer);
    else {
      this.observer = observer;
      clock(s, this.wires, this.announceLocalTick);
    }
    this.steppedCycles++;
    return 1;
  }

  /**
   * Most cycles that a tick takes if {@link play} is called now; undefined if it may not be called. It may be while the
   * chip rests between two ticks, and every step returns there without the host.
   */
  get playable(): number | undefined {
    const { simd, state } = this;
    return simd && state.neur.faults === undefined && mayPlay(state) ? mostTickCycles(state) : undefined;
  }

  /**
   * Plays a list of ticks and input events at once, with exactly the pins and cycles of a host that waits for the chip after
   * each. Only while {@link playable}.
   * @param codes of the operations (turbo/play-list.ts), from..to-1.
   * @param observer takes phases, or what is played: it is called for that.
   */
  play(codes: Uint16Array, from: number, to: number, observer?: CycleObserver): void {
    const { watcher } = this;
    this.playedCycles += this.simd!.play(this.state, codes, from, to, {
      watcher,
      observer: observer?.played ?? observer?.phases,
    });
  }

  /**
   * A host's tick: TIME_TICK high for `width` cycles, then low, then cycles until TIMING_ERROR_RDY is high.
   * @param limit most cycles after the fall of TIME_TICK.
   * @param observer as for {@link run}.
   */
  tick(width: number, limit: number, observer?: CycleObserver): void {
    const s = this.state;
    const fall = s.cycle + width;
    const turbo = this.mayRunPhases(observer) && limit >= 3;
    this.setPin('TIME_TICK', 1);
    while (s.cycle < fall && !(turbo && tickIsTaken(s, fall - s.cycle)))
      this.advance(fall - s.cycle, observer);
    this.setPin('TIME_TICK', 0);
    while (s.cycle < fall + limit && timingErrorReady(s) === 0)
      this.advance(fall + limit - s.cycle, observer);
  }

  /** The phases know only a neuron SRAM without faults, because each of them writes to it. */
  private mayRunPhases(observer: CycleObserver | undefined): boolean {
    return this.hasPhases && takesPhases(observer) && this.state.neur.faults === undefined;
  }

  private driveTimeTick(value: number): void {
    const { sync, config } = this.state;
    const rises = value !== 0 && (sync.raw & SYNC.TIME_TICK) === 0;
    if (rises && config.LOCAL_TICK === 0) {
      // The last edge of CLK saw the pin high, and the next one will: to the chip it never fell.
      if ((sync.stage1 & SYNC.TIME_TICK) !== 0) warn(this.state.warnings, WARN.TICK_LOST, this.state.cycle);
      this.watcher?.tick();
    }
    this.drive(SYNC.TIME_TICK, value);
  }

  private driveSample(value: number): void {
    if (value !== 0 && (this.state.sync.raw & SYNC.SAMPLE) === 0) this.watcher?.sample();
    this.drive(SYNC.SAMPLE, value);
  }

  /** Drives a pin that is synchronised, by its bit. */
  private drive(bit: number, value: number): void {
    const { state } = this;
    const { raw } = state.sync;
    state.quiet = 0;
    state.sync.raw = value !== 0 ? raw | bit : raw & ~bit;
  }

  /** The whole state as one buffer. */
  snapshot(): Uint8Array {
    return takeSnapshot(this.state);
  }

  /** @throws SnapshotError when the bytes do not fit this chip; it is then unchanged. */
  restore(snapshot: Uint8Array): void {
    restoreSnapshot(this.state, snapshot);
    placeFaults(this.state);
  }

  /** Gives the memories faulty cells, in place of those that they had; undefined: none. They are part of snapshots. */
  injectFaults(faults: Faults | undefined): void {
    injectFaults(this.state, faults);
  }

  /** Surprising behaviours that happened in this run. */
  warnings(): Warning[] {
    return listWarnings(this.state.warnings);
  }
}

const takesPhases = (observer: CycleObserver | undefined): boolean =>
  observer === undefined || observer.phases !== undefined;

/** Pin TIMING_ERROR_RDY: the timing error, or ready for a tick (TIMING_MODE). */
export function timingErrorReady(s: ChipState): number {
  const k = s.ctl;
  if (s.config.TIMING_MODE !== 0) return k.timingError;
  return k.state === State.IDLE || (k.state === State.PROP && k.evt === Evt.WAIT) ? 1 : 0;
}

/** Pin MISO: SPI data out, or the request of a target. */
export function miso(s: ChipState): number {
  return dataOut(s.spi) | (s.config.GET_TAR_REQ_OUT !== 0 && s.ctl.state === State.GET_TAR ? 1 : 0);
}
