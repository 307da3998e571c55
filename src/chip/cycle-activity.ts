/** Counts the activity of this cycle from its wires, before the edge. */
import { ACT } from './activity.js';
import { sendLast } from './controllers.js';
import { FIELD_BITS, hasWord, Q, type WeightBank, type WeightPort } from './sram.js';
import type { ChipState } from './state.js';
import { Evt, State } from './states.js';
import { SYNC } from './synchronisers.js';
import type { Wires } from './wires.js';

const TRACES = 0x38 * 0x11;
const MEMBRANES = (1 << Q.MEMBRANE) * 0x11;

export function countActivity(s: ChipState, w: Wires, base: number): void {
  const { activity: count, ctl: k } = s;
  count[base + ACT.cycles]!++;
  if (w.neur.cs) countNeuronAccess(s, w, base);
  if (w.winp.cs) countWeightAccess(count, s.winp, w.winp, base, ACT.winpReads);
  if (w.wrec.cs) countWeightAccess(count, s.wrec, w.wrec, base, ACT.wrecReads);
  if (w.wout.cs) countWeightAccess(count, s.wout, w.wout, base, ACT.woutReads);
  if (k.evt === Evt.CNT) {
    count[base + ACT.scanCycles]!++;
    if (w.nextEvt === Evt.EVT) {
      if (w.inputEvent) count[base + ACT.inputEvents]!++;
      if (w.spikeEvent) count[base + ACT.recurrentEvents]!++;
    }
  }
  if (w.timeTick) count[base + ACT.ticks]!++;
  if (w.aerNew) count[base + ACT.aerHandshakes]!++;
  if (w.tarNew) count[base + ACT.aerTargets]!++;
  const acknowledged = k.outReq !== 0 && (w.sync & SYNC.OUT_ACK) !== 0;
  if (k.state === State.SEND && acknowledged && k.sendCount <= sendLast(s))
    count[base + ACT.outputHandshakes]!++;
}

function countNeuronAccess(s: ChipState, w: Wires, base: number): void {
  const { activity: count, ctl: k } = s;
  const { neur: port } = w;
  // An access to a word that the chip does not have costs nothing, but what is computed for it does.
  const exists = port.addr < s.neur.existing ? 1 : 0;
  if (!port.we) {
    count[base + ACT.neurReads]! += exists;
    return;
  }
  count[base + ACT.neurWrites]! += exists;
  if (port.prog) {
    count[base + ACT.neurBitsWritten]! += bitsOf(port.chunkMask);
    return;
  }
  count[base + ACT.neurBitsWritten]! += maskedBits(port.mask);
  if (k.evt === Evt.EVT) {
    count[base + ACT.eventUpdates]! += 2;
    const lanes = k.upd >> 1 === s.config.NUM_REC >> 1 && (s.config.NUM_REC & 1) === 0 ? 1 : 2;
    count[base + ACT.synapticOps]! += lanes * ((w.inputEvent ? 1 : 0) + (w.spikeEvent ? 1 : 0));
  }
  if (k.evt >= Evt.EVT && w.pair === k.pre >> 1) {
    const d = s.derived;
    const grown =
      (w.inputEvent ? d.inputTraces : 0) + (w.spikeEvent ? d.recurrentTraces + d.outputTraces : 0);
    count[base + ACT.traceIncrements]! += grown;
  }
  if (w.stepWrite) {
    if (k.evt !== Evt.EVT && (port.mask & MEMBRANES) !== 0) count[base + ACT.leakUpdates]! += 2;
    if ((port.mask & TRACES) !== 0) count[base + ACT.traceLeaks]! += 6;
    count[base + ACT.spikes]! += w.spike0 + w.spike1;
  }
}

/** Bits set in the mask of a chunk, whose bits are the lowest. */
const bitsOf = (chunkMask: number): number => 32 - Math.clz32(chunkMask);

function maskedBits(mask: number): number {
  let bits = 0;
  for (let m = mask >> Q.MEMBRANE, n = 0; n < 2; n++, m >>= 4) {
    if (m & 1) bits += FIELD_BITS.membrane;
    if (m & 2) bits += FIELD_BITS.inputTrace;
    if (m & 4) bits += FIELD_BITS.recurrentTrace;
    if (m & 8) bits += FIELD_BITS.outputTrace;
  }
  return bits;
}

/** Reads, writes and bits written of a bank stand together in ACT; learning writes also count lanes. */
function countWeightAccess(
  count: Float64Array,
  bank: WeightBank,
  port: WeightPort,
  base: number,
  reads: number,
): void {
  const exists = hasWord(bank, port.addr) ? 1 : 0;
  if (!port.we) {
    count[base + reads]! += exists;
    return;
  }
  count[base + reads + 1]! += exists;
  if (port.prog) {
    count[base + reads + 2]! += bitsOf(port.chunkMask);
    return;
  }
  count[base + reads + 2]! += port.changed * bank.bits;
  count[base + ACT.lanesEvaluated]! += bank.lanes;
  count[base + ACT.lanesChanged]! += port.changed;
}
