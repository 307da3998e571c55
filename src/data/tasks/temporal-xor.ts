/**
 * Temporal exclusive-or: two cues, each of one of two populations, with silence between them; in the recall phase the network
 * says whether they were different. Neither cue alone says anything.
 *
 * Four populations of ten inputs: A, B, recall, noise; one tick a millisecond.
 */
import type { Sample } from '../task.js';
import { learningSettings } from './learning-settings.js';
import type { GeneratedTask } from './generated-task.js';
import { twoCueSample } from './two-cues.js';

const RECALL = 2;
const NOISE = 3;

function sample(random: () => number): Sample {
  const [first, second] = [random() < 0.5 ? 0 : 1, random() < 0.5 ? 0 : 1];
  return twoCueSample({ first, second, recall: RECALL, noise: NOISE }, first === second ? 0 : 1, random);
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
