/**
 * Learning of one column of a weight memory: the weights of all pre-synaptic addresses to the neurons of a block.
 *
 * A weight changes where its update, scaled by the learning rate, reaches a random number, which is rare. So draws are
 * judged by the largest update they could meet: first all draws that a refill of the generator made, then the 16 lanes of
 * one address; only what is left is computed in full.
 */
import { holdFaults } from './faults';
import * as at from './generated/layout';
import { refillWeightDraws } from './generators';
import { reportWeights } from './host';
import { seenPair, validity } from './memory';
import { count } from './tally';

/** Updates from here on may have bit 27 set, which flips their sign. */
const FLIPS_FROM: u64 = 1 << 27;
const MIN: i32 = -0x80000000;
/** Bytes of one draw: 16 lanes of 32 bits. */
const DRAW: usize = 64;

/**
 * Lists the traces of the pre-synaptic addresses of a memory, without their fraction: of all addresses, and of those that
 * have one. They do not change within a pass.
 * @param memory 0 winp, 1 wrec.
 */
export function listTraces(memory: usize): void {
  const at4: usize = memory << 2;
  const pres = min(load<i32>(at4 + at.lastPre), load<i32>(at.lastNeuron)) + 1;
  const fraction = load<i32>(at4 + at.traceFraction);
  const stored = load<usize>(at4 + at.traces);
  const mask = load<i32>(at4 + at.traceMask);
  const all = load<usize>(at4 + at.allTraces);
  const active = load<usize>(at4 + at.activeTraces);
  const addresses = load<usize>(at4 + at.activeAddresses);
  const supervised = load<i32>(at.supervised);
  const valid = validity();
  // Unsupervised, Q keeps the word of the last step: its two traces stand for all.
  const held = seenPair(at.Q_INP + memory);
  let found: u32 = 0;
  let most: i32 = 0;
  for (let pre = 0; pre < pres; pre++) {
    const parity = 16 * (pre & 1);
    const field = supervised ? (<u32>load<u16>(stored + 2 * pre)) & (valid >> parity) : held >> parity;
    const trace = ((<i32>field) & mask) >> fraction;
    store<u16>(all + 2 * pre, trace);
    store<u16>(active + 2 * found, trace);
    store<u16>(addresses + 2 * found, pre);
    found += trace ? 1 : 0;
    most = max(most, trace);
  }
  store<i32>(at4 + at.pres, pres);
  store<u32>(at4 + at.actives, found);
  store<i32>(at4 + at.mostTrace, most);
}

/**
 * Learns a column; its products, terms and factors are in place.
 * @param settled no slot is regularised: addresses without a trace are passed over.
 * @returns number of updates whose sign flipped; the first of their addresses is left in `firstFlip`.
 */
export function learnColumn(memory: usize, block: i32, settled: bool): i32 {
  const at4: usize = memory << 2;
  const pres = load<u32>(at4 + at.pres);
  const draws: u32 = settled ? load<u32>(at4 + at.actives) : pres;
  count(at.tallyWeightReads + 8 * memory, pres);
  count(at.tallyWeightWrites + 8 * memory, draws);
  const mostProduct: u64 = Lanes16.largest(at.products, true);
  const mostTerm: u64 = Lanes16.largest(at.terms, false);
  const most = mostProduct * load<u32>(at4 + at.mostTrace) + mostTerm;
  const flips = most >= FLIPS_FROM;
  const reach = reachOf(at4, most);
  if (most) {
    const traces = load<usize>(at4 + (settled ? at.activeTraces : at.allTraces));
    if (flips) fillReachesOneByOne(at4, traces, draws, mostProduct, mostTerm);
    else fillReaches(at4, traces, draws, <u32>mostProduct, <u32>mostTerm);
  }
  store<i32>(at.flips, 0);
  let position = load<u32>(at4 + at.drawsAt);
  let least = load<u32>(at4 + at.leastDraw);
  let done: u32 = 0;
  while (done < draws) {
    const some = min(draws - done, (at.WEIGHT_WORDS - position) / 16);
    if (most && least <= reach) learnDraws(memory, block, settled, flips, done, some, position);
    done += some;
    position += 16 * some;
    if (position == at.WEIGHT_WORDS) {
      least = refillWeightDraws(load<usize>(at4 + at.draws));
      position = at.WEIGHT_FAR;
    }
  }
  store<u32>(at4 + at.drawsAt, position);
  store<u32>(at4 + at.leastDraw, least);
  return load<i32>(at.flips);
}

