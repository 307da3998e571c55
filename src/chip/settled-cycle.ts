/**
 * The short way of the cycle engine: cycles whose course is settled (turbo/regular.ts) and that make up most of a run, the
 * scan of an address without an event, and the read or write of a neuron pair by an event or a leak. What they do to the
 * registers is known without looking at controllers, ports and synchronisers in full.
 */
import { ACT, activityBase } from './activity.js';
import { countActivity } from './cycle-activity.js';
import { moveGenerators } from './edge.js';
import { NEURON_BITS } from './geometry.js';
import { neuronDatapath } from './neuron-datapath.js';
import { accessNeurons, readNeuronWord } from './sram.js';
import type { ChipState } from './state.js';
import { Evt, State } from './states.js';
import { passSynchronisers, settled } from './turbo/regular.js';
import type { Wires } from './wires.js';

const PROP = activityBase(State.PROP);
const STEP = activityBase(State.STEP);

/** Passes the next edge of CLK if its cycle is such a one. @returns whether it did. */
export function passSettledCycle(s: ChipState, w: Wires): boolean {
  const { state } = s.ctl;
  if (state === State.PROP) {
    const visits = s.ctl.evt === Evt.EVT;
    if (!(visits ? mayVisit(s) : mayScan(s)) || !settled(s)) return false;
    if (visits) visit(s, w);
    else scan(s);
  } else if (state === State.STEP) {
    if (!mayLeak(s) || !settled(s)) return false;
    leak(s, w);
  } else return false;
  s.ctl.tickCount = 1;
  passSynchronisers(s, 1);
  s.cycle++;
  s.quiet = 0;
  return true;
}

/** The address that is scanned has no event, and is not the last. */
function mayScan({ ctl: k, inNow, z, derived }: ChipState): boolean {
  return (
    k.evt === Evt.CNT && k.pre < derived.lastNeuron && inNow[k.pre] === 0 && z[k.pre] === 0 && k.step === 0
  );
}

/** The pair that an event visits is neither its own nor the last, and no word of weights is read. */
function mayVisit({ ctl: k, config: c, neur, design }: ChipState): boolean {
  const pair = k.upd >> 1;
  return (
    (k.upd & design.laneMask) !== 0 &&
    pair < c.NUM_REC >> 1 &&
    pair !== k.pre >> 1 &&
    pair < neur.existing &&
    (k.step | k.supp) === 0
  );
}

/** No output leaks any more, and the pair is not the last. */
function mayLeak({ ctl: k, derived, design, neur }: ChipState): boolean {
  if (k.evt !== Evt.WAIT || (k.pre | k.upd | k.supp) !== 0) return false;
  return k.step >= design.outputs && k.step < derived.lastStep && derived.lastStep < 2 * neur.existing;
}

function scan({ ctl: k, activity }: ChipState): void {
  k.pre++;
  k.supp = k.upd = 0;
  activity[PROP + ACT.scanCycles]!++;
  activity[PROP + ACT.cycles]!++;
}

/** Even cycles of an event read a pair, odd ones write it. */
function visit(s: ChipState, w: Wires): void {
  const { ctl: k, activity } = s;
  const { upd } = k;
  if ((upd & 1) === 0) {
    readNeuronWord(s.neur, upd >> 1);
    activity[PROP + ACT.neurReads]!++;
    activity[PROP + ACT.cycles]!++;
  } else {
    setWires(w, upd >> 1);
    w.nextEvt = Evt.EVT;
    w.inputEvent = s.inNow[k.pre] !== 0;
    w.spikeEvent = s.z[k.pre] !== 0;
    neuronDatapath(s, w);
    countActivity(s, w, PROP);
    if (s.config.NOISE_EN !== 0) moveGenerators(s, w, PROP);
    s.dirty[upd - 1] = s.dirty[upd] = 1;
    accessNeurons(s.neur, w.neur);
  }
  k.upd = upd + 1;
}

/** Even cycles of a step read a pair, odd ones write all of it. */
function leak(s: ChipState, w: Wires): void {
  const { ctl: k, activity, z } = s;
  const { step } = k;
  activity[STEP + ACT.cycles]!++;
  if ((step & 1) === 0) {
    readNeuronWord(s.neur, step >> 1);
    z[step] = z[step + 1] = 0;
    activity[STEP + ACT.neurReads]!++;
  } else {
    setWires(w, step >> 1);
    w.stepWrite = true;
    neuronDatapath(s, w);
    activity[STEP + ACT.neurWrites]!++;
    activity[STEP + ACT.neurBitsWritten]! += 2 * NEURON_BITS;
    activity[STEP + ACT.leakUpdates]! += 2;
    activity[STEP + ACT.traceLeaks]! += 6;
    activity[STEP + ACT.spikes]! += w.spike0 + w.spike1;
    if (s.config.EN_STOCH_ROUND !== 0) moveGenerators(s, w, STEP);
    z[step - 1] = w.spike0;
    z[step] = w.spike1;
    s.dirty[step - 1] = s.dirty[step] = 1;
    accessNeurons(s.neur, w.neur);
  }
  k.step = step + 1;
}

/** The wires of a cycle in which a pair is written and nothing else happens. */
function setWires(w: Wires, pair: number): void {
  const { neur } = w;
  w.pair = neur.addr = pair;
  w.neuronSelect = w.neuronWrite = neur.cs = neur.we = true;
  w.stepWrite = neur.prog = w.winp.cs = w.wrec.cs = w.wout.cs = false;
  w.inputEvent = w.spikeEvent = w.eventDone = w.aerNew = w.tarNew = w.timeTick = false;
  w.winpLearns = w.wrecLearns = w.woutLearns = w.drawsRandom = w.rst = w.goingIdle = false;
  w.prog = 0;
  w.nextEvt = Evt.WAIT;
}
