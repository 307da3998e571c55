/**
 * PROP: the scan for pending events and the propagation of each through the neuron array. Twin of
 * src/chip/turbo/propagate.ts.
 *
 * Membranes stand in the upper bits of their 16-bit lanes while weights are added, so that a saturating addition
 * saturates at the width of the membrane.
 */
import * as at from './generated/layout';
import { readOutputWord, readWeightWord } from './memory';
import { refillWords } from './generators';
import { allValid } from './step';
import { count } from './tally';
import { Lanes } from './vectors';

/** Most cycles that {@link propagate} would take now. */
export function propagationCycles(): i32 {
  const inNow = load<usize>(at.inNow);
  const z = load<usize>(at.z);
  const last = load<i32>(at.lastNeuron);
  let events = 0;
  for (let base: i32 = 0; base <= last; base += 16) {
    const flags = v128.or(v128.load(inNow + base), v128.load(z + base));
    events += popcnt(i8x16.bitmask(i8x16.neg(flags)));
  }
  const visit = 2 * ((load<i32>(at.NUM_REC) >> 1) + 1);
  return last + 1 + events * (visit + 2);
}

/** Runs PROP from its first scan cycle to its end; the clock moves on. */
export function propagate(): void {
  const inNow = load<usize>(at.inNow);
  const z = load<usize>(at.z);
  const last = load<i32>(at.lastNeuron);
  let events: i32 = 0;
  let cycles = last + 1;
  store<i32>(at.supplemented, 0);
  for (let base: i32 = 0; base <= last; base += 16) {
    const flags = v128.or(v128.load(inNow + base), v128.load(z + base));
    if (!v128.any_true(flags)) continue;
    let pending = <u32>i8x16.bitmask(i8x16.neg(flags));
    if (last - base < 15) pending &= (2 << (last - base)) - 1;
    for (; pending; pending &= pending - 1) cycles += event(base + ctz(pending), events++ == 0);
  }
  if (events) readOldWord();
  count(at.tallyScans, last + 1);
  count(at.tallyEvents, events);
  count(at.tallyPropagationCycles, cycles);
  store<f64>(at.cycle, load<f64>(at.cycle) + cycles);
}

/**
 * One event: a spike of neuron `pre`, an event of input `pre`, or both.
 * @param first the neurons it visits may not be valid; after it they are.
 * @returns cycles besides that of the scan.
 */
function event(pre: i32, first: bool): i32 {
  const inNow = load<usize>(at.inNow) + pre;
  const z = load<usize>(at.z) + pre;
  const input = load<bool>(inNow);
  const spike = load<bool>(z);
  const numRec = load<i32>(at.NUM_REC);
  const lastPair = numRec >> 1;
  const visited: i32 = 2 * (lastPair + 1);
  const row = pre * load<usize>(at.rowBytes);
  const lastWord = row + ((2 * lastPair) & -load<i32>(at.lanes));
  if (input) {
    readWeightWord(0, lastWord);
    count(at.tallyInputEvents, 1);
  }
  if (spike) {
    readWeightWord(1, lastWord);
    count(at.tallyRecurrentEvents, 1);
    driveOutputs(pre);
  }
  const ownValid = load<bool>(load<usize>(at.dirty) + pre);
  keepOldWord(lastPair);
  if (first && !allValid(visited)) validate(visited);
  const inputRow = input ? load<usize>(at.weights) + row : 0;
  const recurrentRow = spike ? load<usize>(at.weights + 4) + row : 0;
  if (load<i32>(at.NOISE_EN)) addNoisyRows(visited, inputRow, recurrentRow);
  else if (load<i32>(at.membraneShift)) Rows.add(visited, inputRow, recurrentRow, true);
  else Rows.add(visited, inputRow, recurrentRow, false);
  if (pre < visited) growTraces(pre, input, spike, ownValid);
  let cycles = visited;
  const supplement: i32 = input && pre > numRec && load<i32>(at.inputTraces) ? 1 : 0;
  if (supplement) {
    runSupplement(pre, spike);
    cycles += 2;
  }
  store<i32>(at.supplemented, supplement && pre == load<i32>(at.lastNeuron) ? 1 : 0);
  store<u8>(inNow, 0);
  store<u8>(z, 0);
  return cycles;
}

/** Keeps what the word of a pair holds before the event: Q holds the old word after a write. */
function keepOldWord(pair: usize): void {
  store<u32>(at.oldWord, load<u32>(load<usize>(at.membrane) + 4 * pair));
  store<u32>(at.oldWord, load<u32>(load<usize>(at.inputTrace) + 4 * pair), 4);
  store<u32>(at.oldWord, load<u32>(load<usize>(at.recurrentTrace) + 4 * pair), 8);
  store<u32>(at.oldWord, load<u32>(load<usize>(at.outputTrace) + 4 * pair), 12);
  store<u32>(at.oldPair, pair);
}

