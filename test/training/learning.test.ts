/** That tasks are learnt on the chip, and how a training ends, is judged and goes on. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { builtInTask } from '../../src/data/tasks/built-in.js';
import { generateTask } from '../../src/data/tasks/generated-task.js';
import type { Task } from '../../src/data/task.js';
import { taskImage } from '../../src/data/task-image.js';
import { bestEpoch, hasStalled } from '../../src/training/best-epoch.js';
import { designOf } from '../../src/design/design.js';
import { checkpointBytes, hashOfTask, readCheckpoint } from '../../src/training/checkpoint.js';
import { confusionOf } from '../../src/training/confusion.js';
import { summarise, type EpochResult } from '../../src/training/epochs.js';
import type { SampleOutcome } from '../../src/training/outcome.js';
import { Training, weightsOf, type TrainingCheckpoint } from '../../src/training/training.js';
import { temporaryDirectory } from '../project.js';

const taskOf = (name: string, samples: number): Task => generateTask(builtInTask(name)!, samples, '1');

interface Trained {
  readonly chip: Chip;
  readonly outcomes: SampleOutcome[];
  readonly epochs: EpochResult[];
  readonly state: TrainingCheckpoint;
}

async function trained(task: Task, epochs: number, from?: TrainingCheckpoint): Promise<Trained> {
  const chip = new Chip();
  const training = new Training(chip, task, await taskImage(task, epochs), { epochs }, from);
  const outcomes: SampleOutcome[] = [];
  let state = training.checkpoint();
  for await (const outcome of training.outcomes()) {
    outcomes.push(outcome);
    state = training.checkpoint();
  }
  return { chip, outcomes, epochs: summarise(outcomes, task.sizes.neurons), state };
}

describe('the chip learns', () => {
  it.each([
    ['temporal-xor', 80, 2, 0.75],
    ['gesture', 100, 2, 0.6],
  ])('%s from %i samples in %i epochs', async (name, samples, epochs, accuracy) => {
    const result = await trained(taskOf(name, samples), epochs);
    expect(result.epochs.at(-1)!.test.accuracy).toBeGreaterThan(accuracy);
  });

  it('to follow curves: the error falls below half of the variance of the targets', async () => {
    const { epochs, outcomes } = await trained(taskOf('pattern-generation', 6), 4);
    expect(epochs.at(-1)!.test.error).toBeLessThan(0.5);
    expect(epochs.at(-1)!.test.error).toBeLessThan(epochs[0]!.train.error!);
    expect(confusionOf(outcomes, 4, 2)).toBeUndefined();
  });
});

describe('a training', () => {
  const all = taskOf('temporal-xor', 6);
  const task: Task = {
    ...all,
    train: all.train.slice(0, 3),
    validation: all.test.slice(0, 2),
    test: all.test,
  };

  it('goes on from a checkpoint as if it had not ended, bit for bit', async () => {
    const whole = await trained(task, 3);
    const first = await trained(task, 1);
    const file = join(temporaryDirectory(), 'checkpoint.bin');
    const { state, outcomes } = first;
    writeFileSync(
      file,
      checkpointBytes({ taskSha256: hashOfTask(task), options: { seed: 'x' }, state, outcomes }),
    );
    const checkpoint = await readCheckpoint<{ seed: string }>(file);
    expect(checkpoint).toMatchObject({ taskSha256: hashOfTask(task), options: { seed: 'x' } });
    const rest = await trained(task, 3, checkpoint.state);
    expect([...checkpoint.outcomes, ...rest.outcomes]).toEqual(whole.outcomes);
    expect(weightsOf(rest.chip, task)).toEqual(weightsOf(whole.chip, task));
    expect(rest.chip.snapshot()).toEqual(whole.chip.snapshot());
  });

  it('refuses a checkpoint that is damaged or something else', async () => {
    const file = join(temporaryDirectory(), 'checkpoint.bin');
    const { state, outcomes } = await trained({ ...task, test: [], validation: [] }, 1);
    const bytes = checkpointBytes({ taskSha256: '', options: {}, state, outcomes });
    for (const damaged of [
      bytes.subarray(0, 1000),
      bytes.map((b, i) => (i === 5000 ? b ^ 4 : b)),
      new Uint8Array(9),
    ]) {
      writeFileSync(file, damaged);
      await expect(readCheckpoint(file)).rejects.toThrow(
        /checkpoint\.bin: not a checkpoint of a training, or damaged/,
      );
    }
  });

  it('plays the samples for validation before those of the test, without learning', async () => {
    const { outcomes } = await trained(task, 1);
    expect(outcomes.map(({ phase, index }) => `${phase} ${index}`)).toEqual([
      ...['train 0', 'train 1', 'train 2', 'validation 0', 'validation 1'],
      ...Array.from({ length: 6 }, (_, i) => `test ${i}`),
    ]);
    const of = (wanted: string) => outcomes.filter(({ phase }) => phase === wanted);
    expect([...of('validation'), ...of('test')].every((o) => o.weightsChanged === 0)).toBe(true);
  });

  it('knows another task by its hash', () => {
    const [first, ...others] = task.train;
    const moved = { ...first!, events: first!.events.map((e) => ({ ...e, tick: e.tick + 1 })) };
    expect(hashOfTask({ ...task, train: [moved, ...others] })).not.toBe(hashOfTask(task));
    expect(hashOfTask({ ...task, settings: [...task.settings, ['KAPPA', 3]] })).not.toBe(hashOfTask(task));
    expect(hashOfTask(structuredClone(task))).toBe(hashOfTask(task));
    // A chip that is named and the same one as parameters, as a resumed training has it.
    const [named, given, other] = [
      designOf({ neurons: 64 }, 'n64'),
      designOf({ neurons: 64 }),
      designOf({ neurons: 32 }),
    ];
    expect(hashOfTask({ ...task, design: named })).toBe(hashOfTask({ ...task, design: given }));
    expect(hashOfTask({ ...task, design: other })).not.toBe(hashOfTask({ ...task, design: given }));
  });
});

const scored = (epoch: number, score: { accuracy: number } | { error: number }): EpochResult => {
  const phase = {
    samples: 4,
    cycles: 0,
    cyclesPerSample: 0,
    spikes: 0,
    synapticOps: 0,
    sparsity: 0,
    weightsChanged: 0,
  };
  return { epoch, train: { ...phase, ...score }, test: { ...phase, ...score } };
};

describe('the best epoch', () => {
  it('is the earliest of the most accurate, or of the least error', () => {
    const accuracies = [0.5, 0.75, 0.75, 0.5].map((accuracy, i) => scored(i + 1, { accuracy }));
    expect(bestEpoch(accuracies)).toEqual({ epoch: 2, by: 'test' });
    expect(bestEpoch([0.5, 0.3, 0.4].map((error, i) => scored(i + 1, { error })))?.epoch).toBe(2);
    expect(bestEpoch([])).toBeUndefined();
    expect([1, 2, 3].map((patience) => hasStalled(accuracies, patience))).toEqual([true, true, false]);
  });
});

describe('answers by label', () => {
  it('are counted in the test of the last epoch', () => {
    const outcome = (label: number, output: number, epoch = 1): SampleOutcome => ({
      ...{ epoch, phase: 'test', index: 0, label, output, cycle: 0, cycles: 0, ticks: 0 },
      ...{ inputEvents: 0, spikes: 0, synapticOps: 0, weightsChanged: 0 },
    });
    const list = [outcome(0, 1, 0), outcome(0, 0), outcome(0, 1), outcome(1, 1), outcome(1, 7)];
    expect(confusionOf(list, 2, 3)).toEqual({
      ...{ phase: 'test', epoch: 2, other: [0, 1, 0], accuracy: [0.5, 0.5, null] },
      matrix: [
        [1, 1, 0],
        [0, 1, 0],
        [0, 0, 0],
      ],
    });
  });
});
