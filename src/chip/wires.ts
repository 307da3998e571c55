/** Values of one cycle between its flip-flops: worked out before the edge, meaningless after it. */
import type { Design } from '../design/design.js';
import { newNeuronPort, newWeightPort, type NeuronPort, type WeightPort } from './sram.js';

/** Values during a cycle, before its edge: what the controllers and the memories decide. */
export interface Wires {
  /** Synchronised levels (bits of SYNC) and rising PROG strobes. */
  sync: number;
  prog: number;
  rst: boolean;
  timeTick: boolean;
  aerNew: boolean;
  tarNew: boolean;
  /** Next states by the tables (a reset or a halt may override the global one). */
  nextState: number;
  nextEvt: number;
  goingIdle: boolean;
  sendDone: boolean;
  /** An input event, a spike of neuron `pre`, waits to be propagated. */
  inputEvent: boolean;
  spikeEvent: boolean;
  eventDone: boolean;
  /** Pair, chip select and write enable of the controllers' neuron access. */
  pair: number;
  neuronSelect: boolean;
  neuronWrite: boolean;
  woutEvent: boolean;
  /** Odd cycle of STEP: a pair is written. */
  stepWrite: boolean;
  spike0: number;
  spike1: number;
  alpha: number;
  /** Learning accesses of the weight SRAMs that write (also when SPI takes the port). */
  winpLearns: boolean;
  wrecLearns: boolean;
  woutLearns: boolean;
  /** A generator other than those of the rounding may advance. */
  drawsRandom: boolean;
  readonly neur: NeuronPort;
  readonly winp: WeightPort;
  readonly wrec: WeightPort;
  readonly wout: WeightPort;
}

export function newWires({ lanes, outputs }: Design): Wires {
  return {
    sync: 0,
    prog: 0,
    rst: false,
    timeTick: false,
    aerNew: false,
    tarNew: false,
    nextState: 0,
    nextEvt: 0,
    goingIdle: false,
    sendDone: false,
    inputEvent: false,
    spikeEvent: false,
    eventDone: false,
    pair: 0,
    neuronSelect: false,
    neuronWrite: false,
    woutEvent: false,
    stepWrite: false,
    spike0: 0,
    spike1: 0,
    alpha: 0,
    winpLearns: false,
    wrecLearns: false,
    woutLearns: false,
    drawsRandom: false,
    neur: newNeuronPort(),
    winp: newWeightPort(lanes),
    wrec: newWeightPort(lanes),
    wout: newWeightPort(outputs),
  };
}
