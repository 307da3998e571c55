/** Tasks as data: the generators, and descriptions in YAML. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { formatWeights } from '../../src/data/dat.js';
import { formatEvents } from '../../src/data/event-files.js';
import { streamOf } from '../../src/data/sample-stream.js';
import { formatTargets } from '../../src/data/targets-file.js';
import { neuronChunks, type Sample, type Task } from '../../src/data/task.js';
import { BUILT_IN_TASKS } from '../../src/data/tasks/built-in.js';
import { generateTask } from '../../src/data/tasks/generated-task.js';
import { loadTask, TASK_NAMES } from '../../src/data/tasks/load-task.js';
import { eventsOf } from '../../src/data/tasks/populations.js';
import { designOf } from '../../src/design/design.js';
import { temporaryDirectory } from '../project.js';

describe('generated events', () => {
  it('are as many as the rates say, independent of each other, and in order', () => {
    const events = eventsOf(
      [
        { population: 0, from: 0, to: 50_000, hertz: 40 },
        { population: 1, from: 10_000, to: 50_000, hertz: 10 },
      ],
      seedrandom('rates'),
    );
    const of = (population: number) => events.filter(({ neuron }) => Math.floor(neuron / 10) === population);
    // 10 inputs, 50,000 ticks, 0.04 a tick: 20,000 expected, with a standard deviation of 139.
    expect(Math.abs(of(0).length - 20_000)).toBeLessThan(600);
    expect(Math.abs(of(1).length - 4_000)).toBeLessThan(250);
    expect(of(1).every(({ tick }) => tick >= 10_000 && tick < 50_000)).toBe(true);
    expect(events.every(({ tick }, i) => i === 0 || tick >= events[i - 1]!.tick)).toBe(true);
    expect(new Set(events.map(({ neuron, tick }) => `${tick} ${neuron}`)).size).toBe(events.length);
    for (let input = 0; input < 10; input++)
      expect(Math.abs(events.filter(({ neuron }) => neuron === input).length - 2_000)).toBeLessThan(220);
  });
});

describe('built-in tasks', () => {
  it.each(BUILT_IN_TASKS)('$name fits its network, and repeats from its seed', (generated) => {
    const { sizes } = generated;
    const task = generateTask(generated, 12, 'a');
    expect(generateTask(generated, 12, 'a')).toEqual(task);
    expect(generateTask(generated, 12, 'b').train).not.toEqual(task.train);
    expect(task.test).not.toEqual(task.train);
    for (const { events, label, labelTick, ticks, targets } of [...task.train, ...task.test]) {
      expect(events.length).toBeGreaterThan(20);
      expect(
        events.every((e) => e.neuron >= 0 && e.neuron < sizes.inputs && e.tick >= 0 && e.tick < ticks),
      ).toBe(true);
      expect(events.every((e, i) => i === 0 || e.tick >= events[i - 1]!.tick)).toBe(true);
      expect(labelTick).toBeLessThan(ticks);
      if (task.kind === 'regression') expect(targets?.length).toBe((ticks - 1) * sizes.outputs);
      else expect(label >= 0 && label < sizes.outputs).toBe(true);
    }
  });

  it('give a threshold to every neuron that a step visits, inputs without a neuron included', () => {
    const task = generateTask(
      BUILT_IN_TASKS.find(({ name }) => name === 'gesture')!,
      1,
      'a',
    );
    expect(task.sizes.inputs).toBeGreaterThan(2 * task.sizes.neurons);
    expect(neuronChunks(task).length / 4).toBe(task.sizes.inputs / 2);
  });
});

const sizes = { inputs: 3, neurons: 4, outputs: 2 };
const sample = (label: number): Sample => ({
  events: [
    { neuron: label, tick: 1 },
    { neuron: 2, tick: 4 },
  ],
  label,
  labelTick: 3,
  ticks: 8,
});

/** A directory with samples, weights and a description, of which lines are replaced. */
function described(
  changes: Readonly<Record<string, string>> = {},
  samples = [0, 1, 0, 1].map(sample),
): string {
  const dir = temporaryDirectory();
  writeFileSync(join(dir, 'samples.csv'), formatEvents(streamOf(samples), 'csv'));
  writeFileSync(join(dir, 'out.dat'), formatWeights(Int8Array.from([1, 2, 3, 4, 5, 6, 7, 8]), 2));
  const targets = samples.map((s) => ({ ...s, targets: Int16Array.from({ length: 14 }, (_, i) => 100 * i) }));
  writeFileSync(join(dir, 'targets.csv'), formatTargets(targets, 2));
  const lines: Record<string, string> = {
    format: 'sextant-task',
    version: '1',
    name: 'small',
    sizes: '{ inputs: 3, neurons: 4, outputs: 2 }',
    data: '{ train: samples.csv }',
    weights: '{ inp: 20, rec: 0, out: out.dat }',
    ...changes,
  };
  const text = Object.entries(lines).flatMap(([key, value]) => (value === '' ? [] : [`${key}: ${value}\n`]));
  writeFileSync(join(dir, 'task.yaml'), text.join(''));
  return join(dir, 'task.yaml');
}

