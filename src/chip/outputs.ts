/**
 * The output neurons around the clock edge: errors, winner, what SEND gives, and their membranes.
 */
import { NEVER_ROUND } from '../fixed-point/index.js';
import { ACT } from './activity.js';
import { sendLast } from './controllers.js';
import { CLASS_TARGET, integrateOutput, KAPPA_ONE, leakOutput, outputError } from './neuron.js';
import { RND } from './random.js';
import type { ChipState } from './state.js';
import { State } from './states.js';
import { SYNC } from './synchronisers.js';
import type { Wires } from './wires.js';

/**
 * Error of output k as it stands: 0 unless learning is on, TARGET_VALID high and the output enabled.
 * @param membrane default: its own.
 */
export function errorOf(s: ChipState, k: number, membrane = s.vOut[k]!): number {
  const c = s.config;
  if (c.DO_EPROP === 0 || (s.sync.stage2 & SYNC.TARGET_VALID) === 0 || k > c.NUM_OUT) return 0;
  const target = c.REGRESSION !== 0 ? s.targets[k]! : s.ctl.classLabel === k ? CLASS_TARGET : 0;
  return outputError(target, membrane, c.NO_OUT_ACT);
}

/** Lowest index of the largest of the enabled outputs' values, which stand from `from` on; 0 in regression. */
export function winner(values: Int16Array | Uint16Array, s: ChipState, from = 0): number {
  if (s.config.REGRESSION !== 0) return 0;
  let best = 0;
  for (let k = 1; k <= s.config.NUM_OUT; k++) if (values[from + k]! > values[from + best]!) best = k;
  return best;
}

/** SDONE counts the winner of the step. */
export function countWinner(s: ChipState, w: Wires): void {
  if ((w.sync & SYNC.INFER_ACC) !== 0) s.wins[winner(s.vOut, s)]!++;
}

/** The output bus in state SEND. */
export function driveOutput(s: ChipState, w: Wires): void {
  const k = s.ctl;
  if (w.nextState !== State.SEND) {
    k.outReq = 0;
    k.sendCount = 0;
    return;
  }
  if (k.sendCount > sendLast(s)) return;
  const ack = (w.sync & SYNC.OUT_ACK) !== 0;
  if (!ack && k.outReq === 0) {
    k.outReq = 1;
    const v = s.vOut[k.sendCount >> 1]!;
    k.outData = s.config.SEND_LABEL_ONLY !== 0 ? winner(s.wins, s) : (k.sendCount & 1 ? v >> 8 : v) & 0xff;
  } else if (ack && k.outReq !== 0) {
    k.outReq = 0;
    k.sendCount = (k.sendCount + 1) & 31;
  }
}

/** Membranes of the outputs at the edge: reset, then SPI, then a spike's weights, then the leak. */
export function updateOutputs(s: ChipState, w: Wires, activity: number): void {
  const { config: c, ctl: k, vOut } = s;
  if (w.rst || w.goingIdle) {
    vOut.fill(0);
    return;
  }
  const programmed = (w.prog & SYNC.PROG_ONEUR) !== 0 ? s.spi.address & (vOut.length - 1) : -1;
  if (k.woutRead !== 0) {
    const { q } = s.wout;
    for (let i = 0; i <= c.NUM_OUT; i++)
      if (i !== programmed) vOut[i] = integrateOutput(vOut[i]!, q[i]!, c.FP_LOC_WOUT);
    s.activity[activity + ACT.outputEventUpdates]! += c.NUM_OUT + 1;
  } else if (k.state === State.STEP && k.step <= c.NUM_OUT && k.step !== programmed) {
    const round = c.EN_STOCH_ROUND !== 0 && c.KAPPA !== KAPPA_ONE;
    vOut[k.step] = leakOutput(vOut[k.step]!, c.KAPPA, round ? s.random.rounding[RND.O]! & 0x7f : NEVER_ROUND);
    s.activity[activity + ACT.outputLeaks]!++;
  }
  if (programmed >= 0) vOut[programmed] = s.spi.data;
}
