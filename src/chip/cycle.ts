/**
 * The cycle engine: one call of `clock` is one rising edge of CLK, exact in every register.
 *
 * First comes the logic before the edge, from the values of the cycle; then the observer, if there is one; then the edge.
 * At the edge, registers that others still read change last: the SRAMs' output registers, then counters and states.
 */
import { ACT, activityBase } from './activity.js';
import { decide } from './controllers.js';
import { countActivity } from './cycle-activity.js';
import * as edge from './edge.js';
import { learningWrites, updateSlots } from './learning-datapath.js';
import { neuronDatapath } from './neuron-datapath.js';
import { countWinner, driveOutput, updateOutputs } from './outputs.js';
import { arbitrate } from './ports.js';
import { isQuiet } from './quiet.js';
import { passSettledCycle } from './settled-cycle.js';
import { accessNeurons, accessWeights } from './sram.js';
import type { ChipState } from './state.js';
import { Evt, State } from './states.js';
import { SYNC } from './synchronisers.js';
import type { Wires } from './wires.js';

/** Called in a cycle just before its edge. */
export interface CycleObserver {
  (state: ChipState, wires: Wires): void;
  /** If present, phases may run as a whole; it is then called for them, and the observer for all other cycles. */
  readonly phases?: PhaseObserver;
  /** If present, ticks and events may be played at once (Chip.play); it is then called for them, instead of `phases`. */
  readonly played?: PlayObserver;
}

/** Called with the outcome of phases that ran as a whole, in the order in which things happened. */
export interface PhaseObserver {
  /** An input event was accepted in a cycle without a tick; the pins still show its address. */
  event?(state: ChipState, cycle: number): void;
  /**
   * STEP wrote neuron pairs `first` to `last - 1`, the first of them in `cycle` and one every second cycle from there. At
   * least one neuron spiked: `z` holds which. Nothing else happened meanwhile.
   */
  spikes?(state: ChipState, cycle: number, first: number, last: number): void;
  /** The cycle of SDONE, with the values that an observer of cycles sees in it. */
  done?(state: ChipState, wires: Wires): void;
  /** EPROP gives weights other values. */
  weights?(state: ChipState, change: WordChange): void;
}

/** Called with the course of ticks and events that are played at once, in the order of their phases. */
export interface PlayObserver extends PhaseObserver {
  /** Operations are about to be played: the chip rests in PROP in `cycle`. */
  resting?(state: ChipState, cycle: number): void;
  /** The cycle in which a tick is seen, with all counters as they are before its edge. */
  tick?(state: ChipState, cycle: number): void;
  /** STEP ran from `cycle` on; flags and neurons are as it left them. */
  stepped?(state: ChipState, cycle: number): void;
  /** EPROP begins in `cycle`. */
  learning?(state: ChipState, cycle: number): void;
  /** PROP begins to scan in `cycle`; the flags of inputs and neurons are those of the pending events. */
  scanning?(state: ChipState, cycle: number): void;
  /** Input events and spikes, many at a time: what `event` and `spikes` give one by one. */
  spikeRows?(state: ChipState, rows: SpikeRows): void;
  /** Ends of steps, many at a time: in the cycles of `done`. */
  outputRows?(state: ChipState, rows: OutputRows): void;
}

/** Input events and spikes in the order of their cycles, a row each; valid during the call. */
export interface SpikeRows {
  readonly length: number;
  readonly cycles: Float64Array;
  /** The tick of each, as the number of ticks behind those that the state has counted. */
  readonly ticks: Int32Array;
  /** The neuron of a spike; the complement of the address of an input. */
  readonly sources: Int32Array;
}

/** Membranes of the outputs at the ends of steps, a row each; valid during the call. */
export interface OutputRows {
  readonly length: number;
  readonly cycles: Float64Array;
  /** As in {@link SpikeRows}. */
  readonly ticks: Int32Array;
  /** All outputs of the first row, then those of the next. */
  readonly membranes: Int16Array;
}

/** A word of weights that learning changes. */
export interface WordChange {
  readonly cycle: number;
  readonly memory: 'winp' | 'wrec' | 'wout';
  /** Row of the memory, and the column of the word's first weight. */
  readonly pre: number;
  readonly post: number;
  /** The weights of the word; valid during the call. */
  readonly before: Int8Array;
  readonly after: Int8Array;
}

/** One edge of CLK. */
export function clock(s: ChipState, w: Wires, observer?: CycleObserver): void {
  if (observer === undefined && passSettledCycle(s, w)) return;
  decide(s, w);
  arbitrate(s, w);
  datapaths(s, w);
  if (observer !== undefined) observer(s, w);
  commit(s, w);
}

/** Passes `n` edges of CLK of a quiet chip: nothing can move, so that they only need to be counted. */
export function passQuiet(s: ChipState, n: number): void {
  s.cycle += n;
  s.activity[activityBase(s.ctl.state) + ACT.cycles]! += n;
}

function datapaths(s: ChipState, w: Wires): void {
  w.spike0 = w.spike1 = 0;
  if (w.stepWrite || (w.neur.we && !w.neur.prog)) neuronDatapath(s, w);
  if (w.winpLearns || w.wrecLearns || w.woutLearns) learningWrites(s, w);
}

function commit(s: ChipState, w: Wires): void {
  const k = s.ctl;
  const state = k.state;
  const base = activityBase(state);
  countActivity(s, w, base);
  if ((w.sync & SYNC.READ_ALL) !== 0) edge.readback(s, w);
  if ((k.lsb & 1) !== 0) updateSlots(s, w, base);
  if (state === State.SDONE) countWinner(s, w);
  else if (state === State.SEND) driveOutput(s, w);
  else if (state === State.IDLE) edge.clearOutputBus(s);
  const rare = w.rst || w.goingIdle || w.prog !== 0;
  if (rare || state === State.STEP || k.woutRead !== 0) updateOutputs(s, w, base);
  if (rare || state === State.STEP || w.drawsRandom) edge.moveGenerators(s, w, base);
  if (rare || state === State.STEP || w.neur.we || w.eventDone || w.aerNew || w.timeTick)
    edge.moveFlags(s, w);
  if (w.neur.cs) accessNeurons(s.neur, w.neur);
  if (w.winp.cs) accessWeights(s.winp, w.winp);
  if (w.wrec.cs) accessWeights(s.wrec, w.wrec);
  if (w.wout.cs) accessWeights(s.wout, w.wout);
  if (w.aerNew || w.tarNew || k.ack !== 0 || state === State.IDLE || state === State.GET_TAR)
    edge.moveRequests(s, w);
  edge.moveCounters(s, w);
  edge.moveStates(s, w);
  edge.moveSynchronisers(s);
  s.cycle++;
  s.quiet = k.evt === Evt.WAIT && isQuiet(s, w, state) ? s.quiet + 1 : 0;
}
