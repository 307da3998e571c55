/**
 * Arbitration of the SRAM ports: a PROG strobe comes first, then a READ level, then (in EPROP) the learning unit, then the
 * controllers. Outside PROG and READ the write enable of the neuron SRAM always comes from the controllers.
 */
import { regularisationIsZero, seenField } from './learning-inputs.js';
import type { ChipState } from './state.js';
import { Evt, State } from './states.js';
import { hasWord, Q, type NeuronPort, type Port, type WeightBank, type WeightPort } from './sram.js';
import { SYNC } from './synchronisers.js';
import type { Wires } from './wires.js';

/** Works out the accesses of this cycle, but not the data that the controllers and the learning unit write. */
export function arbitrate(s: ChipState, w: Wires): void {
  const { ctl: k, design } = s;
  const inEvt = k.evt === Evt.EVT;
  const { neur, winp, wrec, wout } = w;
  w.pair = (inEvt ? k.upd : k.evt === Evt.SUPP ? k.pre : k.step) >> 1;
  w.neuronSelect = inEvt || k.evt === Evt.SUPP || k.state === State.STEP;
  w.neuronWrite = ((k.upd | k.step) & 1) !== 0 || k.supp !== 0;
  w.stepWrite = k.state === State.STEP && (k.step & 1) !== 0;
  w.woutEvent = k.evt === Evt.CNT && w.nextEvt === Evt.EVT && w.spikeEvent;
  w.eventDone =
    w.neuronSelect && w.neuronWrite && k.evt >= Evt.EVT && (w.nextEvt === Evt.CNT || w.nextEvt === Evt.WAIT);

  w.winpLearns = w.wrecLearns = w.woutLearns = false;
  w.drawsRandom = k.state === State.PROP && (k.upd & 1) !== 0;
  if (k.state === State.EPROP) {
    learningPorts(s, w);
  } else {
    useNeurons(neur, w.neuronSelect, w.neuronWrite, w.pair);
    if (inEvt && (k.upd & design.laneMask) === 0) {
      const weightWord = (k.pre << design.blockBits) | (k.upd >> design.laneBits);
      useWeights(winp, w.inputEvent, false, weightWord);
      useWeights(wrec, w.spikeEvent, false, weightWord);
    } else {
      winp.cs = wrec.cs = false;
    }
    useWeights(wout, w.woutEvent, false, k.pre);
  }
  if ((w.prog | (w.sync & SYNC.READ_ALL)) !== 0) spiPorts(s, w);
}

/** Sets the port of the neuron SRAM; the other fields count only if `cs` or `we` is set. */
function useNeurons(port: NeuronPort, cs: boolean, we: boolean, addr: number): void {
  port.cs = cs;
  port.we = we && cs;
  port.addr = addr;
  port.prog = false;
}

/** Sets the port of a weight SRAM; the other fields count only if `cs` is set. */
function useWeights(port: WeightPort, cs: boolean, we: boolean, addr: number): void {
  port.cs = cs;
  port.we = we;
  port.addr = addr;
  port.prog = false;
}

/** Ports in EPROP: the words of the post-synaptic, then of the pre-synaptic neurons, and the weights of the block. */
function learningPorts(s: ChipState, w: Wires): void {
  const { config: c, ctl: k, derived: d, design } = s;
  const supervised = (w.sync & SYNC.TARGET_VALID) !== 0;
  if (k.posts !== 0) {
    const post = (k.blk << design.laneBits) | (k.lsb >> 1);
    const odd = (k.lsb & 1) !== 0;
    const traceless = (): boolean => seenField(s, w.pair, Q.OUT, (k.lsb >> 1) & 1) >> c.FP_LOC_TOUT === 0;
    const wout = post <= c.NUM_REC && supervised && c.DO_EPROP !== 0 && !(odd && traceless());
    w.woutLearns = wout && odd && (c.DO_EPROP & 4) !== 0;
    useNeurons(w.neur, (k.lsb & 3) === 0 && post <= d.lastNeuron && supervised, w.neuronWrite, post >> 1);
    useWeights(w.wout, wout, w.woutLearns, post);
    w.winp.cs = w.wrec.cs = false;
    w.drawsRandom = w.woutLearns;
    return;
  }
  const pre = k.ePre >> 1;
  const odd = (k.ePre & 1) !== 0;
  const regularised = (c.REGUL_MODE & 6) === 6 ? c.REGUL_W : 0;
  const settled = odd && regularisationIsZero(s);
  const skips = (field: number, fraction: number): boolean =>
    settled && seenField(s, w.pair, field, pre & 1) >> fraction === 0;
  const winp =
    pre <= c.NUM_INP &&
    (c.DO_EPROP & 1) !== 0 &&
    (supervised || (regularised & 1) !== 0) &&
    !skips(Q.INP, c.FP_LOC_TINP);
  const wrec =
    pre <= c.NUM_REC &&
    (c.DO_EPROP & 2) !== 0 &&
    (supervised || (regularised & 2) !== 0) &&
    !skips(Q.REC, c.FP_LOC_TREC);
  w.winpLearns = winp && odd;
  w.wrecLearns = wrec && odd;
  const word = (pre << design.blockBits) | k.blk;
  useNeurons(w.neur, (k.ePre & 3) === 0 && pre <= d.lastNeuron && supervised, w.neuronWrite, pre >> 1);
  useWeights(w.winp, winp, odd, word);
  useWeights(w.wrec, wrec, odd, word);
  w.wout.cs = false;
  w.drawsRandom = w.winpLearns || w.wrecLearns;
}

/** PROG and READ strobes take the ports they address. */
function spiPorts(s: ChipState, w: Wires): void {
  const word = s.spi.address >> 2;
  const chunk = s.spi.address & 3;
  const { neur, winp, wrec, wout } = s;
  const pair = word & (neur.words - 1);
  spiPort(w.neur, w, SYNC.PROG_NEUR, SYNC.READ_NEUR, pair, s);
  spiPort(w.winp, w, SYNC.PROG_WINP, SYNC.READ_WINP, word & (winp.words - 1), s);
  spiPort(w.wrec, w, SYNC.PROG_WREC, SYNC.READ_WREC, word & (wrec.words - 1), s);
  spiPort(w.wout, w, SYNC.PROG_WOUT, SYNC.READ_WOUT, word & (wout.words - 1), s);
  w.neur.chunkMask = pair < neur.existing ? -1 : 0;
  w.winp.chunkMask = chunkMask(winp, w.winp, chunk);
  w.wrec.chunkMask = chunkMask(wrec, w.wrec, chunk);
  w.wout.chunkMask = chunkMask(wout, w.wout, chunk);
}

/** Bits of a chunk that the word at the port's address has. */
const chunkMask = (bank: WeightBank, { addr }: WeightPort, chunk: number): number =>
  hasWord(bank, addr) ? bank.chunkMasks[chunk]! : 0;

function spiPort(port: Port, w: Wires, prog: number, read: number, word: number, s: ChipState): void {
  if ((w.prog & prog) !== 0) {
    port.cs = port.we = port.prog = true;
    port.addr = word;
    port.chunk = s.spi.address & 3;
    port.value = s.spi.data;
  } else if ((w.sync & read) !== 0) {
    port.cs = true;
    port.we = port.prog = false;
    port.addr = word;
  }
}
