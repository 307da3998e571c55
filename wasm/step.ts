/**
 * STEP: leak and fire of the neuron pairs, leak of traces and output membranes. Twin of src/chip/turbo/step.ts.
 *
 * Where all leak factors are below 1 and all neurons valid, a product shifted by 15 bits is one instruction that rounds to
 * nearest, and its low bits say how to undo that rounding. Everything else takes the general way.
 */
import * as at from './generated/layout';
import { readNeuronWord } from './memory';
import { count, warn } from './tally';
import { Lanes } from './vectors';

/** Draws of the generators of neurons 0 and 1 of four pairs, interleaved by neuron. */
function draws(first: usize, second: usize): v128 {
  return v128.shuffle<i16>(v128.load64_zero(first), v128.load64_zero(second), 0, 8, 1, 9, 2, 10, 3, 11);
}
/** Next draw of a generator that drops 15 or 7 bits a draw. */
function next15(generator: usize): usize {
  const state = load<i32>(load<usize>(at.rounding) + 4 * generator);
  return load<usize>(at.draws15) + 2 * <usize>load<u16>(load<usize>(at.position15) + 2 * state);
}
function next7(generator: usize): usize {
  const state = load<i32>(load<usize>(at.rounding) + 4 * generator);
  return load<usize>(at.draws7) + 2 * <usize>load<u16>(load<usize>(at.position7) + 2 * state);
}
/** A generator stands at a draw from now on. */
function moveTo(generator: usize, draw: usize): void {
  store<i32>(load<usize>(at.rounding) + 4 * generator, load<u16>(draw));
}

/** Leak of the output membranes, one a cycle. */
function leakOutputs(cycles: i32): void {
  const last = load<i32>(at.NUM_OUT);
  const kappa = load<i32>(at.KAPPA);
  const rounds = load<i32>(at.EN_STOCH_ROUND) && kappa != at.KAPPA_ONE;
  const vOut = load<usize>(at.vOut);
  const draw = next7(at.RND_O);
  if (rounds && kappa < at.KAPPA_ONE) {
    const factor = i16x8.splat(<i16>(kappa << 8));
    for (let k: i32 = 0; k <= last; k += 8) {
      const v = v128.load(vOut + 2 * k);
      const bits = v128.and(i16x8.shl(v128.load(draw + 2 * k), 8), i16x8.splat(0x7f00));
      Lanes.storeMasked(vOut + 2 * k, Leak.one(v, factor, bits, true), Lanes.first(last + 1 - k));
    }
  } else {
    for (let k: i32 = 0; k <= last; k++) {
      const product = <i32>load<i16>(vOut + 2 * k) * kappa;
      const left = <i16>(product >> 7);
      const up = rounds && left != 0 && (product & 0x7f) >= <i32>(load<u16>(draw + 2 * k) & 0x7f);
      store<i16>(vOut + 2 * k, left + <i16>up);
    }
  }
  if (rounds) moveTo(at.RND_O, draw + 2 * min(cycles, at.OUTPUTS));
}

/** True while the neurons 0..neurons-1 are valid. */
export function allValid(neurons: u32): bool {
  const dirty = load<usize>(at.dirty);
  let i: u32 = 0;
  for (; i + 16 <= neurons; i += 16) if (!i8x16.all_true(v128.load(dirty + i))) return false;
  for (; i < neurons; i += 2) if (load<u16>(dirty + i) != 0x101) return false;
  return true;
}

/**
 * Works out leak factors and thresholds neuron by neuron from those of the pairs, and whether all factors are below 1. To be
 * called before every {@link step} that other code than the phases may have preceded.
 */
export function prepareStep(): void {
  const pairs = (load<u32>(at.lastStep) + 1) >> 1;
  const alphaLow = load<usize>(at.alphaLow);
  const threshold = load<usize>(at.threshold);
  const factors = load<usize>(at.factors);
  const thresholds = load<usize>(at.thresholds);
  let all = i16x8.splat(0);
  for (let pair: usize = 0; pair < pairs; pair += 8) {
    // A bit of ALPHA_CONF is the upper part of the factor of a pair.
    const bits = i16x8.splat(load<u8>(at.alphaConf + (pair >> 3)));
    const high = i16x8.ne(v128.and(bits, i16x8(1, 2, 4, 8, 16, 32, 64, 128)), i16x8.splat(0));
    const upper = v128.bitselect(i16x8.splat(ONE), i16x8.splat(0x7000), high);
    const factor = v128.or(v128.load(alphaLow + 2 * pair), upper);
    all = v128.or(all, factor);
    storeTwice(factors + 4 * pair, factor);
    storeTwice(thresholds + 4 * pair, v128.load(threshold + 2 * pair));
  }
  const below = !i16x8.bitmask(all) && load<i32>(at.KAPPA) < at.KAPPA_ONE;
  store<i32>(at.leaksBelowOne, below ? 1 : 0);
}

