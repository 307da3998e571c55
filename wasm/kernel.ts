/**
 * The inner loops of the turbo engine in 128-bit SIMD (AssemblyScript). They work in place on the arrays of a chip's
 * state; every pointer is the byte offset of one of them.
 *
 * Each function is the twin of one in src/chip/turbo/plain-kernel.ts, which says what it does; this file says how.
 * Vectors may reach past the end of an array by less than their width: what lies there is written back unchanged.
 */

// --- Propagation -------------------------------------------------------------------------------------------------

/** First address from..last with a flag set in either array; last + 1 where there is none. */
export function nextEvent(inNow: usize, z: usize, from: u32, last: u32): u32 {
  for (let i = from; i <= last; i += 16) {
    const flags = v128.or(v128.load(inNow + i), v128.load(z + i));
    if (v128.any_true(flags)) {
      const at = i + ctz(i8x16.bitmask(i8x16.neg(flags)));
      return at <= last ? at : last + 1;
    }
  }
  return last + 1;
}

/** Adds a row of weights to membranes 0..end-1; a row is 0 where the event has none. */
export function addRows(
  membranes: usize,
  end: u32,
  inputRow: usize,
  inputShift: i32,
  recurrentRow: usize,
  recurrentShift: i32,
): void {
  for (let i: u32 = 0; i < end; i += 8) {
    const at = membranes + 2 * i;
    const u = v128.load(at);
    let w = i16x8.splat(0);
    if (inputRow) w = i16x8.shl(v128.load8x8_s(inputRow + i), inputShift);
    if (recurrentRow) w = i16x8.add_sat_s(w, i16x8.shl(v128.load8x8_s(recurrentRow + i), recurrentShift));
    // Saturation by the signs of membrane, weight and sum is that of the sum.
    v128.store(at, v128.bitselect(i16x8.add_sat_s(u, w), u, firstLanes(end - i)));
  }
}

/** Mask of the first `count` of 8 lanes. */
function firstLanes(count: u32): v128 {
  return i16x8.gt_s(i16x8.splat(count < 8 ? <i16>count : 8), i16x8(0, 1, 2, 3, 4, 5, 6, 7));
}

// --- Step --------------------------------------------------------------------------------------------------------

/** A threshold no dropped bits reach, unsigned. */
const NEVER: i16 = -1;
/** A leak factor of 1, as its 16 bits. */
const ALPHA_ONE: i16 = -0x8000;

/** Four numbers side by side, each twice: one a pair to one a neuron. */
function twice(v: v128): v128 {
  return v128.shuffle<i16>(v, v, 0, 0, 1, 1, 2, 2, 3, 3);
}

/** Draws of the generators of neurons 0 and 1 of four pairs, interleaved by neuron. */
function draws(first: usize, second: usize): v128 {
  return v128.shuffle<i16>(v128.load64_zero(first), v128.load64_zero(second), 0, 8, 1, 9, 2, 10, 3, 11);
}

/**
 * Leak and fire of `count` pairs from `first` on; returns spikes, and leaking pairs above bit 16. `alphaHigh` is one bit a pair and a byte
 * more; draws are pointers to the next draw of each generator; `scratch` takes 16 bytes.
 */
