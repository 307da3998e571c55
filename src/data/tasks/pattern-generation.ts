/**
 * Pattern generation, a regression: two outputs follow two curves for half a second, each a sum of three sines. The inputs fire
 * at random, but in the same way in every sample, apart from some noise: the network has to tell the time by them.
 *
 * Curves and input are drawn once for all samples, from the seed. Two populations of ten inputs, with noise in both; one
 * tick a millisecond.
 */
import type { InputEvent, Sample } from '../task.js';
import type { GeneratedTask } from './generated-task.js';
import { learningSettings } from './learning-settings.js';
import { ACTIVE_HZ, eventsOf, inOrder } from './populations.js';

const TICKS = 501;
const POPULATIONS = [0, 1];
const OUTPUTS = 2;
/** Sines of a curve, as periods in a sample, and the height of a curve at most, in units of the output membrane. */
const PERIODS = [1, 2, 3];
const HEIGHT = 1000;
const NOISE_HZ = 0.5;

/** The curves; shape [ticks - 1, outputs]. */
function curves(random: () => number): Int16Array {
  const targets = new Int16Array((TICKS - 1) * OUTPUTS);
  for (let output = 0; output < OUTPUTS; output++) {
    const sines = PERIODS.map((periods) => ({
      periods,
      phase: 2 * Math.PI * random(),
      height: 0.5 + random(),
    }));
    const sum = sines.reduce((total, { height }) => total + height, 0);
    for (let step = 0; step < TICKS - 1; step++) {
      const angle = (2 * Math.PI * step) / (TICKS - 1);
      const value = sines.reduce((v, s) => v + s.height * Math.sin(s.periods * angle + s.phase), 0);
      targets[step * OUTPUTS + output] = Math.round((HEIGHT * value) / sum);
    }
  }
  return targets;
}

const fire = (hertz: number, random: () => number): InputEvent[] =>
  eventsOf(
    POPULATIONS.map((population) => ({ population, from: 0, to: TICKS - 1, hertz })),
    random,
  );

/** @param shared draws what all samples have in common. */
function sampler(shared: () => number): (random: () => number) => Sample {
  const targets = curves(shared);
  const common = fire(ACTIVE_HZ, shared);
  return (random) => ({
    events: inOrder([...common, ...fire(NOISE_HZ, random)]),
    label: -1,
    labelTick: 0,
    ticks: TICKS,
    targets,
  });
}

const SIZES = { inputs: 20, neurons: 100, outputs: OUTPUTS };

export const patternGeneration: GeneratedTask = {
  name: 'pattern-generation',
  title: 'two outputs follow two curves (regression)',
  kind: 'regression',
  sizes: SIZES,
  ...learningSettings(SIZES, {
    REGRESSION: 1,
    SINGLE_LABEL: 0,
    NO_OUT_ACT: 1,
    SEND_PER_TIMESTEP: 1,
    SEND_LABEL_ONLY: 0,
    LR_P_WINP: 6,
    LR_P_WREC: 6,
    LR_P_WOUT: 14,
  }),
  spread: { inp: 25, rec: 3, out: 5 },
  sampler,
};
