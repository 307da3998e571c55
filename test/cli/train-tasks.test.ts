/** `sextant train` with tasks of every kind, and what it does at the end of a training. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const dir = temporaryDirectory();
const at = (name: string): string => join(dir, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');

interface Summary {
  readonly epochs: readonly { readonly test: { readonly accuracy?: number; readonly error?: number } }[];
  readonly best: { readonly epoch: number; readonly by: string };
  readonly confusion?: { readonly matrix: number[][]; readonly accuracy: (number | null)[] };
  readonly stalled: boolean;
  readonly resumedAfter?: number;
}
const summaryOf = (name: string): Summary => JSON.parse(read(`${name}/summary.json`)) as Summary;

function train(...args: readonly string[]): string {
  const { status, stdout, stderr } = sextant('train', ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

const XOR = ['--task', 'temporal-xor', '--samples', '4'];

describe('a training that is resumed', () => {
  beforeAll(() => {
    train(...XOR, '--epochs', '3', '-o', at('whole'), '-q');
    train(...XOR, '--epochs', '1', '-o', at('parts'), '-q');
  });

  it('gives the files of one that was not interrupted', () => {
    // Naming the chip that the training is for changes nothing.
    expect(train('--resume', at('parts'), '--epochs', '3', '--chip', 'reference')).toMatch(
      /\n {4}2 .*\n {4}3 /,
    );
    for (const name of readdirSync(at('whole')).filter((file) => /^(samples|weights)/.test(file)))
      expect(read(`parts/${name}`), name).toBe(read(`whole/${name}`));
    expect(summaryOf('parts').resumedAfter).toBe(1);
    expect(summaryOf('parts').epochs).toEqual(summaryOf('whole').epochs);
  });

  it.each([
    [['--epochs', '3'], 2, /has 3 epochs already: give --epochs a number above 3/],
    [['--epochs', '4', '--seed', '2'], 2, /'--resume <dir>' cannot be used with option '--seed <text>'/],
    [['--epochs', '4', '--energy'], 2, /--energy with --resume: price the whole training afterwards/],
    [
      ['--epochs', '4', '--chip', 'n64'],
      3,
      /whole: this is for another chip than --chip: inputs 256 instead of 64, neurons 256 instead of 64/,
    ],
  ])('refuses %j', (args, status, message) => {
    const result = sextant('train', '--resume', at('whole'), ...args);
    expect(result.stderr).toMatch(message);
    expect(result.status).toBe(status);
  });

  it('refuses a directory without a checkpoint, a damaged one, and a task that has changed', () => {
    expect(sextant('train', '--resume', dir).stderr).toMatch(/checkpoint\.bin: no such file/);
    mkdirSync(at('damaged'));
    writeFileSync(at('damaged/checkpoint.bin'), readFileSync(at('whole/checkpoint.bin')).subarray(0, 900));
    expect(sextant('train', '--resume', at('damaged')).stderr).toMatch(/not a checkpoint of a training/);
    expect(sextant('data', 'generate', at('task'), '--task', 'temporal-xor', '--samples', '2').status).toBe(
      0,
    );
    train('--data', at('task'), '--epochs', '1', '-o', at('changed'), '-q');
    const weights = read('task/weights_inp.dat');
    writeFileSync(at('task/weights_inp.dat'), weights.replace(/^-?\d+/, '77'));
    const { status, stderr } = sextant('train', '--resume', at('changed'), '--epochs', '2');
    expect(stderr).toMatch(/changed: the task temporal-xor is not the one that was learnt/);
    expect(status).toBe(3);
  });
});

describe('the end of a training', () => {
  it('comes early where the score does not become better, and the best weights are kept', () => {
    const stdout = train(...XOR, '--epochs', '9', '--early-stop', '2', '--save-best', '-o', at('early'));
    const { best, stalled, epochs } = summaryOf('early');
    expect(stalled).toBe(true);
    expect(epochs).toHaveLength(best.epoch + 2);
    expect(stdout).toContain('stopped early: the score has not become better');
    expect(stdout).toMatch(new RegExp(`best epoch by its test samples: ${best.epoch} `));
    train(...XOR, '--epochs', String(best.epoch), '-o', at('best'), '-q');
    for (const bank of ['inp', 'rec', 'out'])
      expect(read(`early/weights_best_${bank}.dat`)).toBe(read(`best/weights_${bank}.dat`));
    expect(existsSync(at('early/spikes.csv'))).toBe(true);
  });

  it('tells the answers by label, with more than two classes', () => {
    const stdout = train('--task', 'gesture', '--samples', '6', '--epochs', '1', '-o', at('gesture'));
    expect(stdout).toMatch(
      /answers in the test of epoch 1, a line a label:\nlabel +0 +1 +2 +3 +4 +5 +right\n/,
    );
    const { matrix } = summaryOf('gesture').confusion!;
    expect(matrix.flat().reduce((a, b) => a + b, 0)).toBe(6);
  });

  it('with --weights, begins with those of an earlier training', () => {
    const weights = ['--weights', at('gesture')];
    train('--task', 'gesture', '--samples', '2', '--epochs', '1', ...weights, '-o', at('further'), '-q');
    expect(read('further/weights_before_inp.dat')).toBe(read('gesture/weights_inp.dat'));
    const { status, stderr } = sextant('train', ...XOR, ...weights);
    expect(stderr).toMatch(/weights_inp\.dat:\d+: more than the 4000 weights expected/);
    expect(status).toBe(3);
  });
});

describe('a regression', () => {
  it('reports the error of outputs that follow targets, generated or from files', () => {
    const task = ['--samples', '2', '--epochs', '1', '-q'];
    train('--task', 'pattern-generation', ...task, '-o', at('pattern'));
    expect(
      sextant('data', 'generate', at('curves'), '--task', 'pattern-generation', '--samples', '2').status,
    ).toBe(0);
    train('--data', at('curves'), ...task, '-o', at('files'));
    expect(read('files/samples.csv')).toBe(read('pattern/samples.csv'));
    expect(read('files/samples.csv')).toMatch(/,error\n1,train,0,-1,-1,,/);
    const { epochs, confusion } = summaryOf('files');
    expect(epochs[0]!.test.error).toBeGreaterThan(0.1);
    expect(epochs[0]!.test.accuracy).toBeUndefined();
    expect(confusion).toBeUndefined();
    expect(read('files/accuracy.svg')).toContain('Mean squared error by epoch');
    expect(sextant('plot', at('files')).status).toBe(0);
  });
});

describe('a network that was imported', () => {
  it('is trained further on the chip, and answers with the weights of the training', () => {
    const data = ['--inputs', '12', '--steps', '40', '--samples', '6'];
    expect(sextant('data', 'random', at('random.csv'), ...data).status).toBe(0);
    const options = ['--dt', '1ms', '--reset', 'subtract-late', '-o', at('net'), '-q'];
    expect(sextant('import', projectPath('firmware/examples/recurrent.nir'), ...options).status).toBe(0);
    copyFileSync(at('random.csv'), at('net/random.csv'));
    writeFileSync(
      at('net/task.yaml'),
      [
        ...['format: sextant-task', 'version: 1', 'name: further', 'network: .'],
        'data: { samples: random.csv, split: { train: 0.5, test: 0.5 }, label-tick: 5 }',
      ].join('\n'),
    );
    train('--task', at('net/task.yaml'), '--epochs', '1', '-o', at('tuned'), '-q');
    expect(read('tuned/weights_before_rec.dat')).toBe(read('net/weights_rec.dat'));
    expect(read('tuned/weights_inp.dat')).not.toBe(read('net/weights_inp.dat'));
    const infer = sextant('infer', at('net'), '--weights', at('tuned'), '--data', at('random.csv'), '--json');
    expect(JSON.parse(infer.stdout)).toMatchObject({ samples: 6 });
  });
});

describe('a program of a task of its own', () => {
  const task = (program: string): string => {
    const source = readFileSync(projectPath('firmware/training.s'), 'utf8');
    writeFileSync(at('task/loop.s'), program === '' ? source : source.replace(/e\{r4\}_test_/, program));
    const yaml = read('task/task.yaml').replace(/\nprogram: .*\n/, '\n');
    writeFileSync(at('task/task.yaml'), `${yaml}program: loop.s\n`);
    return at('task/task.yaml');
  };

  it('takes the place of the loop in firmware/, and has to name its samples', () => {
    const json = (args: readonly string[]): unknown => {
      const { epochs } = JSON.parse(train(...args, '--epochs', '1', '--json', '-q')) as Summary;
      return epochs;
    };
    expect(sextant('data', 'generate', at('task'), '--task', 'temporal-xor', '--samples', '2').status).toBe(
      0,
    );
    const usual = json(['--data', at('task')]);
    expect(json(['--task', task('')])).toEqual(usual);
    const { status, stderr } = sextant('train', '--task', task('sample_'), '--epochs', '1');
    expect(stderr).toMatch(/loop\.s: the snapshot 'sample_0' does not name a sample/);
    expect(status).toBe(3);
  });
});