export function leakPairs(
  membranes: usize,
  inputTraces: usize,
  recurrentTraces: usize,
  outputTraces: usize,
  alphaLow: usize,
  thresholds: usize,
  spikesOut: usize,
  valid: usize,
  alphaHigh: usize,
  kappa: i32,
  toZero: i32,
  rounds: i32,
  roundsOut: i32,
  drawU0: usize,
  drawU1: usize,
  drawInp0: usize,
  drawInp1: usize,
  drawRec0: usize,
  drawRec1: usize,
  drawOut0: usize,
  drawOut1: usize,
  first: u32,
  count: u32,
  scratch: usize,
): i32 {
  const never = i16x8.splat(NEVER);
  const bits = i16x8(1, 1, 2, 2, 4, 4, 8, 8);
  const reset = toZero ? i16x8.splat(0) : i16x8.splat(-1);
  const kappas = i16x8.splat(<i16>kappa);
  let spikes: i32 = 0;
  let leaking: u32 = 0;
  let ones: i32 = 0;
  for (let done: u32 = 0; done < count; done += 4) {
    const pair = first + done;
    const lanes = firstLanes(2 * (count - done));
    const high = i16x8.splat((load<u16>(alphaHigh + (pair >> 3)) >> (<u16>(pair & 7))) & 15);
    const upper = v128.bitselect(
      i16x8.splat(-0x8000),
      i16x8.splat(0x7000),
      i16x8.eq(v128.and(high, bits), bits),
    );
    const alpha = v128.or(twice(v128.load64_zero(alphaLow + 2 * pair)), upper);
    const one = i16x8.eq(alpha, i16x8.splat(ALPHA_ONE));
    ones += popcnt(i16x8.bitmask(v128.and(one, lanes)));
    const threshold = twice(v128.load64_zero(thresholds + 2 * pair));
    const n = 2 * pair;
    const dirty = i16x8.ne(v128.load8x8_u(valid + n), i16x8.splat(0));

    let drawU = never;
    if (rounds) {
      if (v128.any_true(one)) {
        // Pairs that do not leak draw nothing: the draws of the others close up.
        for (let k: u32 = 0; k < 4; k++) {
          const leaks = i32((i16x8.bitmask(one) >> (2 * k)) & 1) == 0;
          store<u16>(scratch + 4 * k, leaks ? load<u16>(drawU0 + 2 * leaking) : 0xffff);
          store<u16>(scratch + 4 * k + 2, leaks ? load<u16>(drawU1 + 2 * leaking) : 0xffff);
          if (leaks) leaking++;
        }
        drawU = v128.load(scratch);
      } else {
        drawU = draws(drawU0 + 2 * leaking, drawU1 + 2 * leaking);
        leaking += 4;
      }
    }

    const atU = membranes + 2 * n;
    const stored = v128.load(atU);
    const u = v128.and(stored, dirty);
    const low = i32x4.mul(i32x4.extend_low_i16x8_s(u), i32x4.extend_low_i16x8_u(alpha));
    const top = i32x4.mul(i32x4.extend_high_i16x8_s(u), i32x4.extend_high_i16x8_u(alpha));
    const leaked = rounded(low, top, 15, 0xffff, drawU);
    const spike = i16x8.ge_s(u, threshold);
    const after = v128.and(i16x8.sub(leaked, threshold), reset);
    const next = v128.bitselect(after, leaked, spike);
    v128.store(atU, v128.bitselect(next, stored, lanes));
    const fired = v128.and(spike, lanes);
    spikes += popcnt(i16x8.bitmask(fired));
    const old = v128.load8x8_u(spikesOut + n);
    const flags = v128.bitselect(i16x8.neg(spike), old, lanes);
    v128.store64_lane(spikesOut + n, i8x16.narrow_i16x8_u(flags, flags), 0);

    const done2 = 2 * done;
    leakTrace(inputTraces + 2 * n, alpha, dirty, lanes, drawInp0 + done2, drawInp1 + done2, rounds, one);
    leakTrace(recurrentTraces + 2 * n, alpha, dirty, lanes, drawRec0 + done2, drawRec1 + done2, rounds, one);
    const atOut = outputTraces + 2 * n;
    const out = v128.load(atOut);
    if (v128.any_true(out)) {
      const t = v128.and(out, dirty);
      const draw = roundsOut ? v128.and(draws(drawOut0 + done2, drawOut1 + done2), i16x8.splat(0x7f)) : never;
      const products = i32x4.extmul_low_i16x8_u(t, kappas);
      const leakedOut = rounded(products, i32x4.extmul_high_i16x8_u(t, kappas), 7, 0x3ff, draw);
      v128.store(atOut, v128.bitselect(v128.and(leakedOut, i16x8.splat(0x3ff)), out, lanes));
    }
  }
  memory.fill(valid + 2 * first, 1, 2 * count);
  return spikes | ((count - (ones >> 1)) << 16);
}

