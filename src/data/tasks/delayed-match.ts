/**
 * Delayed match to sample: one of three populations fires, then, after a pause, one of them again; in the recall phase the
 * network says whether it was the same. Every second sample matches, on average.
 *
 * Five populations of ten inputs: A, B, C, recall, noise; one tick a millisecond.
 */
import type { Sample } from '../task.js';
import { learningSettings } from './learning-settings.js';
import type { GeneratedTask } from './generated-task.js';
import { twoCueSample } from './two-cues.js';

const CUES = 3;
const RECALL = 3;
const NOISE = 4;

function sample(random: () => number): Sample {
  const first = Math.floor(CUES * random());
  const matches = random() < 0.5;
  const second = matches ? first : (first + 1 + Math.floor((CUES - 1) * random())) % CUES;
  return twoCueSample({ first, second, recall: RECALL, noise: NOISE }, matches ? 1 : 0, random);
}

const SIZES = { inputs: 50, neurons: 100, outputs: 2 };

export const delayedMatch: GeneratedTask = {
  name: 'delayed-match',
  title: 'whether two cues in a row, each one of three, were the same',
  sizes: SIZES,
  ...learningSettings(SIZES, { LR_P_WINP: 7, LR_P_WREC: 7, LR_P_WOUT: 13 }),
  spread: { inp: 20, rec: 3, out: 9.1 },
  sampler: () => sample,
};
