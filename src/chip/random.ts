/**
 * The chip's random generators: reset values, seeds, advances. Source: the public RTL of ReckOn (srnn.v, lfsr/*.v).
 */
import {
  advance15,
  advance7,
  advanceWords,
  seed15,
  seed7,
  seedWords,
  wordBufferLength,
  type WordGeneratorSpec,
} from '../fixed-point/index.js';
import type { Arena } from './arena.js';
import type { Config } from './config.js';
import { seedStrobe } from './synchronisers.js';

export const NOISE_GENERATOR: WordGeneratorSpec = { near: 3, far: 17, wordsPerAdvance: 1 };
/** 16 lanes of 32 bits. */
export const WEIGHT_GENERATOR: WordGeneratorSpec = { near: 3, far: 25, wordsPerAdvance: 16 };
/** 16 lanes of 28 bits. */
export const WOUT_GENERATOR: WordGeneratorSpec = { near: 1, far: 22, wordsPerAdvance: 14 };

/** Indices into {@link RandomState.rounding}; neurons n = 0, 1 of a pair stand together. */
export const RND = { U: 0, INP: 2, REC: 4, OUT: 6, O: 8 } as const;

const RESET_ROUNDING = [0x1234, 0x70f0, 0x1348, 0x7fcf, 0x4321, 0x7bea, 0x3ff3, 0x7ef0, 0x7aba];
const RESET_NOISE = 0x1f0f1;
const RESET_WINP = 1;
const RESET_WREC = 0x0424242;
const RESET_WOUT = 1;

/** Generators that make whole words: a buffer and where the current output starts in it. */
export interface WordGenerator {
  readonly buffer: Int32Array;
  at: number;
}

/** State of all random generators. */
export interface RandomState {
  /** The nine 15-bit generators of the stochastic rounding, by {@link RND}. */
  readonly rounding: Int32Array;
  readonly noise: WordGenerator;
  readonly winp: WordGenerator;
  readonly wrec: WordGenerator;
  readonly wout: WordGenerator;
}

export function layoutRandom(arena: Arena): RandomState {
  const words = (spec: WordGeneratorSpec): WordGenerator => ({
    buffer: arena.i32(wordBufferLength(spec)),
    at: spec.far,
  });
  return {
    rounding: arena.i32(9),
    noise: words(NOISE_GENERATOR),
    winp: words(WEIGHT_GENERATOR),
    wrec: words(WEIGHT_GENERATOR),
    wout: words(WOUT_GENERATOR),
  };
}

/** Generators as the reset leaves them. */
export function resetRandom(r: RandomState): void {
  RESET_ROUNDING.forEach((seed, i) => (r.rounding[i] = i < RND.OUT ? seed15(seed) : seed7(seed)));
  load(r.noise, NOISE_GENERATOR, RESET_NOISE);
  load(r.winp, WEIGHT_GENERATOR, RESET_WINP);
  load(r.wrec, WEIGHT_GENERATOR, RESET_WREC);
  load(r.wout, WOUT_GENERATOR, RESET_WOUT);
}

/** Loads the generators whose PROG_SEED strobes are set in a synchroniser word, from their seed registers. */
export function loadSeeds(r: RandomState, strobes: number, c: Config): void {
  const pair = (index: number, seed: number, decode: (seed: number) => number): void => {
    r.rounding[index] = decode(seed & 0x7fff);
    r.rounding[index + 1] = decode((seed >>> 15) & 0x7fff);
  };
  if (strobes & seedStrobe(0)) load(r.winp, WEIGHT_GENERATOR, c.SEED_INP);
  if (strobes & seedStrobe(1)) load(r.wrec, WEIGHT_GENERATOR, c.SEED_REC);
  if (strobes & seedStrobe(2)) load(r.wout, WOUT_GENERATOR, c.SEED_OUT);
  if (strobes & seedStrobe(3)) pair(RND.U, c.SEED_STRND_NEUR, seed15);
  if (strobes & seedStrobe(4)) r.rounding[RND.O] = seed7(c.SEED_STRND_ONEUR);
  if (strobes & seedStrobe(5)) pair(RND.INP, c.SEED_STRND_TINP, seed15);
  if (strobes & seedStrobe(6)) pair(RND.REC, c.SEED_STRND_TREC, seed15);
  if (strobes & seedStrobe(7)) pair(RND.OUT, c.SEED_STRND_TOUT, seed7);
  if (strobes & seedStrobe(8)) load(r.noise, NOISE_GENERATOR, c.SEED_NOISE_NEUR);
}

function load(generator: WordGenerator, spec: WordGeneratorSpec, seed: number): void {
  generator.at = seedWords(spec, generator.buffer, seed);
}

/** Drops the current output of a word generator. */
export function advanceGenerator(generator: WordGenerator, spec: WordGeneratorSpec): void {
  generator.at = advanceWords(spec, generator.buffer, generator.at);
}

/** Advances the two membrane rounding generators. */
export function advanceMembraneRounding(r: RandomState): void {
  r.rounding[RND.U] = advance15(r.rounding[RND.U]!);
  r.rounding[RND.U + 1] = advance15(r.rounding[RND.U + 1]!);
}

/** Advances the six trace rounding generators. */
export function advanceTraceRounding(r: RandomState): void {
  for (let i: number = RND.INP; i < RND.OUT; i++) r.rounding[i] = advance15(r.rounding[i]!);
  r.rounding[RND.OUT] = advance7(r.rounding[RND.OUT]!);
  r.rounding[RND.OUT + 1] = advance7(r.rounding[RND.OUT + 1]!);
}

/** Advances the rounding generator of the output membranes. */
export function advanceOutputRounding(r: RandomState): void {
  r.rounding[RND.O] = advance7(r.rounding[RND.O]!);
}

/** Lane k (28 bits, unsigned) of the current output of the wout generator. */
export function woutLane(generator: WordGenerator, k: number): number {
  const bit = 28 * k;
  const word = generator.at + (bit >>> 5);
  const shift = bit & 31;
  let lane = generator.buffer[word]! >>> shift;
  if (shift > 4) lane |= generator.buffer[word + 1]! << (32 - shift);
  return lane & 0xfffffff;
}
