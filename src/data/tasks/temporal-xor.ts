/**
 * Temporal exclusive-or: two cues, each of one of two populations, with silence between them; in the recall phase the network
 * says whether they were different. Neither cue alone says anything.
 *
 * Four populations of ten inputs: A, B, recall, noise; one tick a millisecond.
 */
import type { Sample } from '../task.js';
import { learningSettings } from './learning-settings.js';
import type { GeneratedTask } from './generated-task.js';
import { ACTIVE_HZ, eventsOf, NOISE_HZ } from './populations.js';

const RECALL = 2;
const NOISE = 3;
const CUE_TICKS = 100;
const PAUSE_TICKS = 100;
const RECALL_TICKS = 150;
const SECOND = CUE_TICKS + PAUSE_TICKS;
const LABEL = SECOND + CUE_TICKS + PAUSE_TICKS;
const DURATION = LABEL + RECALL_TICKS;
const CUE_HZ = 2 * ACTIVE_HZ;

function sample(random: () => number): Sample {
  const [first, second] = [random() < 0.5 ? 0 : 1, random() < 0.5 ? 0 : 1];
  const events = eventsOf(
    [
      { population: NOISE, from: 0, to: DURATION, hertz: NOISE_HZ },
      { population: first, from: 0, to: CUE_TICKS, hertz: CUE_HZ },
      { population: second, from: SECOND, to: SECOND + CUE_TICKS, hertz: CUE_HZ },
      { population: RECALL, from: LABEL, to: DURATION, hertz: ACTIVE_HZ },
    ],
    random,
  );
  return { events, label: first === second ? 0 : 1, labelTick: LABEL, ticks: DURATION };
}

const SIZES = { inputs: 40, neurons: 100, outputs: 2 };

export const temporalXor: GeneratedTask = {
  name: 'temporal-xor',
  title: 'whether two cues in a row were different',
  sizes: SIZES,
  ...learningSettings(SIZES, { LR_P_WINP: 7, LR_P_WREC: 7, LR_P_WOUT: 13 }),
  spread: { inp: 20, rec: 3, out: 9.1 },
  sampler: () => sample,
};
