/**
 * Evidence accumulation: seven cues left or right, then, after a delay, a recall phase in which the network says which
 * side had more. The benchmark task of the chip (delayed-supervision navigation), and a generator of like data.
 *
 * Four populations of ten inputs: left, right, recall, noise; one tick a millisecond.
 */
import type { Sample, Task, TaskSizes } from '../task.js';
import { generateTask, type GeneratedTask } from './generated-task.js';
import { learningSettings } from './learning-settings.js';
import { ACTIVE_HZ, eventsOf, NOISE_HZ, type Activity } from './populations.js';

const CUE_SIZES: TaskSizes = { inputs: 40, neurons: 100, outputs: 2 };

const LEFT = 0;
const RIGHT = 1;
const RECALL = 2;
const NOISE = 3;
const CUES = 7;
const CUE_TICKS = 100;
const CUE_PERIOD = 150;
const DURATION = 2250;
const RECALL_TICKS = 150;

/** Standard deviations of the initial weights. */
const WEIGHT_SPREAD = { inp: 14.4, rec: 1.87, out: 9.1 };

/** A sample: cues, silence, recall, and noise throughout. */
function sample(random: () => number): Sample {
  const leftShare = random() < 0.5 ? 0.3 : 0.7;
  const sides = Array.from({ length: CUES }, () => (random() < leftShare ? LEFT : RIGHT));
  const labelTick = DURATION - RECALL_TICKS;
  const activities: Activity[] = [
    { population: NOISE, from: 0, to: DURATION, hertz: NOISE_HZ },
    ...sides.map((population, cue) => ({
      population,
      from: cue * CUE_PERIOD,
      to: cue * CUE_PERIOD + CUE_TICKS,
      hertz: ACTIVE_HZ,
    })),
    { population: RECALL, from: labelTick, to: DURATION, hertz: ACTIVE_HZ },
  ];
  const left = sides.filter((side) => side === LEFT).length;
  return {
    events: eventsOf(activities, random),
    label: left > CUES / 2 ? LEFT : RIGHT,
    labelTick,
    ticks: DURATION,
  };
}

export const cueAccumulation: GeneratedTask = {
  name: 'cue-accumulation',
  title: 'which of two sides had more of seven cues',
  sizes: CUE_SIZES,
  ...learningSettings(CUE_SIZES),
  spread: WEIGHT_SPREAD,
  sampler: () => sample,
};

/** The task with generated data and weights. @param samples of each set. @param seed of every random draw. */
export const generateCueAccumulation = (samples: number, seed: string): Task =>
  generateTask(cueAccumulation, samples, seed);