class Lanes16 {
  /** Largest magnitude of 16 numbers, which are signed or not. */
  @inline
  static largest(numbers: usize, signed: bool): u32 {
    let most = i32x4.splat(0);
    for (let n: usize = 0; n < 64; n += 16) {
      const four = v128.load(numbers + n);
      most = i32x4.max_u(most, signed ? i32x4.abs(four) : four);
    }
    most = i32x4.max_u(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
    return max(<u32>i32x4.extract_lane(most, 0), <u32>i32x4.extract_lane(most, 1));
  }
}

/** Largest random number that an update of this size reaches. */
function reachOf(at4: usize, update: u64): u32 {
  if (update >= FLIPS_FROM) return 0xffffffff;
  return (<u32>min<u64>(update << load<i32>(at4 + at.rateLeft), 0xffffffff)) >> load<i32>(at4 + at.rateRight);
}

/** The reach of every draw, four at a time; no update flips. */
function fillReaches(at4: usize, traces: usize, draws: u32, product: u32, term: u32): void {
  const left = load<i32>(at4 + at.rateLeft);
  const right = load<i32>(at4 + at.rateRight);
  const products = i32x4.splat(product);
  const terms = i32x4.splat(term);
  const most = i32x4.splat(<i32>((<u32>0xffffffff) >> left));
  const reaches = load<usize>(at.reaches);
  for (let i: u32 = 0; i < draws; i += 4) {
    const update = i32x4.add(i32x4.mul(v128.load16x4_u(traces + 2 * i), products), terms);
    const over = i32x4.gt_u(update, most);
    v128.store(reaches + 4 * i, i32x4.shr_u(v128.or(i32x4.shl(update, left), over), right));
  }
}

function fillReachesOneByOne(at4: usize, traces: usize, draws: u32, product: u64, term: u64): void {
  const reaches = load<usize>(at.reaches);
  for (let i: u32 = 0; i < draws; i++)
    store<u32>(reaches + 4 * i, reachOf(at4, product * load<u16>(traces + 2 * i) + term));
}

/** Learns the weights of `some` draws that lie in the buffer of the generator. @param done draws before them. */
function learnDraws(
  memory: usize,
  block: i32,
  settled: bool,
  flips: bool,
  done: u32,
  some: u32,
  position: u32,
): void {
  const reaches = load<usize>(at.reaches) + 4 * done;
  let draw = load<usize>(4 * memory + at.draws) + 4 * position;
  for (let i: u32 = 0; i < some; i++, draw += DRAW) {
    const low = i32x4.min_u(v128.load(draw), v128.load(draw, 16));
    const high = i32x4.min_u(v128.load(draw, 32), v128.load(draw, 48));
    const reached = i32x4.le_u(i32x4.min_u(low, high), v128.load32_splat(reaches + 4 * i));
    if (!v128.any_true(reached)) continue;
    if (settled && !flips) Word.learn(memory, block, done + i, draw, true, false);
    else if (!flips) Word.learn(memory, block, done + i, draw, false, false);
    else Word.learn(memory, block, done + i, draw, settled, true);
  }
}

/** One word of weights, in full. */
class Word {
  /** @param index of the draw in the lists. @param flips updates may flip their sign. */
  @inline
  static learn(memory: usize, block: i32, index: u32, draw: usize, settled: bool, flips: bool): void {
    const at4: usize = memory << 2;
    const pre: i32 = settled ? load<u16>(load<usize>(at4 + at.activeAddresses) + 2 * index) : index;
    const traces = load<usize>(at4 + (settled ? at.activeTraces : at.allTraces));
    const trace = i32x4.splat(load<u16>(traces + 2 * index));
    const regularised = !settled || flips;
    const p0 = Word.update(0, trace, regularised);
    const p1 = Word.update(16, trace, regularised);
    const p2 = Word.update(32, trace, regularised);
    const p3 = Word.update(48, trace, regularised);
    const left = load<i32>(at4 + at.rateLeft);
    const right = load<i32>(at4 + at.rateRight);
    const m0 = Word.move(p0, v128.load(draw), left, right, flips);
    const m1 = Word.move(p1, v128.load(draw, 16), left, right, flips);
    const m2 = Word.move(p2, v128.load(draw, 32), left, right, flips);
    const m3 = Word.move(p3, v128.load(draw, 48), left, right, flips);
    const moves = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(m0, m1), i16x8.narrow_i32x4_s(m2, m3));
    if (v128.any_true(moves)) apply(memory, block, pre, moves);
    if (flips) countFlips(pre, trace, p0, p1, p2, p3);
  }

