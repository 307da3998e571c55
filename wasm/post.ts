/** The post phase of a block: learning signal, pseudo-derivative and regularisation of its slots, its output weights. */
import * as at from './generated/layout';
import { readNeuronWord, readOutputWord, seenPair, validity } from './memory';
import { learnOutputWord } from './output-word';
import { count } from './tally';
import { Lanes } from './vectors';

/** Errors of all outputs as two vectors of 16-bit lanes. They do not change within a pass. */
export function fillErrors(): void {
  const enabled = load<i32>(at.supervised) && load<i32>(at.DO_EPROP) ? load<i32>(at.NUM_OUT) + 1 : 0;
  for (let k: i32 = 0; k < <i32>at.OUTPUTS; k += 8) {
    const v = v128.load(load<usize>(at.vOut) + 2 * k);
    let target = v128.load(load<usize>(at.targets) + 2 * k);
    if (!load<i32>(at.REGRESSION)) {
      const label = i16x8.splat(<i16>(load<i32>(at.classLabel) - k));
      target = v128.and(i16x8.eq(label, i16x8(0, 1, 2, 3, 4, 5, 6, 7)), i16x8.splat(<i16>at.CLASS_TARGET));
    }
    // The hard sigmoid: a slope of one half between -1 and 1, which is 2048.
    const clamped = i16x8.max_s(i16x8.min_s(v, i16x8.splat(2048)), i16x8.splat(-2048));
    const activity = load<i32>(at.NO_OUT_ACT) ? v : i16x8.shr_s(i16x8.add(clamped, i16x8.splat(2048)), 1);
    const error = i16x8.sub_sat_s(target, activity);
    v128.store(at.errors + 2 * k, v128.and(error, Lanes.first(enabled - k)));
  }
}

/** Runs the post phase of a block. @param slots fewer than lanes in the last block of a pass for outputs only. */
export function runPostPhase(block: i32, slots: i32): void {
  const first = block << load<i32>(at.laneShift);
  const supervised = load<i32>(at.supervised) != 0;
  // Neurons whose word and whose output weights are read; the others see what Q holds.
  const seen = supervised ? min(slots, (load<i32>(at.lastNeuron) | 1) + 1 - first) : 0;
  const enabled = min(slots, load<i32>(at.NUM_REC) + 1 - first);
  const lastPair = min(first + slots - 1, load<i32>(at.lastNeuron)) >> 1;
  if (supervised) {
    readNeuronWord(lastPair);
    count(at.tallyLearningReads, lastPair + 1 - (first >> 1));
  }
  fillSignals(first, slots, enabled);
  fillSlots(first, slots, seen);
  count(at.tallyLearningSignals, slots);
  if (!supervised) return;
  count(at.tallyOutputReads, enabled);
  learnOutputs(first, enabled);
}

/** Learning signals: errors weighted by the output weights of each neuron. */
function fillSignals(first: i32, slots: i32, enabled: i32): void {
  const signals = load<usize>(at.learningSignal);
  const weighted = load<i32>(at.DO_EPROP) & 3 && load<i32>(at.supervised);
  const rows = load<usize>(at.wout) + at.OUTPUTS * first;
  const wide = load<i32>(at.NUM_OUT) > 7;
  for (let slot: i32 = 0; slot < 16; slot += 8) {
    let signal = i16x8.splat(0);
    if (weighted) {
      const four = rows + at.OUTPUTS * slot;
      signal = wide
        ? narrowed(Sums.ofFour(four, true), Sums.ofFour(four + 4 * at.OUTPUTS, true))
        : narrowed(Sums.ofFour(four, false), Sums.ofFour(four + 4 * at.OUTPUTS, false));
    }
    signal = v128.and(signal, Lanes.first(enabled - slot));
    Lanes.storeMasked(signals + 2 * slot, signal, Lanes.first(slots - slot));
  }
}

/** Eight sums times 2^LEARN_SIG_SCALE / 2^12, saturated. */
function narrowed(low: v128, high: v128): v128 {
  const scale = load<i32>(at.LEARN_SIG_SCALE);
  if (scale <= 12) return i16x8.narrow_i32x4_s(i32x4.shr_s(low, 12 - scale), i32x4.shr_s(high, 12 - scale));
  // A sum beyond 16 bits saturates whatever the scale.
  const short = i16x8.narrow_i32x4_s(low, high);
  const up = scale - 12;
  return i16x8.narrow_i32x4_s(
    i32x4.shl(i32x4.extend_low_i16x8_s(short), up),
    i32x4.shl(i32x4.extend_high_i16x8_s(short), up),
  );
}

class Sums {
  /** Errors weighted by four rows of output weights. @param wide more than eight outputs are enabled. */
  @inline
  static ofFour(row: usize, wide: bool): v128 {
    const a = Sums.ofRow(row, wide);
    const b = Sums.ofRow(row + at.OUTPUTS, wide);
    const c = Sums.ofRow(row + 2 * at.OUTPUTS, wide);
    const d = Sums.ofRow(row + 3 * at.OUTPUTS, wide);
    const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
    const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
    return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
  }