/** Q takes the word that was kept. */
function readOldWord(): void {
  const q = load<usize>(at.neuronQ);
  const pair = load<usize>(at.oldPair);
  store<i32>(q, load<u16>(load<usize>(at.alphaLow) + 2 * pair), 4 * at.Q_ALPHA);
  store<i32>(q, load<i16>(load<usize>(at.threshold) + 2 * pair), 4 * at.Q_THRESHOLD);
  store<i32>(q, load<i16>(at.oldWord), 4 * at.Q_MEMBRANE);
  store<i32>(q, load<i16>(at.oldWord, 2), 4 * at.Q_MEMBRANE + 16);
  for (let field: usize = 1; field < 4; field++) {
    store<i32>(q + 4 * field, load<u16>(at.oldWord + 4 * field), 4 * at.Q_MEMBRANE);
    store<i32>(q + 4 * field, load<u16>(at.oldWord + 4 * field, 2), 4 * at.Q_MEMBRANE + 16);
  }
}

/** Neurons 0..visited-1 become valid; those that were not start from 0. */
function validate(visited: i32): void {
  const dirty = load<usize>(at.dirty);
  let bits = 0;
  for (let n: usize = 0; n < <usize>visited; n++) {
    if (load<u8>(dirty + n)) continue;
    store<i16>(load<usize>(at.membrane) + 2 * n, 0);
    clearTraces(n);
    bits += at.TRACE_BITS;
  }
  count(at.tallyEventBits, bits);
}

/** The traces of a neuron become 0, and it valid. */
function clearTraces(n: usize): void {
  store<u16>(load<usize>(at.inputTrace) + 2 * n, 0);
  store<u16>(load<usize>(at.recurrentTrace) + 2 * n, 0);
  store<u16>(load<usize>(at.outputTrace) + 2 * n, 0);
  store<u8>(load<usize>(at.dirty) + n, 1);
}

/**
 * Traces of the event's own neuron grow.
 * @param valid it was so before: then what grows is all that is written.
 */
function growTraces(n: usize, input: bool, spike: bool, valid: bool): void {
  let bits = 0;
  let grown = 0;
  if (input && load<i32>(at.inputTraces)) {
    grow(load<usize>(at.inputTrace) + 2 * n, 8 << load<i32>(at.FP_LOC_TINP), load<i32>(at.traceMask));
    bits += at.INPUT_TRACE_BITS;
    grown++;
  }
  if (spike && load<i32>(at.recurrentTraces)) {
    grow(load<usize>(at.recurrentTrace) + 2 * n, 8 << load<i32>(at.FP_LOC_TREC), load<i32>(at.traceMask + 4));
    bits += at.RECURRENT_TRACE_BITS;
    grown++;
  }
  if (spike && load<i32>(at.outputTraces)) {
    grow(load<usize>(at.outputTrace) + 2 * n, 2 << load<i32>(at.FP_LOC_TOUT), load<i32>(at.outputTraceMask));
    bits += at.OUTPUT_TRACE_BITS;
    grown++;
  }
  count(at.tallyTraceIncrements, grown);
  if (valid) count(at.tallyEventBits, bits);
}

/** A trace grows; it becomes all ones when the sum wraps. */
function grow(trace: usize, increment: i32, mask: i32): void {
  const old = (<i32>load<u16>(trace)) & mask;
  const sum = (old + increment) & mask;
  store<u16>(trace, sum < old ? mask : sum);
}

/** SUPP: the trace of an input beyond the last neuron, in a pair that the event did not visit. */
function runSupplement(pre: i32, spike: bool): void {
  const dirty = load<usize>(at.dirty);
  const ownValid = load<bool>(dirty + pre);
  keepOldWord(pre >> 1);
  // A write of SUPP leaves membranes out: the old bits of an invalid one stay.
  let bits = 0;
  for (let n: usize = pre & ~1; n <= <usize>(pre | 1); n++) {
    if (load<u8>(dirty + n)) continue;
    clearTraces(n);
    bits += at.TRACE_BITS;
  }
  count(at.tallyEventBits, bits);
  growTraces(pre, true, false, ownValid);
  if (spike) count(at.tallyTraceIncrements, load<i32>(at.recurrentTraces) + load<i32>(at.outputTraces));
  count(at.tallySupplements, 1);
}

/** A spike's output weights reach the output membranes. */
function driveOutputs(pre: usize): void {
  const word = load<usize>(at.wout) + at.OUTPUTS * pre;
  readOutputWord(pre);
  const shift = load<i32>(at.FP_LOC_WOUT);
  const last = load<i32>(at.NUM_OUT);
  for (let k: i32 = 0; k <= last; k += 8) {
    const v = load<usize>(at.vOut) + 2 * k;
    const weights = i16x8.shl(v128.load8x8_s(word + k), shift);
    Lanes.storeMasked(v, i16x8.add_sat_s(v128.load(v), weights), Lanes.first(last + 1 - k));
  }
}

