/** Fills the parameter block of the WebAssembly from a chip's state. */
import { learns } from '../controllers.js';
import { FIELD_BITS, rowLength } from '../sram.js';
import type { ChipState } from '../state.js';
import { SYNC } from '../synchronisers.js';
import { BLOCK } from './parameter-block.js';
import { NO_FAULTS } from './fault-plane.js';
import type { Workspace } from './workspace.js';

const at = Object.fromEntries(Object.entries(BLOCK).map(([name, offset]) => [name, offset >> 2])) as Record<
  keyof typeof BLOCK,
  number
>;

type Placed = { readonly byteOffset: number };

/** Writes what stays as it is as long as the chip lives: where arrays are, sizes and widths. */
export function writePlaces(block: Int32Array, s: ChipState, w: Workspace): void {
  const { neur, winp, wrec, wout, random } = s;
  const put = (field: keyof typeof BLOCK, ...arrays: Placed[]): void =>
    arrays.forEach((array, i) => (block[(BLOCK[field] >> 2) + i] = array.byteOffset));
  put('membrane', neur.membrane);
  put('inputTrace', neur.inputTrace);
  put('recurrentTrace', neur.recurrentTrace);
  put('outputTrace', neur.outputTrace);
  put('alphaLow', neur.alphaLow);
  put('threshold', neur.threshold);
  put('neuronQ', neur.q);
  put('weights', winp.bytes, wrec.bytes);
  put('weightsQ', winp.q, wrec.q);
  put('wout', wout.bytes);
  put('woutQ', wout.q);
  put('traces', neur.inputTrace, neur.recurrentTrace);
  put('draws', random.winp.buffer, random.wrec.buffer);
  put('woutDraws', random.wout.buffer);
  put('noiseDraws', random.noise.buffer);
  put('rounding', random.rounding);
  put('z', s.z);
  put('dirty', s.dirty);
  put('inNow', s.inNow);
  put('inNext', s.inNext);
  put('vOut', s.vOut);
  put('wins', s.wins);
  put('targets', s.targets);
  put('learningSignal', s.learningSignal);
  put('pseudoDerivative', s.pseudoDerivative);
  put('regularisation', s.regularisation);
  put('warnings', s.warnings);
  put('draws15', w.draws15);
  put('draws7', w.draws7);
  put('position15', w.position15);
  put('position7', w.position7);
  put('factors', w.factors);
  put('thresholds', w.thresholds);
  put('allTraces', ...w.allTraces);
  put('activeTraces', ...w.activeTraces);
  put('activeAddresses', ...w.activeAddresses);
  put('reaches', w.reaches);
  put('scratch', w.scratch);
  put('faultBits', ...w.faultBits);
  put('tickRows', w.tickRows);
  put('spikeCycles', w.spikeCycles);
  put('spikeTicks', w.spikeTicks);
  put('spikeSources', w.spikeSources);
  put('outputCycles', w.outputCycles);
  put('outputTicks', w.outputTicks);
  put('outputMembranes', w.outputMembranes);

  writeDesign(block, s);
}

/** Weights that a vector holds. */
const VECTOR_WEIGHTS = 16;

function writeDesign(block: Int32Array, { design, winp }: ChipState): void {
  const membraneShift = FIELD_BITS.membrane - design.membraneBits;
  const narrow =
    membraneShift > 0 ||
    design.inputTraceBits < FIELD_BITS.inputTrace ||
    design.recurrentTraceBits < FIELD_BITS.recurrentTrace ||
    design.outputTraceBits < FIELD_BITS.outputTrace;
  block[at.addresses] = design.addresses;
  block[at.rowBytes] = rowLength(winp);
  block[at.lanes] = design.lanes;
  block[at.laneShift] = design.laneBits;
  block[at.unusedWeightBits] = 8 - design.weightBits;
  block[at.membraneShift] = membraneShift;
  block[at.traceMask] = design.inputTraceMost;
  block[at.traceMask + 1] = design.recurrentTraceMost;
  block[at.outputTraceMask] = design.outputTraceMost;
  block[at.narrow] = narrow ? 1 : 0;
  const bytes = new Int8Array(block.buffer, block.byteOffset);
  bytes.fill(0, BLOCK.wordMask, BLOCK.wordMask + VECTOR_WEIGHTS);
  bytes.fill(-1, BLOCK.wordMask, BLOCK.wordMask + design.lanes);
  bytes.fill(design.weightLeast, BLOCK.weightLeast, BLOCK.weightLeast + VECTOR_WEIGHTS);
  bytes.fill(design.weightMost, BLOCK.weightMost, BLOCK.weightMost + VECTOR_WEIGHTS);
}

