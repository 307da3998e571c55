/**
 * PROP as a whole: the scan for pending events and the propagation of each through the neuron array.
 *
 * A scan cycle an address; an event takes two cycles a neuron pair besides, and two more where an input beyond the last
 * neuron has a trace in a pair of its own (SUPP).
 */
import { ACT, activityBase } from '../activity.js';
import { NEURON_BITS, WIDTH } from '../geometry.js';
import {
  addWeights,
  growTrace,
  integrate,
  integrateOutput,
  outputTraceIncrement,
  scaleWeight,
  traceIncrement,
} from '../neuron.js';
import { noise } from '../neuron-datapath.js';
import { advanceGenerator, NOISE_GENERATOR } from '../random.js';
import { readNeuronWord, readWeightWord } from '../sram.js';
import type { ChipState } from '../state.js';
import { Evt, State } from '../states.js';
import { ROW_BYTES } from './rows.js';

const PROP = activityBase(State.PROP);
const PAIR_BITS = 2 * WIDTH.membrane;
const TRACE_BITS = NEURON_BITS - WIDTH.membrane;

/**
 * Runs a settled PROP from a scan cycle on, up to WAIT.
 * @param limit most cycles it may take; an event that does not fit is left standing.
 * @returns cycles it took. The caller advances clock and synchronisers.
 */
export function runPropagation(s: ChipState, limit: number): number {
  const { ctl: k, config: c, derived: d, activity: count } = s;
  const last = d.lastNeuron;
  // A scan of a single address may end in a quiet cycle, which the turbo engine leaves to the cycle engine.
  if (k.pre > last || last === 0 || last >= 2 * s.neur.words) return 0;
  if (((last << 4) | 15) >= Math.min(s.winp.words, s.wrec.words)) return 0;
  const visit = 2 * ((c.NUM_REC >> 1) + 1);
  let cycles = 0;
  let supp = 0;
  let first = true;
  while (cycles < limit) {
    const from = k.pre;
    const pre = Math.min(nextEvent(s, from, last), from + limit - cycles);
    if (pre > from) {
      count[PROP + ACT.scanCycles]! += pre - from;
      cycles += pre - from;
      supp = 0;
      k.pre = Math.min(pre, last);
    }
    if (pre > last) {
      k.evt = Evt.WAIT;
      break;
    }
    if (cycles === limit) break;
    const own = s.inNow[pre] !== 0 && pre > c.NUM_REC && d.inputTraces !== 0 ? 1 : 0;
    const cost = 1 + visit + 2 * own;
    if (cycles + cost > limit) break;
    runEvent(s, pre, first, own !== 0);
    first = false;
    cycles += cost;
    supp = own;
    if (pre === last) {
      k.evt = Evt.WAIT;
      break;
    }
    k.pre = pre + 1;
  }
  if (cycles > 0) k.supp = supp;
  count[PROP + ACT.cycles]! += cycles;
  return cycles;
}

/** First address from..last with an event or a spike pending; last + 1 if there is none. */
function nextEvent(s: ChipState, from: number, last: number): number {
  let at = from;
  while (at <= last && (s.inNow[at]! | s.z[at]!) === 0) at++;
  return at;
}

/**
 * One event: a spike of neuron `pre`, an event of input `pre`, or both at once.
 * @param first the neurons it visits may not be valid; after it they are.
 */
function runEvent(s: ChipState, pre: number, first: boolean, supplement: boolean): void {
  const { config: c, activity: count, neur: bank } = s;
  const input = s.inNow[pre]!;
  const spike = s.z[pre]!;
  const lastPair = c.NUM_REC >> 1;
  const pairs = lastPair + 1;
  const lastWord = (pre << 4) | (lastPair >> 3);
  count[PROP + ACT.scanCycles]!++;
  if (input !== 0) {
    count[PROP + ACT.inputEvents]!++;
    count[PROP + ACT.winpReads]! += (lastPair >> 3) + 1;
    readWeightWord(s.winp, lastWord);
  }
  if (spike !== 0) {
    count[PROP + ACT.recurrentEvents]!++;
    count[PROP + ACT.wrecReads]! += (lastPair >> 3) + 1;
    readWeightWord(s.wrec, lastWord);
    driveOutputs(s, pre);
  }
  const ownValid = s.dirty[pre] !== 0;
  readNeuronWord(bank, lastPair);
  let bits = pairs * PAIR_BITS;
  if (first)
    for (let i = 0; i < 2 * pairs; i++)
      if (s.dirty[i] === 0) {
        bits += clearTraces(s, i);
        bank.membrane[i] = 0;
      }
  if (c.NOISE_EN !== 0) addNoisyRows(s, pre, 2 * pairs);
  else addRows(s, pre, 2 * pairs);
  if (pre < 2 * pairs) bits += growTraces(s, pre, input, spike, ownValid);
  count[PROP + ACT.neurReads]! += pairs;
  count[PROP + ACT.neurWrites]! += pairs;
  count[PROP + ACT.eventUpdates]! += 2 * pairs;
  count[PROP + ACT.synapticOps]! += (c.NUM_REC + 1) * (input + spike);
  bank.writes += pairs;
  if (supplement) bits += runSupplement(s, pre, input, spike);
  count[PROP + ACT.neurBitsWritten]! += bits;
  s.inNow[pre] = s.z[pre] = 0;
}

