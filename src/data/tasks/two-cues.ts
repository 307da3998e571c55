/**
 * Trials of two cues: one population fires, then, after a pause, another or the same one again; after another pause, the
 * recall phase, in which the network answers. One tick a millisecond; a population of noise fires all the time.
 */
import type { Sample } from '../task.js';
import { ACTIVE_HZ, eventsOf, NOISE_HZ } from './populations.js';

const CUE_TICKS = 100;
const PAUSE_TICKS = 100;
const RECALL_TICKS = 150;
const SECOND = CUE_TICKS + PAUSE_TICKS;
const LABEL = SECOND + CUE_TICKS + PAUSE_TICKS;
const DURATION = LABEL + RECALL_TICKS;
const CUE_HZ = 2 * ACTIVE_HZ;

/** The populations of a trial, by their numbers. */
export interface TwoCues {
  readonly first: number;
  readonly second: number;
  readonly recall: number;
  readonly noise: number;
}

/** A sample of two cues. @param label the right answer. @param random draws numbers from 0 to 1. */
export function twoCueSample(cues: TwoCues, label: number, random: () => number): Sample {
  const { first, second, recall, noise } = cues;
  const events = eventsOf(
    [
      { population: noise, from: 0, to: DURATION, hertz: NOISE_HZ },
      { population: first, from: 0, to: CUE_TICKS, hertz: CUE_HZ },
      { population: second, from: SECOND, to: SECOND + CUE_TICKS, hertz: CUE_HZ },
      { population: recall, from: LABEL, to: DURATION, hertz: ACTIVE_HZ },
    ],
    random,
  );
  return { events, label, labelTick: LABEL, ticks: DURATION };
}