/** Writes what may change between two calls: settings and registers. */
export function writeSettings(block: Int32Array, s: ChipState): void {
  const { config: c, derived: d, ctl: k, random, sync } = s;
  block[at.lastNeuron] = d.lastNeuron;
  block[at.lastStep] = d.lastStep;
  block[at.inputTraces] = d.inputTraces;
  block[at.recurrentTraces] = d.recurrentTraces;
  block[at.outputTraces] = d.outputTraces;
  block[at.alphaConf] = c.ALPHA_CONF_0;
  block[at.alphaConf + 1] = c.ALPHA_CONF_1;
  block[at.alphaConf + 2] = c.ALPHA_CONF_2;
  block[at.alphaConf + 3] = c.ALPHA_CONF_3;
  block[at.alphaConf + 4] = c.ALPHA_CONF_4;
  block[at.alphaConf + 5] = c.ALPHA_CONF_5;
  block[at.alphaConf + 6] = c.ALPHA_CONF_6;
  block[at.alphaConf + 7] = c.ALPHA_CONF_7;
  block[at.lastPre] = c.NUM_INP;
  block[at.lastPre + 1] = c.NUM_REC;
  block[at.traceFraction] = c.FP_LOC_TINP;
  block[at.traceFraction + 1] = c.FP_LOC_TREC;
  block[at.rateLeft] = c.LR_P_WINP;
  block[at.rateLeft + 1] = c.LR_P_WREC;
  block[at.rateRight] = c.LR_R_WINP;
  block[at.rateRight + 1] = c.LR_R_WREC;
  block[at.additiveLeft] = c.REGUL_K_INP_P;
  block[at.additiveLeft + 1] = c.REGUL_K_REC_P;
  block[at.additiveRight] = c.REGUL_K_INP_R;
  block[at.additiveRight + 1] = c.REGUL_K_REC_R;
  block[at.RST_MODE] = c.RST_MODE;
  block[at.DO_EPROP] = c.DO_EPROP;
  block[at.FP_LOC_WINP] = c.FP_LOC_WINP;
  block[at.FP_LOC_WREC] = c.FP_LOC_WREC;
  block[at.FP_LOC_WOUT] = c.FP_LOC_WOUT;
  block[at.FP_LOC_TINP] = c.FP_LOC_TINP;
  block[at.FP_LOC_TREC] = c.FP_LOC_TREC;
  block[at.FP_LOC_TOUT] = c.FP_LOC_TOUT;
  block[at.LEARN_SIG_SCALE] = c.LEARN_SIG_SCALE;
  block[at.REGUL_MODE] = c.REGUL_MODE;
  block[at.REGUL_W] = c.REGUL_W;
  block[at.EN_STOCH_ROUND] = c.EN_STOCH_ROUND;
  block[at.REGRESSION] = c.REGRESSION;
  block[at.NO_OUT_ACT] = c.NO_OUT_ACT;
  block[at.NOISE_EN] = c.NOISE_EN;
  block[at.NOISE_STR] = c.NOISE_STR;
  block[at.KAPPA] = c.KAPPA;
  block[at.THR_H_0] = c.THR_H_0;
  block[at.THR_H_1] = c.THR_H_1;
  block[at.THR_H_2] = c.THR_H_2;
  block[at.THR_H_3] = c.THR_H_3;
  block[at.H_0] = c.H_0;
  block[at.H_1] = c.H_1;
  block[at.H_2] = c.H_2;
  block[at.H_3] = c.H_3;
  block[at.H_4] = c.H_4;
  block[at.LR_P_WOUT] = c.LR_P_WOUT;
  block[at.LR_R_WOUT] = c.LR_R_WOUT;
  block[at.NUM_REC] = c.NUM_REC;
  block[at.NUM_OUT] = c.NUM_OUT;
  block[at.REGUL_F0] = c.REGUL_F0;
  block[at.REGUL_K_MUL] = c.REGUL_K_MUL;
  block[at.faultKind] = s.faults.rate === 0 ? NO_FAULTS : s.faults.kind;
  block[at.supervised] = sync.stage2 & SYNC.TARGET_VALID;
  block[at.infers] = sync.stage2 & SYNC.INFER_ACC;
  block[at.learns] = learns(s, sync.stage2) ? 1 : 0;
  block[at.classLabel] = k.classLabel;
  block[at.reported] = 0;
  block[at.loggedTicks] = block[at.loggedSpikes] = block[at.loggedOutputs] = 0;
  block[at.requested] = k.ack;
  block[at.pre] = k.pre;
  block[at.supplemented] = k.supp;
  block[at.quiet] = s.quiet;
  block[at.drawsAt] = random.winp.at;
  block[at.drawsAt + 1] = random.wrec.at;
  block[at.woutAt] = random.wout.at;
  block[at.noiseAt] = random.noise.at;
  // A debugger may have changed the buffers.
  block[at.leastDraw] = block[at.leastDraw + 1] = 0;
}