/** Stores eight numbers, each twice. */
function storeTwice(to: usize, numbers: v128): void {
  v128.store(to, v128.shuffle<i16>(numbers, numbers, 0, 0, 1, 1, 2, 2, 3, 3));
  v128.store(to, v128.shuffle<i16>(numbers, numbers, 4, 4, 5, 5, 6, 6, 7, 7), 16);
}

/** Runs STEP from its first cycle to its end; the clock moves on. Returns the number of spikes. */
export function step(): u32 {
  const cycles = load<i32>(at.lastStep) + 1;
  const pairs: u32 = cycles >> 1;
  leakOutputs(cycles);
  readNeuronWord(pairs - 1);
  count(at.tallySteps, 1);
  const spikes = leak(pairs);
  count(at.tallySpikes, spikes);
  if (cycles & 1) {
    // An odd count: the last neuron is read and never written.
    readNeuronWord(pairs);
    store<u16>(load<usize>(at.z) + 2 * pairs, 0);
    warn(at.WARN_LAST_NEURON_UNSTEPPED, load<f64>(at.cycle) + cycles - 1);
  }
  store<f64>(at.cycle, load<f64>(at.cycle) + cycles);
  return spikes;
}

/** Leak and fire of pairs 0..pairs-1; returns the number of spikes. */
function leak(pairs: u32): u32 {
  const rounds = load<i32>(at.EN_STOCH_ROUND) != 0;
  const u0 = next15(at.RND_U);
  const u1 = next15(at.RND_U + 1);
  const plain = load<i32>(at.leaksBelowOne) && allValid(2 * pairs);
  let spikes: u32;
  if (!plain) spikes = leakGeneral(pairs, u0, u1);
  else if (load<i32>(at.narrow))
    spikes = rounds ? Leak.all(pairs, u0, u1, true, true) : Leak.all(pairs, u0, u1, false, true);
  else spikes = rounds ? Leak.all(pairs, u0, u1, true, false) : Leak.all(pairs, u0, u1, false, false);
  if (!rounds) return spikes;
  const leaking = plain ? pairs : load<u32>(at.leakingPairs);
  moveTo(at.RND_U, u0 + 2 * leaking);
  moveTo(at.RND_U + 1, u1 + 2 * leaking);
  for (let generator: usize = at.RND_INP; generator < at.RND_OUT; generator++)
    moveTo(generator, next15(generator) + 2 * pairs);
  moveTo(at.RND_OUT, next7(at.RND_OUT) + 2 * pairs);
  moveTo(at.RND_OUT + 1, next7(at.RND_OUT + 1) + 2 * pairs);
  count(at.tallyLeakingPairs, leaking);
  return spikes;
}

/** The plain way: all neurons valid, all leak factors below 1. */
class Leak {
  /**
   * @param u0, u1 next draws of the membranes' generators.
   * @param rounds the results are rounded. @param narrow membranes or traces have less than their fields' bits.
   */
  @inline
  static all(pairs: u32, u0: usize, u1: usize, rounds: bool, narrow: bool): u32 {
    const membranes = load<usize>(at.membrane);
    const inputTraces = load<usize>(at.inputTrace);
    const recurrentTraces = load<usize>(at.recurrentTrace);
    const outputTraces = load<usize>(at.outputTrace);
    const factors = load<usize>(at.factors);
    const thresholds = load<usize>(at.thresholds);
    const z = load<usize>(at.z);
    const i0 = next15(at.RND_INP);
    const i1 = next15(at.RND_INP + 1);
    const r0 = next15(at.RND_REC);
    const r1 = next15(at.RND_REC + 1);
    const o0 = next7(at.RND_OUT);
    const o1 = next7(at.RND_OUT + 1);
    const kept = load<i32>(at.RST_MODE) ? i16x8.splat(0) : i16x8.splat(-1);
    const unused = narrow ? load<i32>(at.membraneShift) : 0;
    const inputMask = i16x8.splat(<i16>(narrow ? load<i32>(at.traceMask) : 0));
    const recurrentMask = i16x8.splat(<i16>(narrow ? load<i32>(at.traceMask + 4) : 0));
    const outputMask = i16x8.splat(<i16>(narrow ? load<i32>(at.outputTraceMask) : 0));
    const kappa = i16x8.splat(<i16>(load<i32>(at.KAPPA) << 8));
    const neurons = pairs * 2;
    let spikes = i16x8.splat(0);
    for (let n: usize = 0; n < neurons; n += 8) {
      const lanes = Lanes.first(neurons - <u32>n);
      const factor = v128.load(factors + 2 * n);
      const threshold = v128.load(thresholds + 2 * n);
      const u = membranes + 2 * n;
      const stored = v128.load(u);
      const value = narrow ? i16x8.shr_s(i16x8.shl(stored, unused), unused) : stored;
      const leaked = Leak.one(value, factor, rounds ? draws(u0 + n, u1 + n) : value, rounds);
      const spike = v128.and(i16x8.ge_s(value, threshold), lanes);
      spikes = i16x8.sub(spikes, spike);
      const reset = v128.and(i16x8.sub(leaked, threshold), kept);
      const next = v128.bitselect(reset, leaked, spike);
      const field = narrow ? i16x8.shr_u(i16x8.shl(next, unused), unused) : next;
      v128.store(u, v128.bitselect(field, stored, lanes));
      const flags = v128.bitselect(i16x8.neg(spike), v128.load8x8_u(z + n), lanes);
      v128.store64_lane(z + n, i8x16.narrow_i16x8_u(flags, flags), 0);
      Leak.trace(inputTraces + 2 * n, factor, i0 + n, i1 + n, lanes, inputMask, rounds, narrow);
      Leak.trace(recurrentTraces + 2 * n, factor, r0 + n, r1 + n, lanes, recurrentMask, rounds, narrow);
      const out = v128.load(outputTraces + 2 * n);
      if (v128.any_true(out)) {
        const draw = rounds ? v128.and(i16x8.shl(draws(o0 + n, o1 + n), 8), i16x8.splat(0x7f00)) : out;
        const trace = narrow ? v128.and(out, outputMask) : out;
        v128.store(outputTraces + 2 * n, v128.bitselect(Leak.one(trace, kappa, draw, rounds), out, lanes));
      }
    }
    return sumOfLanes(spikes);
  }

