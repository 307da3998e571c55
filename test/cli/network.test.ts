import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeHdf5, readHdf5 } from '../../src/hdf5/hdf5-file.js';
import { memberAt } from '../../src/hdf5/tree.js';
import { nmnist } from '../events/encoders.js';
import { recurrent } from '../network/graphs.js';
import { projectPath, sextant, sextantAt, temporaryDirectory } from '../project.js';

const dir = temporaryDirectory();
const at = (name: string): string => join(dir, name);
const example = projectPath('firmware/examples/recurrent.nir');

describe('sextant import of a network', () => {
  const data = at('random.csv');
  const net = at('net');

  it('writes what a program needs, and what was lost', () => {
    expect(sextant('data', 'random', data, '--inputs', '12', '--steps', '40', '--samples', '3').status).toBe(
      0,
    );
    const options = ['--dt', '1ms', '--reset', 'subtract-late', '--data', data, '-o', net];
    const { status, stdout } = sextant('import', example, ...options);
    expect(status).toBe(0);
    expect(stdout).toMatch(/approximations: none/);
    expect(stdout).toMatch(/placement +\d+ +\d+ +identical/);
    const report = JSON.parse(readFileSync(join(net, 'report.json'), 'utf8')) as Record<string, unknown>;
    expect(report).toMatchObject({ sizes: { inputs: 12, neurons: 32, outputs: 4 }, changes: [] });
    expect(readFileSync(join(net, 'comparison.svg'), 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  it('the program it writes gives the answers of sextant infer', () => {
    const { stdout } = sextant('infer', net, '--data', data, '--json', '--answers', at('answers.csv'));
    expect(JSON.parse(stdout)).toMatchObject({ samples: 3, decide: 'last', warnings: [] });
    const answers = readFileSync(at('answers.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[2]));
    const run = sextantAt(net, 'run', 'infer.s', '--json');
    const { firmware } = JSON.parse(run.stdout) as { firmware: { results: number[] } };
    expect(firmware.results).toEqual(answers);
  });

  it('maps a network to a chip of another design, which its program, answers and file stay on', () => {
    const small = at('small');
    const options = [
      '--dt',
      '1ms',
      '--reset',
      'subtract-late',
      '--chip',
      'n64,membrane_bits=12',
      '-o',
      small,
    ];
    expect(sextant('import', example, ...options).status).toBe(0);
    expect(readFileSync(join(small, 'infer.s'), 'utf8')).toMatch(
      /^ +\.chip +inputs=64, neurons=64, membrane_bits=12$/m,
    );
    expect(sextant('infer', small, '--data', data, '--chip', 'n64,membrane_bits=12').status).toBe(0);
    expect(sextant('export', small, '-o', at('small.nir')).status).toBe(0);
    const { status, stderr } = sextant('infer', small, '--data', data, '--chip', 'n64');
    expect([status, stderr.trim()]).toEqual([
      3,
      `sextant: ${small}/network.json: this is for another chip than --chip: membrane_bits 12 instead of 16`,
    ]);
    const tiny = sextant('import', example, ...options.slice(0, 4), '--chip', 'neurons=16', '-o', at('tiny'));
    expect([tiny.status, tiny.stderr]).toEqual([
      3,
      expect.stringContaining('needs 32 neurons, the chip has 16'),
    ]);
  });

  it('counts no accuracy for samples without labels', () => {
    const text = readFileSync(data, 'utf8').replace(/,0$/gm, ',-1');
    writeFileSync(at('unlabelled.csv'), text);
    const run = ['infer', net, '--data', at('unlabelled.csv'), '--answers', at('none.csv')];
    const { stdout } = sextant(...run, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ samples: 3, accuracy: null });
    expect(readFileSync(at('none.csv'), 'utf8')).toMatch(/^0,-1,\d,,\d+$/m);
    const program = sextant(...run, '--program', at('played.csv'));
    expect(program.stdout).toMatch(/^3 samples, without labels;/);
    expect(program.stderr).toMatch(/^warning: .* without labels.*label 0/);
  });

  it('goes back to NIR with the numbers of the chip, the same bytes each time', async () => {
    for (const name of ['a.nir', 'b.nir'])
      expect(sextant('export', net, '-o', at(name), '-q').status).toBe(0);
    expect(readFileSync(at('a.nir')).equals(readFileSync(at('b.nir')))).toBe(true);
    const weights = memberAt(await readHdf5(at('a.nir')), 'node/nodes/fc_in/weight');
    const before = memberAt(await readHdf5(example), 'node/nodes/fc1/weight');
    if (weights?.kind !== 'dataset' || before?.kind !== 'dataset') throw new Error('no weights');
    expect(weights.shape).toEqual(before.shape);
    before.values.forEach((w, i) => expect(weights.values[i]).toBeCloseTo(Number(w), 1));
    // What came from the chip goes there again without loss.
    const again = sextant(
      'import',
      at('a.nir'),
      '--dt',
      '1ms',
      '--reset',
      'subtract-late',
      '-o',
      at('again'),
      '--json',
    );
    expect(JSON.parse(again.stdout)).toMatchObject({ losses: { input: { roundedToZero: 0, saturated: 0 } } });
  });

  it.each<[string, string[], number, RegExp]>([
    ['no time step', [example, '-o', at('x')], 2, /needs --dt, the time of a step/],
    [
      'no reset',
      [example, '--dt', '1ms', '-o', at('x')],
      2,
      /needs --reset, one of zero, subtract, subtract-late/,
    ],
    ['no directory', [example, '--dt', '1ms', '--reset', 'zero'], 2, /needs -o/],
    ['an unknown approximation', [example, '--allow', 'drop-synaps'], 2, /did you mean 'drop-synapse'/],
    [
      'a time constant',
      [example, '--dt', '5ms', '--reset', 'zero', '-o', at('x')],
      3,
      /recurrent\.nir: node lif: .*--dt up to 0\.0025/,
    ],
    [
      'a script with options of networks',
      [projectPath('firmware/blink.s'), '--dt', '1ms'],
      3,
      /not an HDF5 file/,
    ],
  ])('says what is wrong: %s', (_name, args, status, message) => {
    const result = sextant('import', ...args);
    expect([result.status, result.stdout]).toEqual([status, '']);
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(at('x'))).toBe(false);
  });

  it('refuses a directory that is not a network', () => {
    writeFileSync(at('network.json'), '{"format": "sextant-network", "version": 1, "neurons": "many"}');
    const { status, stderr } = sextant('infer', dir, '--data', data);
    expect(status).toBe(3);
    expect(stderr).toMatch(/network\.json: not the description of a network: neurons: a whole number from 2/);
  });

  it('warns of a network that is silent, and of time constants in other units', async () => {
    writeFileSync(at('slow.nir'), await encodeHdf5(recurrent('slow', { leak: 1 - 1e-6, threshold: 1e6 })));
    sextant('data', 'random', at('six.csv'), '--inputs', '6', '--samples', '1');
    const options = ['--dt', '1ms', '--reset', 'zero', '--data', at('six.csv'), '-o', at('slow')];
    const { status, stderr } = sextant('import', at('slow.nir'), ...options);
    expect(status).toBe(0);
    expect(stderr).toMatch(/are the time constants of the file in seconds/);
    expect(stderr).toMatch(/does not spike in floating point either/);
  });
});

describe('sextant data', () => {
  it('bins recordings, labels by their folder, and counts what was done with the events', () => {
    const file = at('n.bin');
    writeFileSync(
      file,
      nmnist([
        [0, 1, 1, 1],
        [10, 1, 1, 1],
        [2500, 33, 33, 0],
        [9000, 5, 5, 1],
      ]),
    );
    const options = [
      '--sensor',
      '34x34',
      '--subsample',
      '4',
      '--polarity',
      'merge',
      '--dt',
      '1ms',
      '--ticks',
      '5',
    ];
    const { status, stdout } = sextant(
      'data',
      'bin',
      file,
      ...options,
      '--label',
      '7',
      '-o',
      at('n.csv'),
      '--json',
    );
    expect(status).toBe(0);
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(result).toMatchObject({
      samples: 1,
      events: { read: 4, cropped: 0, otherPolarity: 0, outsideTime: 1, merged: 1, kept: 2 },
      binning: { inputs: 256, dt: 1000, subsample: [4, 4], polarity: 'merge', start: 'first', ticks: 5 },
    });
    expect(readFileSync(at('n.csv'), 'utf8')).toBe('neuron,time,label\n0,0,7\n80,2,7\n-1,5,7\n');
    sextant('data', 'bin', file, ...options, '-o', at('none.csv'));
    expect(readFileSync(at('none.csv'), 'utf8')).toBe('neuron,time,label\n0,0,-1\n80,2,-1\n-1,5,-1\n');
    const again = sextant('data', 'bin', file, ...options, '--label', '7', '-o', at('m.csv'), '--json');
    const { sha256, binningSha256 } = JSON.parse(again.stdout) as Record<string, unknown>;
    expect([sha256, binningSha256]).toEqual([result['sha256'], result['binningSha256']]);
  });

  it('draws a sample of events and of a recording', () => {
    const recording = projectPath('firmware/examples/bar.npz');
    const { status, stdout } = sextant(
      'data',
      'show',
      recording,
      '--sensor',
      '16x8',
      '--dt',
      '5ms',
      '-o',
      at('bar.svg'),
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/381 events on 235 inputs/);
    expect(readFileSync(at('bar.svg'), 'utf8').match(/M[\d.]+ [\d.]+v/g)).toHaveLength(381);
    expect(sextant('data', 'show', at('n.csv'), '--json').stdout).toMatch(/"events": 2/);
  });

  it.each<[string, string[], number, RegExp]>([
    [
      'too many inputs',
      [
        'bin',
        projectPath('firmware/examples/bar.npz'),
        '--sensor',
        '64x64',
        '--dt',
        '1ms',
        '-o',
        at('y.csv'),
      ],
      2,
      /= 8192 inputs, there are 256: crop, or --subsample 6/,
    ],
    [
      'an unknown sensor',
      ['bin', projectPath('firmware/examples/bar.npz'), '--dt', '1ms', '-o', at('y.csv')],
      2,
      /give --sensor or --crop/,
    ],
    [
      'a folder that is not a class',
      [
        'bin',
        projectPath('firmware/examples/bar.npz'),
        '--sensor',
        '16x8',
        '--dt',
        '1ms',
        '--label-from',
        'directory',
        '-o',
        at('y.csv'),
      ],
      3,
      /its folder 'examples' is not a class/,
    ],
    [
      'a sample that is not there',
      ['show', projectPath('firmware/examples/bar.npz'), '--sensor', '16x8', '--sample', '3'],
      2,
      /has samples 0 to 0/,
    ],
  ])('says what is wrong: %s', (_name, args, status, message) => {
    const result = sextant('data', ...args);
    expect(result.status).toBe(status);
    expect(result.stderr).toMatch(message);
    expect(existsSync(at('y.csv'))).toBe(false);
  });
});