const load = async (file: string): Promise<Task> => (await loadTask(file, { seed: '3' })).task;

describe('a task from a description', () => {
  it('has the samples, weights, sizes and settings that it names, and those of the task it is like', async () => {
    const task = await load(
      described({
        settings: '{ KAPPA: 0x60 }',
        neurons: '{ alpha-low: 4000, threshold: 300 }',
        like: 'gesture',
      }),
    );
    expect(task).toMatchObject({ name: 'small', kind: 'classification', sizes, test: [] });
    expect(task.train).toEqual([0, 1, 0, 1].map(sample));
    expect([...task.weights.out]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(task.weights.inp.some((w) => w !== 0)).toBe(true);
    expect([...task.weights.rec].every((w) => w === 0)).toBe(true);
    const settings = new Map(task.settings);
    const gesture = new Map(BUILT_IN_TASKS.find(({ name }) => name === 'gesture')!.settings);
    expect(settings.get('KAPPA')).toBe(0x60);
    expect(settings.get('LR_P_WOUT')).toBe(gesture.get('LR_P_WOUT'));
    expect(settings.has('NUM_REC')).toBe(false);
    expect(task.neuron).toEqual({ alphaLow: 4000, threshold: 300 });
  });

  it('deals the samples of one file out to sets by their shares, each sample once', async () => {
    const all = Array.from({ length: 20 }, (_, i) => ({ ...sample(i % 2), ticks: 10 + i }));
    const data = '{ samples: samples.csv, split: { train: 0.5, validation: 0.2, test: 0.3 } }';
    const task = await load(described({ data }, all));
    const sets = [task.train, task.validation ?? [], task.test];
    expect(sets.map((set) => set.length)).toEqual([10, 4, 6]);
    expect(sets.flat().sort((a, b) => a.ticks - b.ticks)).toEqual(all);
    expect(sets.flat()).not.toEqual(all);
  });

  it('is a regression with targets for each output and step', async () => {
    const task = await load(
      described({ kind: 'regression', data: '{ train: samples.csv, targets: { train: targets.csv } }' }),
    );
    expect(task.kind).toBe('regression');
    expect([...task.train[3]!.targets!]).toEqual(Array.from({ length: 14 }, (_, i) => 100 * i));
    expect(new Map(task.settings).get('REGRESSION')).toBe(1);
  });

  it('has the sizes, weights, registers and inputs of the chip that it names', async () => {
    const far = [0, 1].map((label) => ({ ...sample(label), events: [{ neuron: 400, tick: 3 }] }));
    const sizes512 = '{ inputs: 401, neurons: 4, outputs: 2 }';
    const changes = { design: 'n512,weight_bits=5', sizes: sizes512, settings: '{ ALPHA_CONF_7: 1 }' };
    const task = await load(described(changes, far));
    expect(task.design).toMatchObject({ inputs: 512, neurons: 512, weightBits: 5 });
    expect(task.train[0]!.events).toEqual([{ neuron: 400, tick: 3 }]);
    expect(new Map(task.settings).get('ALPHA_CONF_7')).toBe(1);
    expect(Math.max(...task.weights.inp)).toBe(15);
    const file = described({ design: '{ neurons: 64 }' });
    expect((await load(file)).design).toMatchObject({ inputs: 256, neurons: 64 });
    expect((await loadTask(file, { design: designOf({ neurons: 64 }) })).task.design?.neurons).toBe(64);
    await expect(loadTask(file, { design: designOf({ neurons: 32 }) })).rejects.toThrow(
      /task\.yaml:\d+: the task is for another chip than the given one: neurons 64 instead of 32/,
    );
  });

  it.each([
    [{ design: 'n63' }, /:7: there is no design 'n63'; did you mean 'n64'\?/],
    [{ design: 'neurons=15' }, /:7: design: neurons = 15: an even number of neurons/],
    [{ design: '{ nurons: 64 }' }, /:7: design\.nurons: unknown key 'nurons'; did you mean 'neurons'\?/],
    [{ design: '{ neurons: 64.5 }' }, /:7: design\.neurons: a whole number/],
    [{ design: '[64]' }, /:7: design: an object is expected/],
    [
      { design: 'weight_bits=2', weights: '{ inp: 1, rec: 0, out: out.dat }' },
      /out\.dat: line 1: a weight from -2 to 1 expected, not '2'/,
    ],
    [
      { design: '{ inputs: 16, neurons: 16 }', sizes: '{ inputs: 3, neurons: 18, outputs: 2 }' },
      /the chip has 16/,
    ],
    [{ colour: 'red' }, /:7: colour: unknown key 'colour'/],
    [{ sizes: '{ inputs: 300, neurons: 4, outputs: 2 }' }, /:4: sizes\.inputs: 300, but the chip has 256/],
    [{ sizes: '{ inputs: 2, neurons: 4, outputs: 2 }' }, /sample 1 has an event of input 2, but there are 2/],
    [
      { sizes: '{ inputs: 3, neurons: 4, outputs: 1 }', weights: '{ inp: 1, rec: 1, out: 1 }' },
      /sample 2 has label 1/,
    ],
    [
      { weights: '{ inp: 20, rec: 0, out: 200 }' },
      /:6: weights\.out: a file, or a standard deviation from 0 to 127/,
    ],
    [{ settings: '{ KAPA: 3 }' }, /:7: settings\.KAPA: not a register that a task may set/],
    [{ settings: '{ KAPPA: 256 }' }, /:7: settings\.KAPPA: a number from 0 to 255 is expected, not 256/],
    [{ settings: '{ KAPPA: 1.5 }' }, /:7: settings\.KAPPA: a whole number is expected, not 1\.5/],
    [{ data: '{ train: none.csv }' }, /none\.csv: no such file/],
    [
      { data: '{ samples: samples.csv, split: { train: 0.5 } }' },
      /:5: data\.split\.train: the shares add up to 0\.5/,
    ],
    [{ kind: 'regression' }, /data\.targets: missing/],
    [{ network: 'net' }, /:4: sizes: the network has its own/],
    [{ like: 'pattern-generation' }, /:7: like: /],
  ])('with %o is refused with the place', async (changes, message) => {
    await expect(load(described(changes as Record<string, string>))).rejects.toThrow(message);
  });

  it('names the built-in tasks where the name is not one', async () => {
    expect(TASK_NAMES).toContain('delayed-match');
    await expect(loadTask('temporal-xr')).rejects.toThrow(/did you mean 'temporal-xor'/);
  });
});
