/**
 * The whole state of a chip: numbers by name, and arrays that all live in one buffer.
 *
 * Every member is either a number, a record of numbers and arrays, or an array of the buffer: nothing else, so that a
 * snapshot can walk it (snapshot.ts).
 */
import type { Design } from '../design/design.js';
import { ACTIVITY_LENGTH } from './activity.js';
import { Arena } from './arena.js';
import { derive, zeroConfig, type Config, type DerivedConfig } from './config.js';
import { noFaults, type FaultState } from './faults.js';
import { layoutRandom, type RandomState } from './random.js';
import { layoutNeuronBank, layoutWeightBank, type NeuronBank, type WeightBank } from './sram.js';
import { Evt, State } from './states.js';
import type { Synchronisers } from './synchronisers.js';
import { WARNINGS_LENGTH } from './warnings.js';

/** Pins that do not pass a synchroniser (levels; the others are bits of `sync.raw`). */
export interface Pins {
  rst: number;
  sck: number;
  mosi: number;
  aerAddress: number;
  aerTarget: number;
}

/** The SPI slave, clocked by SCK (spi-slave.ts). */
export interface SpiState {
  /** Bit counter, 17 bits: bit in the word [4:0], word [16:5]. */
  count: number;
  shiftIn: number;
  /** Latched header. */
  header: number;
  dataOut: number;
  /** SPI_ADDR, SPI_DATA: what the strobes act on. */
  address: number;
  data: number;
  /** Register the core loads and the slave shifts out. */
  readback: number;
}

/** Registers of the controllers, the output bus and the learning unit's counters. */
export interface ControlState {
  state: number;
  evt: number;
  /** Time step, event and learning counters, by the names of the specification. */
  step: number;
  pre: number;
  upd: number;
  supp: number;
  ePre: number;
  blk: number;
  lsb: number;
  /** 1 in the post phase of the learning unit. */
  posts: number;
  tickCount: number;
  ack: number;
  timingError: number;
  targetCount: number;
  classLabel: number;
  gotLabel: number;
  sendCount: number;
  outReq: number;
  outData: number;
  /** The last cycle read wout for an event: the output membranes take it in this one. */
  woutRead: number;
  /** SAMPLE is waiting for a tick that cannot come; the warning is given once for each such wait. */
  stuckInIdle: number;
}

/** The whole state of a chip; see the head of this file. */
export interface ChipState {
  /** The chip this is the state of. */
  readonly design: Design;
  /** The memory of every array below. */
  readonly image: Uint8Array;
  /** Edges of CLK since the start. */
  cycle: number;
  /** Cycles since anything last moved. From 2 on nothing moves any more until a pin changes. */
  quiet: number;
  readonly pins: Pins;
  readonly spi: SpiState;
  readonly config: Config;
  readonly derived: DerivedConfig;
  readonly sync: Synchronisers;
  readonly ctl: ControlState;
  readonly random: RandomState;
  readonly faults: FaultState;
  readonly neur: NeuronBank;
  readonly winp: WeightBank;
  readonly wrec: WeightBank;
  readonly wout: WeightBank;
  /** Flags by neuron or input, 0 or 1. */
  readonly z: Uint8Array;
  readonly dirty: Uint8Array;
  readonly inNow: Uint8Array;
  readonly inNext: Uint8Array;
  /** By output: membrane, winner count, regression target. */
  readonly vOut: Int16Array;
  readonly wins: Uint16Array;
  readonly targets: Int16Array;
  /** By slot of the learning unit: learning signal L, pseudo-derivative H, regularisation G. */
  readonly learningSignal: Int16Array;
  readonly pseudoDerivative: Int8Array;
  readonly regularisation: Uint16Array;
  /** Counts of activity.ts. */
  readonly activity: Float64Array;
  /** Counts of warnings.ts. */
  readonly warnings: Float64Array;
}

function layoutState(design: Design, a: Arena) {
  const { addresses, outputs, lanes } = design;
  return {
    winp: layoutWeightBank(a, design, 'winp'),
    wrec: layoutWeightBank(a, design, 'wrec'),
    wout: layoutWeightBank(a, design, 'wout'),
    neur: layoutNeuronBank(a, design),
    random: layoutRandom(a),
    z: a.u8(addresses),
    dirty: a.u8(addresses),
    inNow: a.u8(addresses),
    inNext: a.u8(addresses),
    vOut: a.i16(outputs),
    wins: a.u16(outputs),
    targets: a.i16(outputs),
    learningSignal: a.i16(lanes),
    pseudoDerivative: a.i8(lanes),
    regularisation: a.u16(lanes),
    activity: a.f64(ACTIVITY_LENGTH),
    warnings: a.f64(WARNINGS_LENGTH),
  };
}

/** Bytes the arrays of a state take. */
export const stateBytes = (design: Design): number => Arena.measure((a) => layoutState(design, a));

/**
 * A chip at power-up, before any reset: everything is 0, which the recorded vectors assume (unknown on silicon).
 * @param image memory of the arrays, {@link stateBytes} of 0, aligned to 16 bytes.
 */
export function createState(
  design: Design,
  image: Uint8Array = new Uint8Array(stateBytes(design)),
): ChipState {
  const arrays = Arena.place((a) => layoutState(design, a), image);
  const config = zeroConfig();
  const derived: DerivedConfig = {
    lastNeuron: 0,
    lastStep: 0,
    syncEnable: 0,
    inputTraces: 0,
    recurrentTraces: 0,
    outputTraces: 0,
  };
  derive(config, derived);
  return {
    design,
    image,
    cycle: 0,
    quiet: 0,
    pins: { rst: 0, sck: 0, mosi: 0, aerAddress: 0, aerTarget: 0 },
    spi: { count: 0, shiftIn: 0, header: 0, dataOut: 0, address: 0, data: 0, readback: 0 },
    config,
    derived,
    sync: { raw: 0, stage1: 0, stage2: 0, stage3: 0, rst1: 0, rst2: 0 },
    ctl: {
      state: State.IDLE,
      evt: Evt.WAIT,
      step: 0,
      pre: 0,
      upd: 0,
      supp: 0,
      ePre: 0,
      blk: 0,
      lsb: 0,
      posts: 0,
      tickCount: 0,
      ack: 0,
      timingError: 0,
      targetCount: 0,
      classLabel: 0,
      gotLabel: 0,
      sendCount: 0,
      outReq: 0,
      outData: 0,
      woutRead: 0,
      stuckInIdle: 0,
    },
    faults: noFaults(),
    ...arrays,
  };
}
