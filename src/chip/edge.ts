/** What each group of registers does at the clock edge. All values on the right are those before the edge. */
import { flagBit } from '../isa/memories.js';
import { ACT } from './activity.js';
import { epropDone } from './controllers.js';
import { ALPHA_ONE, KAPPA_ONE } from './neuron.js';
import {
  advanceGenerator,
  advanceMembraneRounding,
  advanceOutputRounding,
  advanceTraceRounding,
  loadSeeds,
  NOISE_GENERATOR,
  resetRandom,
  WEIGHT_GENERATOR,
  WOUT_GENERATOR,
} from './random.js';
import { chunkOnQ, packNeuronFields } from './sram.js';
import type { ChipState } from './state.js';
import { Evt, State } from './states.js';
import { shiftSynchronisers, SYNC } from './synchronisers.js';
import { WARN, warn } from './warnings.js';
import type { Wires } from './wires.js';

const word = new Uint32Array(4);

/** The 32 bits that a READ level selects, from Q before this cycle's access. */
export function readback(s: ChipState, w: Wires): void {
  const { spi } = s;
  const chunk = spi.address & 3;
  if ((w.sync & SYNC.READ_NEUR) !== 0) {
    packNeuronFields(s.neur.q, word);
    spi.readback = word[chunk]! | 0;
  } else if ((w.sync & SYNC.READ_ONEUR) !== 0)
    spi.readback = s.vOut[spi.address & (s.vOut.length - 1)]! & 0xffff;
  else if ((w.sync & SYNC.READ_WINP) !== 0) spi.readback = chunkOnQ(s.winp, chunk);
  else if ((w.sync & SYNC.READ_WREC) !== 0) spi.readback = chunkOnQ(s.wrec, chunk);
  else spi.readback = chunkOnQ(s.wout, chunk);
}

/** State IDLE clears the output bus and the winner counts. */
export function clearOutputBus(s: ChipState): void {
  s.ctl.outReq = s.ctl.outData = s.ctl.sendCount = 0;
  s.wins.fill(0);
}

/** A generator takes its reset value or a seed, or else advances if this cycle draws from it. */
export function moveGenerators(s: ChipState, w: Wires, activity: number): void {
  const { config: c, ctl: k, random: r, activity: count } = s;
  if (w.rst) {
    resetRandom(r);
    return;
  }
  if (c.EN_STOCH_ROUND !== 0 && k.state === State.STEP) {
    if ((k.step & 1) !== 0) {
      advanceTraceRounding(r);
      const leaks = w.alpha !== ALPHA_ONE;
      if (leaks) advanceMembraneRounding(r);
      count[activity + ACT.advancesRounding]! += leaks ? 8 : 6;
    }
    if (c.KAPPA !== KAPPA_ONE && k.step < s.design.outputs) {
      advanceOutputRounding(r);
      count[activity + ACT.advancesRounding]!++;
    }
  }
  if (c.NOISE_EN !== 0 && k.state === State.PROP && (k.upd & 1) !== 0) {
    advanceGenerator(r.noise, NOISE_GENERATOR);
    count[activity + ACT.advancesNoise]!++;
  }
  if (w.winpLearns) {
    advanceGenerator(r.winp, WEIGHT_GENERATOR);
    count[activity + ACT.advancesWinp]!++;
  }
  if (w.wrecLearns) {
    advanceGenerator(r.wrec, WEIGHT_GENERATOR);
    count[activity + ACT.advancesWrec]!++;
  }
  if (w.woutLearns) {
    advanceGenerator(r.wout, WOUT_GENERATOR);
    count[activity + ACT.advancesWout]!++;
  }
  if ((w.prog & SYNC.PROG_SEEDS) !== 0) loadSeeds(r, w.prog, c);
}

/** Flags of inputs and neurons. Where two rules apply, the later one wins. */
export function moveFlags(s: ChipState, w: Wires): void {
  const { ctl: k, z, dirty, inNow, inNext } = s;
  if (w.rst || w.goingIdle) {
    for (const flags of [z, dirty, inNow, inNext]) flags.fill(0);
    return;
  }
  if (w.timeTick) {
    inNow.set(inNext);
    inNext.fill(0);
    if (w.aerNew) warn(s.warnings, WARN.EVENT_LOST_AT_TICK, s.cycle);
  } else if (w.aerNew) {
    inNext[s.pins.aerAddress] = 1;
    if (w.eventDone && k.pre !== s.pins.aerAddress) inNow[k.pre] = 0;
  } else if (w.eventDone) inNow[k.pre] = 0;

  if (w.eventDone) z[k.pre] = 0;
  if (k.state === State.STEP) {
    const even = k.step & ~1;
    z[even] = w.spike0;
    z[even + 1] = w.spike1;
  }
  if (w.neur.we) dirty[2 * w.neur.addr] = dirty[2 * w.neur.addr + 1] = 1;
  if ((w.prog & SYNC.PROG_NEUR) !== 0 && (s.spi.address & (1 << flagBit(s.design))) !== 0) {
    const neuron = s.spi.address & s.design.addressMask;
    z[neuron] = s.spi.data & 1;
    dirty[neuron] = (s.spi.data >> 1) & 1;
    warn(s.warnings, WARN.FLAG_WRITE_HITS_SRAM, s.cycle);
  }
}

/** Bits of a class label, which names an output. */
const LABEL_MASK = 15;