  /** Traces of eight neurons. */
  @inline
  static trace(
    trace: usize,
    factor: v128,
    first: usize,
    second: usize,
    lanes: v128,
    mask: v128,
    rounds: bool,
    narrow: bool,
  ): void {
    const stored = v128.load(trace);
    if (!v128.any_true(stored)) return;
    const value = narrow ? v128.and(stored, mask) : stored;
    const leaked = Leak.one(value, factor, rounds ? draws(first, second) : value, rounds);
    v128.store(trace, v128.bitselect(leaked, stored, lanes));
  }

  /** Value times factor, a fraction of 15 bits below 1; rounded up where the dropped bits reach the draw. */
  @inline
  static one(value: v128, factor: v128, draw: v128, rounds: bool): v128 {
    const dropped = v128.and(i16x8.mul(value, factor), i16x8.splat(0x7fff));
    const nearest = i16x8.q15mulr_sat_s(value, factor);
    const below = i16x8.add(nearest, i16x8.gt_s(dropped, i16x8.splat(0x3fff)));
    if (!rounds) return below;
    return i16x8.sub(below, v128.andnot(i16x8.ge_s(dropped, draw), i16x8.eq(below, i16x8.splat(0))));
  }
}

/** Sum of lanes that hold small numbers. */
function sumOfLanes(lanes: v128): u32 {
  const four = i32x4.extadd_pairwise_i16x8_s(lanes);
  const two = i32x4.add(four, v128.shuffle<i32>(four, four, 2, 3, 0, 1));
  return i32x4.extract_lane(two, 0) + i32x4.extract_lane(two, 1);
}

/** A threshold that no dropped bits reach, unsigned. */
const NEVER: i16 = -1;
/** A leak factor of 1, as its 16 bits. */
const ONE: i16 = -0x8000;

