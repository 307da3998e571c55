import { describe, expect, it } from 'vitest';
import seedrandom from 'seedrandom';
import { Chip } from '../../src/chip/chip.js';
import { learningSettings } from '../../src/data/tasks/learning-settings.js';
import { loadOperations, phaseOperations, sampleOperations } from '../../src/data/protocol.js';
import { neuronChunks, settingsOf, type Sample, type Task } from '../../src/data/task.js';
import { Executor } from '../../src/host/executor.js';
import { summarise } from '../../src/training/epochs.js';
import type { SampleOutcome } from '../../src/training/outcome.js';
import { train, weightsOf } from '../../src/training/training.js';

const random = seedrandom('a task of another size');
const below = (n: number): number => Math.floor(random() * n);
const matrix = (count: number, spread: number): Int8Array =>
  Int8Array.from({ length: count }, () => below(2 * spread + 1) - spread);

/** Samples of different lengths, with their labels at different ticks. */
function sample(): Sample {
  const ticks = 20 + below(20);
  const events = Array.from({ length: 40 }, () => ({ neuron: below(6), tick: below(ticks - 1) }));
  events.sort((a, b) => a.tick - b.tick);
  return { events, label: below(3), labelTick: 5 + below(10), ticks };
}

const sizes = { inputs: 6, neurons: 20, outputs: 3 };
const task: Task = {
  name: 'another',
  sizes,
  ...learningSettings(sizes),
  neuron: [
    { alphaLow: 0xf00, threshold: 90 },
    { alphaLow: 0xfff, threshold: 120 },
  ],
  weights: { inp: matrix(6 * 20, 60), rec: matrix(20 * 20, 8), out: matrix(20 * 3, 20) },
  train: Array.from({ length: 4 }, sample),
  test: Array.from({ length: 2 }, sample),
};

async function outcomes(of: Task, epochs: number): Promise<{ chip: Chip; list: SampleOutcome[] }> {
  const chip = new Chip();
  const list: SampleOutcome[] = [];
  for await (const outcome of train(chip, of, { epochs })) list.push(outcome);
  return { chip, list };
}

describe('training', () => {
  it('plays any task as the protocol does: sizes, settings, neurons, lengths, ticks of labels', async () => {
    const { chip, list } = await outcomes(task, 2);
    const other = new Chip();
    const answers: { out: number; cycle: number }[] = [];
    const host = new Executor(other, { onEvent: (record) => 'out' in record && answers.push(record) });
    for (const operation of loadOperations(task)) host.run(operation);
    for (let epoch = 0; epoch < 2; epoch++)
      for (const [set, mode] of [
        [task.train, 7],
        [task.test, 0],
      ] as const) {
        for (const operation of phaseOperations(mode)) host.run(operation);
        for (const s of set) for (const operation of sampleOperations(s, mode !== 0)) host.run(operation);
      }
    expect(list.map((o) => [o.output, o.cycle])).toEqual(answers.map((a) => [a.out, a.cycle]));
    expect(list.map((o) => o.label)).toEqual(
      [...task.train, ...task.test, ...task.train, ...task.test].map((s) => s.label),
    );
    expect(weightsOf(chip, task)).toEqual(weightsOf(other, task));
    expect(weightsOf(chip, task)).not.toEqual(task.weights);
    expect([
      chip.state.neur.threshold[0],
      chip.state.neur.threshold[1],
      chip.state.neur.threshold[9],
    ]).toEqual([90, 120, 120]);
  });

  it('needs no test set', async () => {
    const { list } = await outcomes({ ...task, test: [] }, 2);
    expect(list.map((o) => [o.epoch, o.phase, o.index])).toEqual(
      [0, 1].flatMap((epoch) => [0, 1, 2, 3].map((index) => [epoch, 'train', index])),
    );
    const [first] = summarise(list, sizes.neurons);
    expect([first?.train.samples, first?.test.samples]).toEqual([4, 0]);
  });

  it('refuses settings that contradict the sizes, and has no more words of neurons than the memory', () => {
    const wrong: Task = { ...task, settings: [['NUM_REC', 7]] };
    expect(() => settingsOf(wrong)).toThrow('NUM_REC is 7, but the task has 6-20-3 neurons');
    expect(settingsOf({ ...task, settings: [] })).toEqual([
      ['NUM_INP', 5],
      ['NUM_REC', 19],
      ['NUM_OUT', 2],
    ]);
    expect(neuronChunks({ ...task, sizes: { ...sizes, neurons: 256 } }).length).toBe(4 * 128);
  });
});
