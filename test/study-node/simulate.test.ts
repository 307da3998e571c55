/** Simulations of points: the same bits however they are begun, and those of `sextant train`. */
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadWeights, readWeights } from '../../src/chip/weights.js';
import { FAULT_BANKS } from '../../src/faults/fault-map.js';
import { named } from '../../src/energy/record.js';
import { readResult, writeResult } from '../../src/study/outcomes/result.js';
import type { SimulationSettings } from '../../src/study/points/settings.js';
import { measureFaultModel, measureModelVersion, MODEL_VERSION } from '../../src/study-node/model-version.js';
import { OpenStudy } from '../../src/study-node/open-study.js';
import { simulate } from '../../src/study-node/simulate.js';
import { TaskSource, type TrainableTask } from '../../src/study-node/task-source.js';
import { studyWith } from '../study/example-study.js';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const settings = (epochs: number, registers: Record<string, number> = {}): SimulationSettings => ({
  task: { name: 'cue-accumulation' },
  samples: 2,
  epochs,
  registers,
});
const textOf = async (task: TrainableTask, s: SimulationSettings, options = {}): Promise<string> =>
  writeResult((await simulate(task, s, { point: '{}', seed: '7' }, options)).result!);

describe('a simulation of a point', () => {
  let task: TrainableTask;
  beforeAll(async () => {
    task = await new TaskSource('.').trainable({ ...settings(1), seed: '7' });
  });

  it('is what sextant train does', async () => {
    const { result } = await simulate(task, settings(2, { KAPPA: 96 }), { point: '{}', seed: '7' });
    const dir = temporaryDirectory();
    const args = ['--samples', '2', '--epochs', '2', '--seed', '7', '--set', 'KAPPA=96', '--energy', '-q'];
    expect(sextant('train', ...args, '-o', dir).status).toBe(0);
    const record = JSON.parse(readFileSync(join(dir, 'activity.json'), 'utf8')) as Record<string, unknown>;
    expect(record['counts']).toEqual(named(result!.counts));
    expect(record['cycles']).toBe(result!.cycles);
  });

  it('gives the same bytes from a loaded chip as from one that is loaded over SPI', async () => {
    const all = settings(1, {
      KAPPA: 100,
      THR_H_1: -200,
      H_2: -3,
      LR_R_WREC: 2,
      REGUL_F0: 90,
      FP_LOC_WINP: 2,
    });
    expect(await textOf(task, all)).toBe(await textOf(task, all, { startsCold: true }));
    const seeds = settings(1, { SEED_INP: 0x1234 });
    expect(await textOf(task, seeds)).not.toBe(await textOf(task, settings(1)));
  });

  it('gives the same bytes when it goes on from a shorter training', async () => {
    const first = await simulate(task, settings(1), { point: '{}', seed: '7' });
    const trained = structuredClone(first.trained());
    expect(await textOf(task, settings(3), { from: trained })).toBe(await textOf(task, settings(3)));
  });

  it('gives the same bytes on the cycle engine', async () => {
    expect(await textOf(task, settings(1), { engine: 'cycle' })).toBe(await textOf(task, settings(1)));
  });

  it('has faults in its tests only, where they are wanted there, on both engines and from a snapshot', async () => {
    const faults = {
      rate: 0.01,
      kind: 'flip-on-write',
      pattern: 'cells',
      banks: ['winp', 'wrec', 'wout'],
    } as const;
    const faulty = { ...settings(2), faults: { ...faults, during: 'tests' as const } };
    const clean = (await simulate(task, settings(2), { point: '{}', seed: '7' })).result!;
    const { result, trained } = await simulate(task, faulty, { point: '{}', seed: '7' });
    expect(result!.epochs.map(({ train }) => train)).toEqual(clean.epochs.map(({ train }) => train));
    expect(result!.epochs[0]!.test).not.toEqual(clean.epochs[0]!.test);
    expect(trained().epochs).toHaveLength(2);
    const short = { ...faulty, epochs: 1 };
    const first = await simulate(task, short, { point: '{}', seed: '7' });
    const trainedOnce = structuredClone(first.trained());
    expect(await textOf(task, faulty, { from: trainedOnce })).toBe(writeResult(result!));
    expect(await textOf(task, short, { engine: 'cycle' })).toBe(writeResult(first.result!));
  });

  it('has its weights in memristive devices in its tests, on both engines and from a snapshot', async () => {
    const devices = {
      programmingNoise: 1,
      drift: 1,
      readNoise: 1,
      age: 3600,
      deviceToDevice: 0.1,
      cycleToCycle: 0.05,
      banks: ['winp', 'wrec', 'wout'],
    } as const;
    const noisy = { ...settings(2), devices };
    const clean = (await simulate(task, settings(2), { point: '{}', seed: '7' })).result!;
    const { result } = await simulate(task, noisy, { point: '{}', seed: '7' });
    expect(result!.epochs.map(({ train }) => train)).toEqual(clean.epochs.map(({ train }) => train));
    expect(result!.epochs[0]!.test).not.toEqual(clean.epochs[0]!.test);
    const short = { ...noisy, epochs: 1 };
    const first = await simulate(task, short, { point: '{}', seed: '7' });
    const trainedOnce = structuredClone(first.trained());
    expect(await textOf(task, noisy, { from: trainedOnce })).toBe(writeResult(result!));
    expect(await textOf(task, short, { engine: 'cycle' })).toBe(writeResult(first.result!));
  });

  it('stops between epochs', async () => {
    const { result, trained } = await simulate(
      task,
      settings(3),
      { point: '{}', seed: '7' },
      { stopped: () => true },
    );
    expect(result).toBeUndefined();
    expect(trained().epochs).toHaveLength(1);
  });

  it('is read back as it was written', async () => {
    const text = await textOf(task, settings(1));
    expect(writeResult(readResult(text))).toBe(text);
  });
});

