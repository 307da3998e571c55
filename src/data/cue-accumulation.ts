/**
 * Evidence accumulation: seven cues left or right, then, after a delay, a recall phase in which the network says which
 * side had more. The benchmark task of the chip (delayed-supervision navigation), and a generator of like data.
 *
 * Four populations of ten inputs: left, right, recall, noise; one tick a millisecond.
 */
import seedrandom from 'seedrandom';
import type { RegisterName } from '../../isa/registers.js';
import { REFERENCE } from '../design/design.js';
import { registersOf } from '../isa/registers.js';
import type { InputEvent, Sample, Task, TaskSizes, Weights } from './task.js';

export const CUE_SIZES: TaskSizes = { inputs: 40, neurons: 100, outputs: 2 };

const POPULATION = 10;
const LEFT = 0;
const RIGHT = 1;
const RECALL = 2;
const NOISE = 3;
const CUES = 7;
const CUE_TICKS = 100;
const CUE_PERIOD = 150;
const DURATION = 2250;
const RECALL_TICKS = 150;
const ACTIVE_HZ = 40;
const NOISE_HZ = 10;
const TICK_SECONDS = 1e-3;

/** Standard deviations of the initial weights. */
const WEIGHT_SD = { inp: 14.4, rec: 1.87, out: 9.1 };

/** Registers that differ from 0, in the recorded host script of this task; all others are written as 0. */
const SETTINGS: Partial<Record<RegisterName, number>> = {
  ERROR_HALT: 1,
  FP_LOC_WINP: 3,
  FP_LOC_WREC: 3,
  FP_LOC_WOUT: 3,
  FP_LOC_TINP: 3,
  FP_LOC_TREC: 4,
  FP_LOC_TOUT: 6,
  LEARN_SIG_SCALE: 5,
  REGUL_MODE: 2,
  REGUL_W: 3,
  EN_STOCH_ROUND: 1,
  SINGLE_LABEL: 1,
  SEND_LABEL_ONLY: 1,
  KAPPA: 0x79,
  THR_H_0: 0xcd,
  THR_H_1: 0xcd,
  THR_H_2: 0xcd,
  THR_H_3: 0xcd,
  H_4: 1,
  LR_P_WINP: 8,
  LR_P_WREC: 8,
  LR_P_WOUT: 14,
  SEED_INP: 0xf0f0,
  SEED_REC: 0xf1f1,
  SEED_OUT: 0xf2f2,
  SEED_STRND_NEUR: 0x3f3ff3f3,
  SEED_STRND_ONEUR: 0x74f4,
  SEED_STRND_TINP: 0x3f5ff5f5,
  SEED_STRND_TREC: 0x3f6ff6f6,
  SEED_STRND_TOUT: 0x3f7ff7f7,
  SEED_NOISE_NEUR: 0xff0,
  REGUL_F0: 160,
  REGUL_K_INP_P: 10,
  REGUL_K_REC_P: 10,
};

/** Registers that the script does not write: without effect in the public design, or at their reset value. */
const UNTOUCHED: readonly RegisterName[] = ['EN_CONF', 'RO_STAGE_SEL', 'GET_CLKINT_OUT', 'GET_TAR_REQ_OUT'];

/** Settings that learn the task, for a network of any size. */
export const cueSettings = (sizes: TaskSizes): Pick<Task, 'settings' | 'neuron'> => ({
  settings: registersOf(REFERENCE)
    .filter((r) => !UNTOUCHED.includes(r.name))
    .map((r) => {
      const counts: Partial<Record<RegisterName, number>> = {
        NUM_INP: sizes.inputs - 1,
        NUM_REC: sizes.neurons - 1,
        NUM_OUT: sizes.outputs - 1,
      };
      return [r.name, counts[r.name] ?? SETTINGS[r.name] ?? 0] as const;
    }),
  neuron: { alphaLow: 0xfef, threshold: 0x266 },
});

/**
 * The task with generated data and weights.
 * @param samples of each set.
 * @param seed of every random draw.
 */
export function generateCueAccumulation(samples: number, seed: string): Task {
  const set = (name: string): Sample[] => {
    const random = seedrandom(`${seed}/${name}`);
    return Array.from({ length: samples }, () => generateSample(random));
  };
  return {
    name: 'cue-accumulation',
    sizes: CUE_SIZES,
    ...cueSettings(CUE_SIZES),
    weights: generateWeights(seed),
    train: set('train'),
    test: set('test'),
  };
}

function generateSample(random: () => number): Sample {
  const leftShare = random() < 0.5 ? 0.3 : 0.7;
  const sides = Array.from({ length: CUES }, () => (random() < leftShare ? LEFT : RIGHT));
  const events: InputEvent[] = [];
  for (let tick = 0; tick < DURATION; tick++) {
    const cue = Math.floor(tick / CUE_PERIOD);
    const inCue = cue < CUES && tick % CUE_PERIOD < CUE_TICKS;
    fire(events, random, NOISE, tick, NOISE_HZ);
    if (inCue) fire(events, random, sides[cue]!, tick, ACTIVE_HZ);
    if (tick >= DURATION - RECALL_TICKS) fire(events, random, RECALL, tick, ACTIVE_HZ);
  }
  const left = sides.filter((side) => side === LEFT).length;
  const label = left > CUES / 2 ? LEFT : RIGHT;
  return { events, label, labelTick: DURATION - RECALL_TICKS, ticks: DURATION };
}

/** Spikes of a population in one tick. */
function fire(
  events: InputEvent[],
  random: () => number,
  population: number,
  tick: number,
  hertz: number,
): void {
  for (let i = 0; i < POPULATION; i++)
    if (random() < hertz * TICK_SECONDS) events.push({ neuron: POPULATION * population + i, tick });
}

/** Gaussian weights; no neuron connects to itself. */
function generateWeights(seed: string): Weights {
  const { inputs, neurons, outputs } = CUE_SIZES;
  const random = seedrandom(`${seed}/weights`);
  const matrix = (count: number, sd: number): Int8Array =>
    Int8Array.from({ length: count }, () => Math.max(-127, Math.min(127, Math.round(sd * gaussian(random)))));
  const rec = matrix(neurons * neurons, WEIGHT_SD.rec);
  for (let n = 0; n < neurons; n++) rec[n * neurons + n] = 0;
  return { inp: matrix(inputs * neurons, WEIGHT_SD.inp), rec, out: matrix(neurons * outputs, WEIGHT_SD.out) };
}

/** Standard normal numbers (Box and Muller). */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
