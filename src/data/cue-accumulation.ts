/**
 * Evidence accumulation: seven cues left or right, then, after a delay, a recall phase in which the network says which
 * side had more. The benchmark task of the chip (delayed-supervision navigation), and a generator of like data.
 *
 * Four populations of ten inputs: left, right, recall, noise; one tick a millisecond.
 */
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { REGISTERS, type RegisterName } from '../../isa/registers.js';
import { readSampleFile, readWeightFile } from './dat.js';
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
  NUM_INP: CUE_SIZES.inputs - 1,
  NUM_REC: CUE_SIZES.neurons - 1,
  NUM_OUT: CUE_SIZES.outputs - 1,
  REGUL_F0: 160,
  REGUL_K_INP_P: 10,
  REGUL_K_REC_P: 10,
};

/** Registers the script leaves alone: without effect in the public design, or at their reset value. */
const UNTOUCHED: readonly RegisterName[] = ['EN_CONF', 'RO_STAGE_SEL', 'GET_CLKINT_OUT', 'GET_TAR_REQ_OUT'];

function task(weights: Weights, train: Sample[], test: Sample[]): Task {
  return {
    name: 'cue-accumulation',
    sizes: CUE_SIZES,
    settings: REGISTERS.filter((r) => !UNTOUCHED.includes(r.name)).map(
      (r) => [r.name, SETTINGS[r.name] ?? 0] as const,
    ),
    neuron: { alphaLow: 0xfef, threshold: 0x266 },
    weights,
    train,
    test,
    supervisionTick: DURATION - RECALL_TICKS,
  };
}

/**
 * The task with data and weights from a directory: dataset_train.dat, dataset_test.dat, weights_{inp,rec,out}.dat.
 * @param samples at most so many of each set.
 * @throws UserError naming the file and line that is missing or wrong.
 */
export async function loadCueAccumulation(directory: string, samples: number): Promise<Task> {
  const { inputs, neurons, outputs } = CUE_SIZES;
  const file = (name: string): string => join(directory, name);
  const weights = {
    inp: await readWeightFile(file('weights_inp.dat'), inputs * neurons),
    rec: await readWeightFile(file('weights_rec.dat'), neurons * neurons),
    out: await readWeightFile(file('weights_out.dat'), neurons * outputs),
  };
  const train = await readSampleFile(file('dataset_train.dat'), { inputs, outputs });
  const test = await readSampleFile(file('dataset_test.dat'), { inputs, outputs });
  return task(weights, train.slice(0, samples), test.slice(0, samples));
}

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
  return task(generateWeights(seed), set('train'), set('test'));
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
  return { events, label: left > CUES / 2 ? LEFT : RIGHT, ticks: DURATION };
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