/** SUPP: the trace of an input beyond the last neuron, in a pair the event did not visit. Returns bits written. */
function runSupplement(s: ChipState, pre: number, input: number, spike: number): number {
  const first = pre & ~1;
  const ownValid = s.dirty[pre] !== 0;
  readNeuronWord(s.neur, pre >> 1);
  let bits = 0;
  // The old bits of an invalid membrane stay: a write of SUPP leaves membranes out.
  for (let i = first; i < first + 2; i++) if (s.dirty[i] === 0) bits += clearTraces(s, i);
  bits += growTraces(s, pre, input, 0, ownValid);
  s.activity[PROP + ACT.traceIncrements]! += spike * (s.derived.recurrentTraces + s.derived.outputTraces);
  s.activity[PROP + ACT.neurReads]!++;
  s.activity[PROP + ACT.neurWrites]!++;
  s.neur.writes++;
  return bits;
}

/** The traces of a neuron whose state is not valid become 0, and it valid. Returns bits written. */
function clearTraces({ neur, dirty }: ChipState, i: number): number {
  neur.inputTrace[i] = neur.recurrentTrace[i] = neur.outputTrace[i] = 0;
  dirty[i] = 1;
  return TRACE_BITS;
}

/**
 * Traces of the event's own neuron grow.
 * @param valid its state was so before: what grows is all that is written.
 * @returns bits written besides those of a neuron made valid.
 */
function growTraces(s: ChipState, i: number, input: number, spike: number, valid: boolean): number {
  const { config: c, derived: d, neur: bank } = s;
  let bits = 0;
  let grown = 0;
  if (input !== 0 && d.inputTraces !== 0) {
    bank.inputTrace[i] = growTrace(bank.inputTrace[i]!, traceIncrement(c.FP_LOC_TINP), WIDTH.inputTrace);
    bits += WIDTH.inputTrace;
    grown++;
  }
  if (spike !== 0 && d.recurrentTraces !== 0) {
    bank.recurrentTrace[i] = growTrace(
      bank.recurrentTrace[i]!,
      traceIncrement(c.FP_LOC_TREC),
      WIDTH.recurrentTrace,
    );
    bits += WIDTH.recurrentTrace;
    grown++;
  }
  if (spike !== 0 && d.outputTraces !== 0) {
    bank.outputTrace[i] = growTrace(
      bank.outputTrace[i]!,
      outputTraceIncrement(c.FP_LOC_TOUT),
      WIDTH.outputTrace,
    );
    bits += WIDTH.outputTrace;
    grown++;
  }
  s.activity[PROP + ACT.traceIncrements]! += grown;
  return valid ? bits : 0;
}

/** The weights of the event reach the membranes of neurons 0..end-1, without noise. */
function addRows(s: ChipState, pre: number, end: number): void {
  const { config: c, neur, winp, wrec } = s;
  const { membrane } = neur;
  const inp = s.inNow[pre] !== 0;
  const rec = s.z[pre] !== 0;
  const row = pre * ROW_BYTES;
  if (inp && rec) {
    for (let i = 0; i < end; i++) {
      const fromInput = scaleWeight(winp.bytes[row + i]!, c.FP_LOC_WINP);
      const fromRecurrent = scaleWeight(wrec.bytes[row + i]!, c.FP_LOC_WREC);
      membrane[i] = integrate(membrane[i]!, addWeights(fromInput, fromRecurrent), 0);
    }
    return;
  }
  const { bytes } = inp ? winp : wrec;
  const shift = inp ? c.FP_LOC_WINP : c.FP_LOC_WREC;
  for (let i = 0; i < end; i++) membrane[i] = integrate(membrane[i]!, scaleWeight(bytes[row + i]!, shift), 0);
}

/** The weights of the event reach the membranes of neurons 0..end-1, each pair with the noise of its turn. */
function addNoisyRows(s: ChipState, pre: number, end: number): void {
  const { membrane } = s.neur;
  const inp = s.inNow[pre] !== 0;
  const rec = s.z[pre] !== 0;
  const row = pre * ROW_BYTES;
  for (let i = 0; i < end; i += 2) {
    membrane[i] = integrate(membrane[i]!, weightOf(s, row + i, inp, rec), noise(s, 0));
    membrane[i + 1] = integrate(membrane[i + 1]!, weightOf(s, row + i + 1, inp, rec), noise(s, 1));
    advanceGenerator(s.random.noise, NOISE_GENERATOR);
  }
  s.activity[PROP + ACT.advancesNoise]! += end >> 1;
}

/** Weight of an event at byte `at` of the weight memories, in membrane units. */
function weightOf({ config: c, winp, wrec }: ChipState, at: number, inp: boolean, rec: boolean): number {
  return addWeights(
    inp ? scaleWeight(winp.bytes[at]!, c.FP_LOC_WINP) : 0,
    rec ? scaleWeight(wrec.bytes[at]!, c.FP_LOC_WREC) : 0,
  );
}

/** A spike's output weights reach the output membranes. */
function driveOutputs(s: ChipState, pre: number): void {
  const { config: c, vOut, wout, activity: count } = s;
  readWeightWord(wout, pre);
  for (let i = 0; i <= c.NUM_OUT; i++) vOut[i] = integrateOutput(vOut[i]!, wout.q[i]!, c.FP_LOC_WOUT);
  count[PROP + ACT.woutReads]!++;
  count[PROP + ACT.outputEventUpdates]! += c.NUM_OUT + 1;
}