  /** Updates p of four lanes. */
  @inline
  static update(lane: usize, trace: v128, regularised: bool): v128 {
    const e = i32x4.mul(v128.load(lane + at.products), trace);
    if (!regularised) return e;
    const factor = v128.load(lane + at.shrinks);
    // e * factor / 16, rounded down, without leaving 32 bits.
    const fine = i32x4.shr_s(i32x4.mul(v128.and(e, i32x4.splat(15)), factor), 4);
    const damped = i32x4.add(i32x4.mul(i32x4.shr_s(e, 4), factor), fine);
    const scaled = v128.bitselect(e, damped, i32x4.shr_s(e, 31));
    const p = i32x4.sub(scaled, v128.load(lane + at.terms));
    const bit27 = i32x4.shr_s(i32x4.shl(scaled, 4), 31);
    return v128.bitselect(i32x4.splat(MIN), p, v128.andnot(bit27, i32x4.shr_s(p, 31)));
  }

  /** Moves of four weights: 1, -1, or 0 where the scaled update does not reach its random number. */
  @inline
  static move(p: v128, random: v128, left: i32, right: i32, flips: bool): v128 {
    const magnitude = i32x4.abs(p);
    const over = i32x4.gt_u(magnitude, i32x4.splat(<i32>((<u32>0xffffffff) >> left)));
    const scaled = i32x4.shr_u(v128.or(i32x4.shl(magnitude, left), over), right);
    let reaches = i32x4.ge_u(scaled, random);
    if (flips) reaches = v128.or(reaches, i32x4.eq(p, i32x4.splat(MIN)));
    const drawn = v128.andnot(reaches, i32x4.eq(p, i32x4.splat(0)));
    return v128.and(v128.or(i32x4.shr_s(p, 31), i32x4.splat(1)), drawn);
  }
}

/** Moves the weights of a word, held at the limits of a weight; a neuron does not connect to itself. */
function apply(memory: usize, block: i32, pre: i32, moves: v128): void {
  const shift = load<i32>(at.laneShift);
  const bank = load<usize>(4 * memory + at.weights);
  const word = bank + pre * load<usize>(at.rowBytes) + (block << shift);
  const before = v128.load(word);
  const moved = i8x16.add_sat_s(before, moves);
  v128.store(word, i8x16.max_s(i8x16.min_s(moved, v128.load(at.weightMost)), v128.load(at.weightLeast)));
  const changed = i8x16.bitmask(i8x16.ne(moves, i8x16.splat(0)));
  const own = pre & (load<i32>(at.lanes) - 1);
  if (memory == 1 && pre >> shift == block && (changed >> own) & 1) store<i8>(word + own, 0);
  holdFaults(memory, bank, word, moves);
  count(at.tallyWeightChanges + 8 * memory, popcnt(changed));
  reportWeights(memory, pre, word, before);
}

/** Counts the positive updates that came out as the most negative one. */
function countFlips(pre: i32, trace: v128, p0: v128, p1: v128, p2: v128, p3: v128): void {
  const flipped =
    popcnt(i32x4.bitmask(flip(0, trace, p0))) +
    popcnt(i32x4.bitmask(flip(16, trace, p1))) +
    popcnt(i32x4.bitmask(flip(32, trace, p2))) +
    popcnt(i32x4.bitmask(flip(48, trace, p3)));
  if (!flipped) return;
  if (!load<i32>(at.flips)) store<i32>(at.firstFlip, pre);
  store<i32>(at.flips, load<i32>(at.flips) + flipped);
}

function flip(lane: usize, trace: v128, p: v128): v128 {
  const e = i32x4.mul(v128.load(lane + at.products), trace);
  return v128.and(i32x4.gt_s(e, i32x4.splat(0)), i32x4.eq(p, i32x4.splat(MIN)));
}
