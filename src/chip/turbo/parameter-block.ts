/**
 * The parameter block: everything that the WebAssembly of the phases needs besides the arrays of the state, at fixed
 * places in front of its memory.
 *
 * This list is the only description of the block: both the TypeScript that fills it (kernel.ts) and the AssemblyScript
 * (wasm/generated/layout.ts, made by `npm run wasm`) take their offsets from it. The block holds for one call of the code:
 * it is filled before every call from the state, so that nothing in it can be out of date.
 */
import { TALLIES } from './tallies.js';

/** Addresses of arrays; a number is how many there are side by side: first that of winp, then that of wrec. */
const POINTERS = {
  // The state.
  membrane: 1,
  inputTrace: 1,
  recurrentTrace: 1,
  outputTrace: 1,
  alphaLow: 1,
  threshold: 1,
  neuronQ: 1,
  weights: 2,
  weightsQ: 2,
  wout: 1,
  woutQ: 1,
  traces: 2,
  draws: 2,
  woutDraws: 1,
  noiseDraws: 1,
  rounding: 1,
  z: 1,
  dirty: 1,
  inNow: 1,
  inNext: 1,
  vOut: 1,
  wins: 1,
  targets: 1,
  learningSignal: 1,
  pseudoDerivative: 1,
  regularisation: 1,
  warnings: 1,
  // Tables, and room to work in (workspace.ts).
  draws15: 1,
  draws7: 1,
  position15: 1,
  position7: 1,
  factors: 1,
  thresholds: 1,
  allTraces: 2,
  activeTraces: 2,
  activeAddresses: 2,
  reaches: 1,
  scratch: 1,
  /** Faulty bits of winp, wrec and wout, laid out as their weights. */
  faultBits: 3,
  // Logs (play-log.ts).
  tickRows: 1,
  spikeCycles: 1,
  spikeTicks: 1,
  spikeSources: 1,
  outputCycles: 1,
  outputTicks: 1,
  outputMembranes: 1,
} as const;

/** Sizes and widths of the chip. */
const DESIGN = {
  /** Length of the flags by input or neuron. */
  addresses: 1,
  /** Bytes from one pre-synaptic address to the next in winp and wrec. */
  rowBytes: 1,
  lanes: 1,
  /** log2 of lanes. */
  laneShift: 1,
  /** Bits of a byte that a weight does not use. */
  unusedWeightBits: 1,
  /** Bits of a 16-bit field that a membrane does not use. */
  membraneShift: 1,
  /** Of input traces, then of recurrent ones. */
  traceMask: 2,
  outputTraceMask: 1,
  /** 1 if any of these is less than its field. */
  narrow: 1,
} as const;

/** Settings: registers by their names, and those that differ between winp and wrec side by side. */
const SETTINGS = {
  lastNeuron: 1,
  lastStep: 1,
  inputTraces: 1,
  recurrentTraces: 1,
  outputTraces: 1,
  alphaConf: 8,
  lastPre: 2,
  traceFraction: 2,
  rateLeft: 2,
  rateRight: 2,
  additiveLeft: 2,
  additiveRight: 2,
  RST_MODE: 1,
  DO_EPROP: 1,
  FP_LOC_WINP: 1,
  FP_LOC_WREC: 1,
  FP_LOC_WOUT: 1,
  FP_LOC_TINP: 1,
  FP_LOC_TREC: 1,
  FP_LOC_TOUT: 1,
  LEARN_SIG_SCALE: 1,
  REGUL_MODE: 1,
  REGUL_W: 1,
  EN_STOCH_ROUND: 1,
  REGRESSION: 1,
  NO_OUT_ACT: 1,
  NOISE_EN: 1,
  NOISE_STR: 1,
  KAPPA: 1,
  THR_H_0: 1,
  THR_H_1: 1,
  THR_H_2: 1,
  THR_H_3: 1,
  H_0: 1,
  H_1: 1,
  H_2: 1,
  H_3: 1,
  H_4: 1,
  LR_P_WOUT: 1,
  LR_R_WOUT: 1,
  NUM_REC: 1,
  NUM_OUT: 1,
  REGUL_F0: 1,
  REGUL_K_MUL: 1,
} as const;

/** Registers of the state that the phases read, or read and write. */
const REGISTERS = {
  /** Kind of the faults of the weight memories (src/faults/fault-map.ts). */
  faultKind: 1,
  /** Levels of TARGET_VALID and INFER_ACC behind their synchronisers. */
  supervised: 1,
  infers: 1,
  /** A step is followed by a learning pass. */
  learns: 1,
  classLabel: 1,
  /** What is reported while a list is played (reports.ts): a bit each. */
  reported: 1,
  /** Rows in the logs (play-log.ts). */
  loggedTicks: 1,
  loggedSpikes: 1,
  loggedOutputs: 1,
  /** Address of the last event of the list. */
  address: 1,
  /** The request of the last event is still up. */
  requested: 1,
  /** What is left of a scan that ended just now: its last address, and whether SUPP was its end. */
  pre: 1,
  supplemented: 1,
  /** Cycles in which nothing moved, 2 for more. */
  quiet: 1,
  drawsAt: 2,
  woutAt: 1,
  noiseAt: 1,
} as const;

/** Results that one part of the code leaves for another. */
const LOCALS = {
  leaksBelowOne: 1,
  leakingPairs: 1,
  oldPair: 1,
  pres: 2,
  actives: 2,
  mostTrace: 2,
  /** Least draw of those in the generator's buffer, or any number below it. */
  leastDraw: 2,
  flips: 1,
  firstFlip: 1,
  /** Cycles of EPROP before the present post or pre phase. */
  passCycles: 1,
  /** The word that is reported: 0 winp, 1 wrec, 2 wout; its row; its byte offset. */
  changedMemory: 1,
  changedRow: 1,
  changedWord: 1,
} as const;

const WORDS = { ...POINTERS, ...DESIGN, ...SETTINGS, ...REGISTERS, ...LOCALS } as const;

/** Vectors, in bytes. */
const VECTORS = {
  /** By slot of a block: 32-bit numbers. */
  products: 64,
  terms: 64,
  shrinks: 64,
  /** The weights of the word that is reported, as they were before. */
  changedFrom: 16,
  /** By output: 16-bit numbers. */
  errors: 32,
  /** Fields of a neuron word, two 16-bit numbers each. */
  oldWord: 16,
  /** Bytes of a word of winp and wrec that exist. */
  wordMask: 16,
  /** Limits of a weight. */
  weightLeast: 16,
  weightMost: 16,
} as const;

type Field = keyof typeof WORDS | keyof typeof VECTORS | (typeof TALLIES)[number] | 'cycle';

function place(): { offsets: Record<Field, number>; bytes: number } {
  const offsets: Partial<Record<Field, number>> = {};
  let at = 0;
  for (const [name, bytes] of Object.entries(VECTORS)) {
    offsets[name as Field] = at;
    at += bytes;
  }
  offsets.cycle = at;
  at += 8;
  for (const tally of TALLIES) {
    offsets[tally] = at;
    at += 8;
  }
  for (const [name, words] of Object.entries(WORDS)) {
    offsets[name as Field] = at;
    at += 4 * words;
  }
  return { offsets: offsets as Record<Field, number>, bytes: at };
}

const placed = place();

/** Byte offset of every field. */
export const BLOCK: Readonly<Record<Field, number>> = placed.offsets;
export const BLOCK_BYTES = placed.bytes;
