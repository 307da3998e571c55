/** Learning of the output weights of one neuron: 16 weights, 28 random bits each. */
import { holdFaults } from './faults';
import * as at from './generated/layout';
import { refillWords } from './generators';
import { reportWeights } from './host';
import { count } from './tally';

/** @param trace of the neuron, without its fraction; not 0. */
export function learnOutputWord(neuron: usize, trace: i32): void {
  const word = load<usize>(at.wout) + at.OUTPUTS * neuron;
  const position = load<usize>(at.woutAt);
  const draws = load<usize>(at.woutDraws) + 4 * position;
  const t = i32x4.splat(trace);
  // Four draws of 28 bits are 14 bytes.
  const p0 = changes(at.errors, draws, t);
  const p1 = changes(at.errors + 8, draws + 14, t);
  const p2 = changes(at.errors + 16, draws + 28, t);
  const p3 = changes(at.errors + 24, draws + 42, t);
  const moves = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(p0, p1), i16x8.narrow_i32x4_s(p2, p3));
  if (v128.any_true(moves)) {
    const before = v128.load(word);
    const moved = i8x16.add_sat_s(before, moves);
    v128.store(word, i8x16.max_s(i8x16.min_s(moved, v128.load(at.weightMost)), v128.load(at.weightLeast)));
    holdFaults(2, load<usize>(at.wout), word, moves);
    count(at.tallyOutputChanges, popcnt(i8x16.bitmask(i8x16.ne(moves, i8x16.splat(0)))));
    reportWeights(2, <i32>neuron, word, before);
  }
  count(at.tallyOutputWrites, 1);
  const next = position + at.WOUT_DRAW;
  if (next + at.WOUT_DRAW <= at.WOUT_WORDS) store<usize>(at.woutAt, next);
  else {
    refillWords(load<usize>(at.woutDraws), at.WOUT_NEAR, at.WOUT_FAR, at.WOUT_WORDS);
    store<usize>(at.woutAt, at.WOUT_FAR);
  }
}

/** Moves of four weights: 1, -1, or 0 where the update does not reach its random number. */
function changes(errors: usize, draws: usize, trace: v128): v128 {
  const p = i32x4.mul(v128.load16x4_s(errors), trace);
  const bytes = v128.load(draws);
  const spread = v128.shuffle<i8>(bytes, bytes, 0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 10, 11, 12, 13);
  const random = v128.bitselect(
    i32x4.shr_u(spread, 4),
    v128.and(spread, i32x4.splat(0xfffffff)),
    i32x4(0, -1, 0, -1),
  );
  const left = load<i32>(at.LR_P_WOUT);
  const magnitude = i32x4.abs(p);
  const most = i32x4.splat(0xfffffff);
  const over = i32x4.gt_s(magnitude, i32x4.shr_u(most, left));
  const scaled = v128.bitselect(most, i32x4.shl(magnitude, left), over);
  const reaches = i32x4.ge_u(i32x4.shr_u(scaled, load<i32>(at.LR_R_WOUT)), random);
  const drawn = v128.andnot(reaches, i32x4.eq(p, i32x4.splat(0)));
  return v128.and(v128.or(i32x4.shr_s(p, 31), i32x4.splat(1)), drawn);
}