/** Weights of an event reach the membranes of neurons 0..visited-1. A row is 0 where the event has none. */
class Rows {
  /** @param narrow membranes have less than 16 bits. */
  @inline
  static add(visited: i32, inputRow: usize, recurrentRow: usize, narrow: bool): void {
    const unused = narrow ? load<i32>(at.membraneShift) : 0;
    const inputShift = load<i32>(at.FP_LOC_WINP) + unused;
    const recurrentShift = load<i32>(at.FP_LOC_WREC) + unused;
    const membranes = load<usize>(at.membrane);
    if (inputRow && recurrentRow) {
      for (let n: i32 = 0; n < visited; n += 8) {
        const fromInput = i16x8.shl(v128.load8x8_s(inputRow + n), inputShift);
        const fromRecurrent = i16x8.shl(v128.load8x8_s(recurrentRow + n), recurrentShift);
        const weight = i16x8.add_sat_s(fromInput, fromRecurrent);
        Rows.integrate(membranes + 2 * n, weight, Lanes.first(visited - n), unused, narrow);
      }
      return;
    }
    const row = inputRow | recurrentRow;
    const shift = inputRow ? inputShift : recurrentShift;
    let n: i32 = 0;
    for (; n + 8 <= visited; n += 8) {
      const u = membranes + 2 * n;
      const weight = i16x8.shl(v128.load8x8_s(row + n), shift);
      v128.store(u, Rows.sum(v128.load(u), weight, unused, narrow));
    }
    if (n < visited) {
      const weight = i16x8.shl(v128.load8x8_s(row + n), shift);
      Rows.integrate(membranes + 2 * n, weight, Lanes.first(visited - n), unused, narrow);
    }
  }

  @inline
  static integrate(u: usize, weight: v128, lanes: v128, unused: i32, narrow: bool): void {
    Lanes.storeMasked(u, Rows.sum(v128.load(u), weight, unused, narrow), lanes);
  }

  /** Saturation by the signs of membrane, weight and sum is that of the sum. */
  @inline
  static sum(u: v128, weight: v128, unused: i32, narrow: bool): v128 {
    if (!narrow) return i16x8.add_sat_s(u, weight);
    return i16x8.shr_u(i16x8.add_sat_s(i16x8.shl(u, unused), weight), unused);
  }
}

/** {@link Rows.add} with noise, which takes no part in the test for saturation: noise alone can wrap. */
function addNoisyRows(visited: i32, inputRow: usize, recurrentRow: usize): void {
  const unused = load<i32>(at.membraneShift);
  const used = i16x8.shl(i16x8.splat(-1), unused);
  const zero = i16x8.splat(0);
  for (let n: i32 = 0; n < visited; n += 8) {
    let fromInput = zero;
    let fromRecurrent = zero;
    if (inputRow) fromInput = i16x8.shl(v128.load8x8_s(inputRow + n), load<i32>(at.FP_LOC_WINP) + unused);
    if (recurrentRow)
      fromRecurrent = i16x8.shl(v128.load8x8_s(recurrentRow + n), load<i32>(at.FP_LOC_WREC) + unused);
    const weight = v128.and(i16x8.add_sat_s(fromInput, fromRecurrent), used);
    const at8 = load<usize>(at.membrane) + 2 * n;
    const u = i16x8.shl(v128.load(at8), unused);
    const noise = i16x8.shl(
      i16x8.shr_s(drawNoise(min(visited - n, 8) >> 1), load<i32>(at.NOISE_STR)),
      unused,
    );
    const sum = i16x8.add(i16x8.add(u, weight), noise);
    const over = v128.and(i16x8.ge_s(v128.or(u, weight), zero), i16x8.lt_s(sum, zero));
    const under = v128.and(i16x8.lt_s(v128.and(u, weight), zero), i16x8.ge_s(sum, zero));
    const above = v128.bitselect(i16x8.splat(0x7fff), sum, over);
    const held = v128.bitselect(i16x8.splat(-0x8000), above, under);
    Lanes.storeMasked(at8, i16x8.shr_u(held, unused), Lanes.first(visited - n));
  }
}

/** Draws the noise of up to four pairs: two halves of a word each. */
function drawNoise(pairs: i32): v128 {
  const buffer = load<usize>(at.noiseDraws);
  let position = load<usize>(at.noiseAt);
  const scratch = load<usize>(at.scratch);
  for (let pair: usize = 0; pair < <usize>pairs; pair++) {
    store<u32>(scratch + 4 * pair, load<u32>(buffer + 4 * position));
    if (++position == at.NOISE_WORDS) {
      refillWords(buffer, at.NOISE_NEAR, at.NOISE_FAR, at.NOISE_WORDS);
      position = at.NOISE_FAR;
    }
  }
  store<usize>(at.noiseAt, position);
  return v128.load(scratch);
}