/** Input or recurrent traces of eight neurons. */
function leakTrace(
  at: usize,
  alpha: v128,
  dirty: v128,
  lanes: v128,
  draw0: usize,
  draw1: usize,
  rounds: i32,
  one: v128,
): void {
  const stored = v128.load(at);
  if (!v128.any_true(stored)) return;
  const t = v128.and(stored, dirty);
  const draw = rounds ? v128.or(draws(draw0, draw1), one) : i16x8.splat(NEVER);
  const low = i32x4.extmul_low_i16x8_u(t, alpha);
  const leaked = rounded(low, i32x4.extmul_high_i16x8_u(t, alpha), 15, 0xfff, draw);
  v128.store(at, v128.bitselect(v128.and(leaked, i16x8.splat(0xfff)), stored, lanes));
}

/** Drops `fraction` bits of eight products and rounds up where they reach the draw and what is kept is not 0. */
function rounded(low: v128, top: v128, fraction: i32, mask: i32, draw: v128): v128 {
  const keep = i32x4.splat(mask);
  const drop = i32x4.splat((1 << fraction) - 1);
  const kept = i16x8.narrow_i32x4_u(
    v128.and(i32x4.shr_s(low, fraction), keep),
    v128.and(i32x4.shr_s(top, fraction), keep),
  );
  const dropped = i16x8.narrow_i32x4_u(v128.and(low, drop), v128.and(top, drop));
  const up = v128.and(i16x8.ge_u(dropped, draw), i16x8.ne(kept, i16x8.splat(0)));
  return i16x8.sub(kept, up);
}

// --- Learning ----------------------------------------------------------------------------------------------------

const MIN: i32 = -0x80000000;
/** Taps of the weight generators in words, and words an advance drops. */
const NEAR: u32 = 3;
const FAR: u32 = 25;
const DRAW: u32 = 16;

/** Results, consecutive 32-bit words at `result`: position of the generator, writes, changed, flips, first flip. */
export function learnColumn(
  bytes: usize,
  block: u32,
  pres: u32,
  traces: usize,
  held: usize,
  supervised: i32,
  valid: usize,
  settled: i32,
  diagonal: i32,
  fraction: u32,
  left: i32,
  right: i32,
  lanes: usize,
  generator: usize,
  words: u32,
  position: u32,
  result: usize,
): void {
  let largestProduct: u64 = 0;
  let largestTerm: u64 = 0;
  for (let n: u32 = 0; n < 16; n++) {
    const product = load<i32>(lanes + 4 * n);
    largestProduct = max<u64>(largestProduct, <u64>(product < 0 ? -product : product));
    largestTerm = max<u64>(largestTerm, <u64>load<u32>(lanes + 64 + 4 * n));
  }
  const validEven: u32 = load<u8>(valid);
  const validOdd: u32 = load<u8>(valid, 1);
  let at = position;
  let writes: u32 = 0;
  let changed: i32 = 0;
  let flips: i32 = 0;
  let firstFlip: u32 = 0;
  for (let pre: u32 = 0; pre < pres; pre++) {
    let trace: u32 = 0;
    if (!supervised) trace = load<u32>(held + 4 * (pre & 1));
    else if (pre & 1 ? validOdd : validEven) trace = load<u16>(traces + 2 * pre);
    trace >>= fraction;
    if (!trace && settled) continue;
    const largest = largestProduct * trace + largestTerm;
    // With nothing to learn the generator advances all the same.
    if (largest) {
      const reach =
        largest < 0x8000000 ? (<u32>min<u64>(largest << left, 0xffffffff)) >> right : <u32>0xffffffff;
      const draw = generator + 4 * at;
      const r0 = v128.load(draw);
      const r1 = v128.load(draw, 16);
      const r2 = v128.load(draw, 32);
      const r3 = v128.load(draw, 48);
      const least = i32x4.min_u(i32x4.min_u(r0, r1), i32x4.min_u(r2, r3));
      if (v128.any_true(i32x4.le_u(least, i32x4.splat(<i32>reach)))) {
        const t = i32x4.splat(<i32>trace);
        const p0 = update(lanes, t);
        const p1 = update(lanes + 16, t);
        const p2 = update(lanes + 32, t);
        const p3 = update(lanes + 48, t);
        const drawn = pack(
          changes(p0, r0, left, right),
          changes(p1, r1, left, right),
          changes(p2, r2, left, right),
          changes(p3, r3, left, right),
        );
        if (v128.any_true(drawn)) {
          const word = bytes + 16 * ((pre << 4) | block);
          const sign = pack(
            i32x4.shr_s(p0, 31),
            i32x4.shr_s(p1, 31),
            i32x4.shr_s(p2, 31),
            i32x4.shr_s(p3, 31),
          );
          const move = v128.and(v128.or(sign, i8x16.splat(1)), drawn);
          v128.store(word, i8x16.add_sat_s(v128.load(word), move));
          const own = pre & 15;
          if (diagonal && pre >> 4 == block && (i8x16.bitmask(drawn) >> own) & 1) store<i8>(word + own, 0);
          changed += popcnt(i8x16.bitmask(drawn));
        }
        if (largest >= 0x8000000) {
          const flipped =
            popcnt(i32x4.bitmask(flip(lanes, t, p0))) +
            popcnt(i32x4.bitmask(flip(lanes + 16, t, p1))) +
            popcnt(i32x4.bitmask(flip(lanes + 32, t, p2))) +
            popcnt(i32x4.bitmask(flip(lanes + 48, t, p3)));
          if (flipped && !flips) firstFlip = pre;
          flips += flipped;
        }
      }
    }
    writes++;
    at += DRAW;
    if (at === words) {
      refill(generator, words);
      at = FAR;
    }
  }
  store<u32>(result, at);
  store<u32>(result, writes, 4);
  store<i32>(result, changed, 8);
  store<i32>(result, flips, 12);
  store<u32>(result, firstFlip, 16);
}