/** Acknowledge, targets and label. */
export function moveRequests(s: ChipState, w: Wires): void {
  const { config: c, ctl: k, pins } = s;
  if (w.tarNew) {
    if (c.REGRESSION !== 0) {
      const output = k.targetCount >> 1;
      const old = s.targets[output]!;
      const byte = pins.aerAddress & 0xff;
      s.targets[output] = (k.targetCount & 1) !== 0 ? (byte << 8) | (old & 0xff) : (old & 0xff00) | byte;
    } else {
      k.classLabel = pins.aerAddress & LABEL_MASK;
      k.gotLabel = 1;
    }
  }
  if (k.state === State.IDLE) k.gotLabel = k.targetCount = 0;
  else if (k.state === State.GET_TAR && w.nextState !== State.GET_TAR) k.targetCount = 0;
  else if (w.tarNew) k.targetCount = (k.targetCount + 1) & 31;
  if (w.aerNew || w.tarNew) k.ack = 1;
  else if (k.ack !== 0 && (w.sync & SYNC.AERIN_REQ) === 0) k.ack = 0;
}

/** Counters of the controllers and the learning unit. */
export function moveCounters(s: ChipState, w: Wires): void {
  const { config: c, ctl: k, derived: d, design } = s;
  if (k.state === State.EPROP) {
    if (w.nextState === State.EPROP && epropDone(s)) warn(s.warnings, WARN.UPDATES_REPEATED, s.cycle);
    moveLearningCounters(s);
  } else if (w.nextState === State.EPROP) {
    k.ePre = k.blk = k.lsb = 0;
    k.posts = 1;
  }
  if (c.LOCAL_TICK !== 0 && k.state !== State.IDLE && k.tickCount !== c.CYCLES_PER_TICK)
    k.tickCount = (k.tickCount + 1) >>> 0;
  else k.tickCount = 1;
  if (w.nextState !== State.STEP) {
    if (k.state === State.STEP && (d.lastStep & 1) === 0)
      warn(s.warnings, WARN.LAST_NEURON_UNSTEPPED, s.cycle);
    k.step = 0;
  } else if (k.state === State.STEP) k.step = (k.step + 1) & design.addressMask;

  if (k.evt === Evt.WAIT) k.pre = 0;
  else if (w.nextEvt === Evt.CNT) k.pre = (k.pre + 1) & design.addressMask;
  if (w.nextEvt !== Evt.EVT) k.upd = 0;
  else if (k.evt === Evt.EVT) k.upd = (k.upd + 1) & design.addressMask;
  k.supp = k.evt === Evt.SUPP ? 1 : 0;
  k.woutRead = w.woutEvent ? 1 : 0;
}

function moveLearningCounters(s: ChipState): void {
  const { ctl: k, design } = s;
  const { blockMask } = design;
  const lastSlotCycle = 2 * design.lanes - 1;
  const outputsOnly = s.config.DO_EPROP === 4;
  if (k.posts !== 0) {
    const wraps = k.lsb === lastSlotCycle;
    if (outputsOnly && wraps) k.blk = (k.blk + 1) & blockMask;
    k.posts = outputsOnly || !wraps ? 1 : 0;
    k.lsb = wraps ? 0 : k.lsb + 1;
  } else if (k.ePre >> 1 === s.derived.lastNeuron && (k.ePre & 1) !== 0) {
    k.ePre = 0;
    k.blk = (k.blk + 1) & blockMask;
    k.posts = 1;
  } else {
    k.ePre = (k.ePre + 1) & (2 * design.addresses - 1);
  }
}

/** The two controllers' states, and the timing error. */
export function moveStates(s: ChipState, w: Wires): void {
  const { config: c, ctl: k } = s;
  const halts = c.ERROR_HALT !== 0 && k.timingError !== 0;
  const busy = k.state !== State.IDLE && (k.state !== State.PROP || k.evt !== Evt.WAIT);
  if (w.timeTick && busy) {
    warn(s.warnings, WARN.TICK_WHILE_BUSY, s.cycle);
    k.timingError = 1;
  }
  if (k.state === State.IDLE) checkLocalTick(s, w);
  k.state = halts ? State.IDLE : w.nextState;
  k.evt = w.nextEvt;
}

/** The tick counter stands still in IDLE: a sample that waits there for a local tick never starts. */
function checkLocalTick(s: ChipState, w: Wires): void {
  const c = s.config;
  const stuck = c.LOCAL_TICK !== 0 && c.CYCLES_PER_TICK !== 1 && (w.sync & SYNC.SAMPLE) !== 0 ? 1 : 0;
  if (stuck > s.ctl.stuckInIdle) warn(s.warnings, WARN.LOCAL_TICK_CANNOT_START, s.cycle);
  s.ctl.stuckInIdle = stuck;
}

/** Enabled synchronisers shift; the synchronised RST clears them and the registers it resets asynchronously. */
export function moveSynchronisers(s: ChipState): void {
  const { sync, ctl: k } = s;
  shiftSynchronisers(sync, s.derived.syncEnable);
  const wasReset = sync.rst2;
  sync.rst2 = sync.rst1;
  sync.rst1 = s.pins.rst;
  if ((wasReset | sync.rst2) !== 0) {
    sync.stage1 = sync.stage2 = sync.stage3 = 0;
    k.state = State.IDLE;
    k.evt = Evt.WAIT;
    k.ack = k.timingError = 0;
  }
}
