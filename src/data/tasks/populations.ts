/** Input events of generated tasks: populations of ten inputs that fire at random at some rate; one tick a millisecond. */
import type { InputEvent } from '../task.js';

/** Inputs of a population. */
export const POPULATION = 10;
/** Rates of populations that carry information, and of noise, in hertz. */
export const ACTIVE_HZ = 40;
export const NOISE_HZ = 10;
const TICK_SECONDS = 1e-3;

/** A stretch of time in which a population fires. */
export interface Activity {
  readonly population: number;
  readonly from: number;
  /** First tick after it. */
  readonly to: number;
  readonly hertz: number;
}

/**
 * The events of populations that fire in stretches, tick by tick; within a tick in the order of the stretches.
 *
 * An input fires in a tick or not, independently of all others. Instead of drawing that for every input and tick, the gap to
 * the next spike is drawn, which is geometrically distributed: one random number a spike.
 */
export function eventsOf(activities: readonly Activity[], random: () => number): InputEvent[] {
  const events: InputEvent[] = [];
  for (const { population, from, to, hertz } of activities) {
    const slots = POPULATION * (to - from);
    for (const slot of spikes(slots, hertz * TICK_SECONDS, random))
      events.push({
        neuron: POPULATION * population + (slot % POPULATION),
        tick: from + Math.floor(slot / POPULATION),
      });
  }
  return events.sort((a, b) => a.tick - b.tick);
}

/**
 * Indices, in order, of the successes of independent trials.
 * @param probability of each, above 0 and below 1.
 */
export function* spikes(trials: number, probability: number, random: () => number): Generator<number, void> {
  const scale = 1 / Math.log1p(-probability);
  const gap = (): number => Math.floor(Math.log1p(-random()) * scale);
  for (let at = gap(); at < trials; at += 1 + gap()) yield at;
}

/** Events by tick; an input has one in a tick at most. */
export function inOrder(events: InputEvent[]): InputEvent[] {
  const sorted = events.sort((a, b) => a.tick - b.tick || a.neuron - b.neuron);
  return sorted.filter(
    ({ tick, neuron }, i) => i === 0 || tick !== sorted[i - 1]!.tick || neuron !== sorted[i - 1]!.neuron,
  );
}
