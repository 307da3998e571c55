import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readTaskDirectory } from '../../src/data/tasks/task-directory.js';
import { loadOperations, phaseOperations, sampleOperations } from '../../src/data/protocol.js';
import { parseOperation } from '../../src/host/operations.js';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const own = projectPath('traces/golden/cueacc-own');

describe('the protocol of the task', () => {
  it('is the recorded script, operation by operation', async () => {
    const task = await readTaskDirectory(own);
    const made = [...loadOperations(task)];
    for (const [phase, mode] of [
      ['train', 7],
      ['test', 0],
    ] as const) {
      made.push(...phaseOperations(mode));
      for (const sample of task[phase]) made.push(...sampleOperations(sample, mode !== 0));
    }
    const recorded = gunzipSync(readFileSync(join(own, 'cueacc-own.host.gz')))
      .toString()
      .trim()
      .split('\n');
    const expected = recorded.map((line) => parseOperation(line)).filter((op) => op?.op !== 'snap');
    expect(made.length).toBe(expected.length);
    expect(made.findIndex((op, i) => JSON.stringify(op) !== JSON.stringify(expected[i]))).toBe(-1);
  });
});

describe('sextant train', () => {
  it('gives the recorded outcome of every sample, and its cycle', () => {
    const dir = temporaryDirectory();
    const result = sextant('train', '--data', own, '--epochs', '1', '-o', dir, '--quiet');
    expect(result.status).toBe(0);
    const rows = readFileSync(join(dir, 'samples.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((r) => r.split(','));
    const events = gunzipSync(readFileSync(join(own, 'cueacc-own.events.jsonl.gz')))
      .toString()
      .trim()
      .split('\n');
    const outputs = events
      .map((e) => JSON.parse(e) as { cycle: number; out?: number })
      .filter((e) => e.out !== undefined);
    expect(rows.map((r) => [r[6], r[4]])).toEqual(outputs.map((o) => [String(o.cycle), String(o.out)]));
    expect(readdirSync(dir).sort()).toEqual([
      'accuracy.svg',
      'activity.json',
      'checkpoint.bin',
      'energy.csv',
      'learning.csv',
      'membranes.csv',
      'outputs.csv',
      'samples.csv',
      'spikes.csv',
      'summary.json',
      'weights_before_inp.dat',
      'weights_before_out.dat',
      'weights_before_rec.dat',
      'weights_inp.dat',
      'weights_out.dat',
      'weights_rec.dat',
    ]);
  });

  it('is reproducible from its seed', () => {
    const run = (seed: string): unknown => {
      const { stdout } = sextant(
        'train',
        '--epochs',
        '1',
        '--samples',
        '1',
        '--seed',
        seed,
        '--json',
        '--quiet',
      );
      const { cycles, epochs } = JSON.parse(stdout) as { cycles: number; epochs: unknown };
      return { cycles, epochs };
    };
    expect(run('a')).toEqual(run('a'));
    expect(run('a')).not.toEqual(run('b'));
  });
});

describe('bad data of sextant train', () => {
  const broken = (name: string, change: (text: string) => string): string => {
    const dir = temporaryDirectory();
    for (const f of readdirSync(own)) if (f.endsWith('.dat')) copyFileSync(join(own, f), join(dir, f));
    writeFileSync(join(dir, name), change(readFileSync(join(own, name), 'utf8')));
    return dir;
  };
  const cases: [string, string, (t: string) => string, RegExp][] = [
    [
      'wrong count',
      'dataset_train.dat',
      (t) => t.replace(/^8/, '9'),
      /dataset_train\.dat:1: 8 samples, .* announces 9/,
    ],
    [
      'too many samples',
      'dataset_test.dat',
      (t) => t.replace(/^8/, '7'),
      /dataset_test\.dat:\d+: more than the 7/,
    ],
    ['no count', 'dataset_test.dat', (t) => t.replace(/^8/, 'eight'), /dataset_test\.dat:1: .*'eight'/],
    [
      'unknown neuron',
      'dataset_train.dat',
      (t) => t.replace('\n34, 4', '\n40, 4'),
      /dataset_train\.dat:2: neuron 40/,
    ],
    [
      'time runs back',
      'dataset_train.dat',
      (t) => t.replace('\n13, 8', '\n13, 2'),
      /dataset_train\.dat:3: time 2 after time 4/,
    ],
    ['no end', 'dataset_train.dat', (t) => t.slice(0, t.lastIndexOf('-1')), /ends within sample 8/],
    ['not a number', 'weights_inp.dat', (t) => t.replace('19', 'x'), /weights_inp\.dat:2: .*'x'/],
    [
      'too few weights',
      'weights_rec.dat',
      (t) => t.replace(/^\S+\s/, ''),
      /9999 recurrent weights are not those of 1 to 256 neurons/,
    ],
    [
      'too many weights',
      'weights_out.dat',
      (t) => `${t}\n1`,
      /201 weights, which are not 100 \(the neurons\) times 1 to 16/,
    ],
    [
      'a weight of nine bits',
      'weights_out.dat',
      (t) => t.replace(/^\S+/, '128'),
      /weights_out\.dat:1: .*'128'/,
    ],
  ];
  it.each(cases)('%s', (_, name, change, message) => {
    const out = temporaryDirectory();
    const result = sextant('train', '--data', broken(name, change), '--epochs', '1', '-o', out);
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.status).toBe(3);
    expect(readdirSync(out)).toEqual([]);
  });

  it('a missing directory', () => {
    const result = sextant('train', '--data', '/nowhere');
    expect(result.status).toBe(4);
    expect(result.stderr).toContain('/nowhere: no such file');
  });
});