/** Updates p of four lanes: products, terms and factors stand 64 bytes apart. */
function update(lanes: usize, trace: v128): v128 {
  const e = i32x4.mul(v128.load(lanes), trace);
  const factor = v128.load(lanes, 128);
  // e * factor / 16, rounded down, without leaving 32 bits.
  const fine = i32x4.shr_s(i32x4.mul(v128.and(e, i32x4.splat(15)), factor), 4);
  const damped = i32x4.add(i32x4.mul(i32x4.shr_s(e, 4), factor), fine);
  const scaled = v128.bitselect(e, damped, i32x4.shr_s(e, 31));
  const p = i32x4.sub(scaled, v128.load(lanes, 64));
  const bit27 = i32x4.shr_s(i32x4.shl(scaled, 4), 31);
  return v128.bitselect(i32x4.splat(MIN), p, v128.andnot(bit27, i32x4.shr_s(p, 31)));
}

/** Lanes whose scaled update reaches its random number. */
function changes(p: v128, random: v128, left: i32, right: i32): v128 {
  const magnitude = i32x4.abs(p);
  const over = i32x4.gt_u(magnitude, i32x4.splat(<i32>((<u32>0xffffffff) >> left)));
  const total = i32x4.shr_u(v128.or(i32x4.shl(magnitude, left), over), right);
  const least = i32x4.eq(p, i32x4.splat(MIN));
  return v128.andnot(v128.or(i32x4.ge_u(total, random), least), i32x4.eq(p, i32x4.splat(0)));
}

/** Lanes whose positive update came out as the most negative one. */
function flip(lanes: usize, trace: v128, p: v128): v128 {
  const e = i32x4.mul(v128.load(lanes), trace);
  return v128.and(i32x4.gt_s(e, i32x4.splat(0)), i32x4.eq(p, i32x4.splat(MIN)));
}

/** Masks of 4 x 4 words as one of 16 bytes. */
function pack(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/**
 * Moves the last words of a full generator buffer to its start and computes the words after them.
 *
 * By the rule with four times the taps, W[j] = W[j - 12] ^ W[j - 100], the same sequence: a vector reads what an earlier
 * one wrote as it was written (a load across two fresh stores would wait for both), and the words 100 back of the first
 * ones still stand in the old part of the buffer, ahead of what is overwritten.
 */
function refill(buffer: usize, words: u32): void {
  memory.copy(buffer, buffer + 4 * (words - FAR), 4 * FAR);
  const old = buffer + 4 * (words - FAR - 4 * FAR);
  let j = FAR;
  for (; j < 4 * FAR; j += 4) extend(buffer + 4 * j, old + 4 * j);
  for (; j < words; j += 4) extend(buffer + 4 * j, buffer + 4 * (j - 4 * FAR));
}

function extend(to: usize, far: usize): void {
  v128.store(to, v128.xor(v128.load(to - 4 * 4 * NEAR), v128.load(far)));
}