/** The general way: any leak factors, valid or not. Also fills the number of pairs whose leak factor is not 1. */
function leakGeneral(pairs: u32, u0: usize, u1: usize): u32 {
  const rounds = load<i32>(at.EN_STOCH_ROUND) != 0;
  const roundsOut = rounds && load<i32>(at.KAPPA) != at.KAPPA_ONE;
  const never = i16x8.splat(NEVER);
  const kept = load<i32>(at.RST_MODE) ? i16x8.splat(0) : i16x8.splat(-1);
  const kappa = i16x8.splat(<i16>load<i32>(at.KAPPA));
  const unused = load<i32>(at.membraneShift);
  const inputMask = i16x8.splat(<i16>load<i32>(at.traceMask));
  const recurrentMask = i16x8.splat(<i16>load<i32>(at.traceMask + 4));
  const outputMask = i16x8.splat(<i16>load<i32>(at.outputTraceMask));
  const i0 = next15(at.RND_INP);
  const i1 = next15(at.RND_INP + 1);
  const r0 = next15(at.RND_REC);
  const r1 = next15(at.RND_REC + 1);
  const o0 = next7(at.RND_OUT);
  const o1 = next7(at.RND_OUT + 1);
  const dirty = load<usize>(at.dirty);
  const neurons = pairs * 2;
  let spikes = i16x8.splat(0);
  let leaking: u32 = 0;
  for (let n: u32 = 0; n < neurons; n += 8) {
    const lanes = Lanes.first(neurons - n);
    const factor = v128.load(load<usize>(at.factors) + 2 * n);
    const threshold = v128.load(load<usize>(at.thresholds) + 2 * n);
    const one = i16x8.eq(factor, i16x8.splat(ONE));
    const valid = i16x8.ne(v128.load8x8_u(dirty + n), i16x8.splat(0));
    let draw = never;
    if (rounds) {
      // Pairs that do not leak draw nothing: the draws of the others close up.
      const scratch = load<usize>(at.scratch);
      for (let k: u32 = 0; k < 4; k++) {
        const leaks = n + 2 * k < neurons && !((i16x8.bitmask(one) >> (2 * k)) & 1);
        store<u16>(scratch + 4 * k, leaks ? load<u16>(u0 + 2 * leaking) : 0xffff);
        store<u16>(scratch + 4 * k, leaks ? load<u16>(u1 + 2 * leaking) : 0xffff, 2);
        if (leaks) leaking++;
      }
      draw = v128.load(scratch);
    }
    const at8 = load<usize>(at.membrane) + 2 * n;
    const stored = v128.load(at8);
    const u = v128.and(i16x8.shr_s(i16x8.shl(stored, unused), unused), valid);
    const low = i32x4.mul(i32x4.extend_low_i16x8_s(u), i32x4.extend_low_i16x8_u(factor));
    const high = i32x4.mul(i32x4.extend_high_i16x8_s(u), i32x4.extend_high_i16x8_u(factor));
    const leaked = rounded(low, high, 15, 0xffff >> unused, draw);
    const spike = v128.and(i16x8.ge_s(u, threshold), lanes);
    spikes = i16x8.sub(spikes, spike);
    const next = v128.bitselect(v128.and(i16x8.sub(leaked, threshold), kept), leaked, spike);
    v128.store(at8, v128.bitselect(i16x8.shr_u(i16x8.shl(next, unused), unused), stored, lanes));
    const z = load<usize>(at.z) + n;
    const flags = v128.bitselect(i16x8.neg(spike), v128.load8x8_u(z), lanes);
    v128.store64_lane(z, i8x16.narrow_i16x8_u(flags, flags), 0);
    leakTrace(
      load<usize>(at.inputTrace) + 2 * n,
      factor,
      inputMask,
      valid,
      lanes,
      rounds ? v128.or(draws(i0 + n, i1 + n), one) : never,
      15,
    );
    leakTrace(
      load<usize>(at.recurrentTrace) + 2 * n,
      factor,
      recurrentMask,
      valid,
      lanes,
      rounds ? v128.or(draws(r0 + n, r1 + n), one) : never,
      15,
    );
    const drawOut = roundsOut ? v128.and(draws(o0 + n, o1 + n), i16x8.splat(0x7f)) : never;
    leakTrace(load<usize>(at.outputTrace) + 2 * n, kappa, outputMask, valid, lanes, drawOut, 7);
  }
  memory.fill(dirty, 1, neurons);
  store<u32>(at.leakingPairs, leaking);
  return sumOfLanes(spikes);
}

/** Traces of eight neurons. */
function leakTrace(
  trace: usize,
  factor: v128,
  mask: v128,
  valid: v128,
  lanes: v128,
  draw: v128,
  fraction: i32,
): void {
  const stored = v128.load(trace);
  if (!v128.any_true(stored)) return;
  const value = v128.and(v128.and(stored, mask), valid);
  const low = i32x4.extmul_low_i16x8_u(value, factor);
  const leaked = rounded(
    low,
    i32x4.extmul_high_i16x8_u(value, factor),
    fraction,
    i16x8.extract_lane_u(mask, 0),
    draw,
  );
  v128.store(trace, v128.bitselect(v128.and(leaked, mask), stored, lanes));
}

/** Drops `fraction` bits of eight products and rounds up where they reach the draw and what is kept is not 0. */
function rounded(low: v128, high: v128, fraction: i32, mask: i32, draw: v128): v128 {
  const keep = i32x4.splat(mask);
  const drop = i32x4.splat((1 << fraction) - 1);
  const kept = i16x8.narrow_i32x4_u(
    v128.and(i32x4.shr_s(low, fraction), keep),
    v128.and(i32x4.shr_s(high, fraction), keep),
  );
  const dropped = i16x8.narrow_i32x4_u(v128.and(low, drop), v128.and(high, drop));
  const up = v128.and(i16x8.ge_u(dropped, draw), i16x8.ne(kept, i16x8.splat(0)));
  return i16x8.sub(kept, up);
}