  @inline
  static ofRow(row: usize, wide: bool): v128 {
    const sum = i32x4.dot_i16x8_s(v128.load8x8_s(row), v128.load(at.errors));
    if (!wide) return sum;
    return i32x4.add(sum, i32x4.dot_i16x8_s(v128.load8x8_s(row, 8), v128.load(at.errors, 16)));
  }
}

/** Pseudo-derivatives and regularisation of the slots. @param seen slots whose own word is read. */
function fillSlots(first: i32, slots: i32, seen: i32): void {
  const valid = Lanes.pairs(validity());
  const unused = load<i32>(at.membraneShift);
  const heldMembrane = Lanes.pairs(seenPair(at.Q_MEMBRANE));
  const heldTrace = Lanes.pairs(seenPair(at.Q_REC));
  const traceMask = i16x8.splat(<i16>load<i32>(at.traceMask + 4));
  const regularises = load<i32>(at.REGUL_MODE) != 0;
  const fraction = load<i32>(at.FP_LOC_TREC);
  const rateGoal = i16x8.splat(<i16>load<i32>(at.REGUL_F0));
  let low = i16x8.splat(0);
  for (let slot: i32 = 0; slot < 16; slot += 8) {
    const n = 2 * (first + slot);
    const own = Lanes.first(seen - slot);
    const filled = Lanes.first(slots - slot);
    const membrane = v128.and(v128.load(load<usize>(at.membrane) + n), valid);
    const field = v128.bitselect(membrane, heldMembrane, own);
    const derivative = pseudoDerivatives(i16x8.shr_s(i16x8.shl(field, unused), unused));
    if (slot) {
      const slotsAt = load<usize>(at.pseudoDerivative);
      const mask = i8x16.narrow_i16x8_s(Lanes.first(slots), filled);
      Lanes.storeMasked(slotsAt, i8x16.narrow_i16x8_s(low, derivative), mask);
    }
    low = derivative;
    if (!regularises) continue;
    const trace = v128.and(v128.load(load<usize>(at.recurrentTrace) + n), valid);
    const rate = i16x8.shr_u(v128.and(v128.bitselect(trace, heldTrace, own), traceMask), fraction);
    const excess = v128.and(i16x8.sub(rate, rateGoal), i16x8.splat(0xfff));
    const g = v128.andnot(excess, i16x8.gt_u(excess, rate));
    Lanes.storeMasked(load<usize>(at.regularisation) + 2 * slot, g, filled);
  }
}

/** The segments that eight membranes lie in. */
function pseudoDerivatives(u: v128): v128 {
  let h = i16x8.splat(<i16>load<i32>(at.H_4));
  h = v128.bitselect(
    i16x8.splat(<i16>load<i32>(at.H_3)),
    h,
    i16x8.lt_s(u, i16x8.splat(<i16>load<i32>(at.THR_H_3))),
  );
  h = v128.bitselect(
    i16x8.splat(<i16>load<i32>(at.H_2)),
    h,
    i16x8.lt_s(u, i16x8.splat(<i16>load<i32>(at.THR_H_2))),
  );
  h = v128.bitselect(
    i16x8.splat(<i16>load<i32>(at.H_1)),
    h,
    i16x8.lt_s(u, i16x8.splat(<i16>load<i32>(at.THR_H_1))),
  );
  return v128.bitselect(
    i16x8.splat(<i16>load<i32>(at.H_0)),
    h,
    i16x8.lt_s(u, i16x8.splat(<i16>load<i32>(at.THR_H_0))),
  );
}

/** Output weights of the neurons first..first+enabled-1 that have an output trace. */
function learnOutputs(first: i32, enabled: i32): void {
  const valid = Lanes.pairs(validity());
  const mask = i16x8.splat(<i16>load<i32>(at.outputTraceMask));
  const fraction = load<i32>(at.FP_LOC_TOUT);
  const traces = load<usize>(at.outputTrace);
  // Q holds the last word read, as it was before a write.
  readOutputWord(first + enabled - 1);
  for (let slot: i32 = 0; slot < enabled; slot += 8) {
    const stored = v128.and(v128.load(traces + 2 * (first + slot)), v128.and(valid, mask));
    const trace = i16x8.shr_u(stored, fraction);
    const active = v128.and(i16x8.ne(trace, i16x8.splat(0)), Lanes.first(enabled - slot));
    let pending = <u32>i16x8.bitmask(active);
    if (!(load<i32>(at.DO_EPROP) & 4)) {
      count(at.tallyOutputReads, popcnt(pending));
      continue;
    }
    v128.store(load<usize>(at.scratch), trace);
    for (; pending; pending &= pending - 1) {
      const n = ctz(pending);
      learnOutputWord(first + slot + n, load<u16>(load<usize>(at.scratch) + 2 * n));
    }
  }
}