describe("constants of a task's own program", () => {
  const directory = temporaryDirectory();
  const loop = readFileSync(projectPath('firmware/training.s'), 'utf8');
  sextant('data', 'generate', join(directory, 'task'), '--task', 'cue-accumulation', '--samples', '1');
  const beside = (name: string): string => join(directory, 'task', name);
  writeFileSync(beside('loop.s'), `.equ PAUSE, 50\n${loop.replace('wait    50', 'wait    PAUSE')}`);
  copyFileSync(projectPath('firmware/load-weights.s'), beside('load-weights.s'));
  appendFileSync(beside('task.yaml'), 'program: loop.s\n');
  const trainable = (constants: Record<string, number>): Promise<TrainableTask> =>
    new TaskSource(directory).trainable({
      ...settings(1),
      task: { data: 'task/task.yaml' },
      seed: '1',
      constants,
    });

  it('take the values of the study', async () => {
    const cycles = async (pause: number): Promise<number> =>
      (await simulate(await trainable({ PAUSE: pause }), settings(1), { point: '{}', seed: '1' })).result!
        .cycles;
    expect((await cycles(500)) - (await cycles(50))).toBe(450);
  });

  it('belong to a program whose comments change no id, and whose instructions do', async () => {
    const digest = (): Promise<string> => new TaskSource(directory).digest({ data: 'task/task.yaml' }, '1');
    const before = await digest();
    const text = readFileSync(beside('loop.s'), 'utf8');
    writeFileSync(beside('loop.s'), `; a comment\n${text}`);
    expect(await digest()).toBe(before);
    writeFileSync(beside('loop.s'), text.replace('wait    10', 'wait    11'));
    expect(await digest()).not.toBe(before);
    writeFileSync(beside('loop.s'), text);
  });

  it('are refused where the program does not have them', async () => {
    await expect(trainable({ PAUS: 1 })).rejects.toThrow(
      /has no constant \(\.equ\) 'PAUS'; did you mean 'PAUSE'\?/,
    );
  });
});

describe('the version of the model', () => {
  it('is the committed one; where it is not, the chip does something else, and stored results are not used', () => {
    expect(measureModelVersion()).toBe(MODEL_VERSION);
  });

  it('of faulty memories is part of the points that have faults', async () => {
    const open = new OpenStudy(
      'study.yaml',
      studyWith('axes: { kappa: [1, 2] }\nregisters: { KAPPA: kappa }'),
      MODEL_VERSION,
    );
    const pointAt = async (rate: number): Promise<string> => {
      const faults = {
        rate,
        kind: 'stuck-at-0',
        pattern: 'cells',
        banks: FAULT_BANKS,
        during: 'always',
      } as const;
      return (await open.simulation({ ...settings(1), faults }, '1')).point;
    };
    expect(await pointAt(0)).not.toContain(measureFaultModel());
    expect(await pointAt(0.01)).toContain(measureFaultModel());
  });

  it('changes with one bit', () => {
    let runs = 0;
    const version = measureModelVersion((chip) => {
      const [weight] = readWeights(chip, 'winp', 1, 1);
      if (runs++ === 0) loadWeights(chip, 'winp', [weight! ^ 1], 1);
    });
    expect(version).not.toBe(MODEL_VERSION);
  });
});
