import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectPath, sextantAt, temporaryDirectory } from '../project.js';

const SCRIPT = projectPath('traces/examples/good.host');

describe('options that have no effect without others', () => {
  it.each([
    ['--pre 5', '--pre', '--trigger CONDITION'],
    ['--trace vcd:y.vcd --post 5', '--post', '--trigger CONDITION'],
    ['--when state==1', '--when', '--trace KIND:FILE'],
    ['--energy-log y.csv --trigger state==1', '--trigger', '--trace KIND:FILE'],
    [
      '--trace spikes:y.csv --signals sram.*',
      '--signals',
      '--trace KIND:FILE of the kind vcd or fst or saif',
    ],
    ['--trace saif:y.saif --no-state-names', '--no-state-names', '--trace KIND:FILE of the kind vcd or fst'],
    ['--trace vcd:y.vcd --neurons 3', '--neurons', '--trace KIND:FILE of the kind perfetto or membranes'],
    ['--every tick', '--every', '--energy-log FILE'],
    ['--table fdsoi28', '--table', '--energy'],
    ['--trace vcd:y.vcd --vdd 0.6', '--vdd', '--energy'],
    ['--energy-log y.csv --step-period 1ms', '--step-period', '--energy'],
  ])('%s', (options, option, needs) => {
    const dir = temporaryDirectory();
    const { status, stdout, stderr } = sextantAt(dir, 'run', SCRIPT, ...options.split(' '));
    expect([status, stdout, stderr]).toEqual([
      2,
      '',
      `sextant: ${option} has no effect here: it needs ${needs}\n`,
    ]);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('--max-cycles of a host script', () => {
    const { status, stderr } = sextantAt(temporaryDirectory(), 'run', SCRIPT, '--max-cycles', '5');
    expect([status, stderr]).toEqual([
      2,
      'sextant: --max-cycles needs a firmware program; --timeout limits each wait of a host script\n',
    ]);
  });

  it('--neurons of a training that is not written', () => {
    const { status, stderr } = sextantAt(temporaryDirectory(), 'train', '--samples', '1', '--neurons', '3');
    expect([status, stderr]).toEqual([2, 'sextant: --neurons has no effect here: it needs -o DIR\n']);
  });
});

describe('options that change what is written', () => {
  it('--neurons chooses the rows of the table of membranes', () => {
    const dir = temporaryDirectory();
    const result = sextantAt(
      dir,
      ...['run', SCRIPT, '-q', '--trace', 'membranes:some.csv', '--neurons', '2,5'],
      ...['--rows', 'rows.csv'],
    );
    expect(result).toEqual({ status: 0, stdout: '', stderr: '' });
    sextantAt(dir, 'run', SCRIPT, '-q', '--trace', 'membranes:all.csv');
    const rows = (file: string): string[] =>
      readFileSync(join(dir, file), 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'));
    const column = rows('all.csv')[0]!.split(',').indexOf('neuron');
    const chosen = rows('all.csv').filter((line, i) => i === 0 || /^[25]$/.test(line.split(',')[column]!));
    expect(chosen.length).toBeGreaterThan(10);
    expect(rows('some.csv')).toEqual(chosen);
  });

  it('--table prices the power of a timeline', () => {
    const dir = temporaryDirectory();
    const traced = (...options: string[]): Buffer => {
      sextantAt(dir, 'run', SCRIPT, '-q', '--trace', 'perfetto:p.pftrace', ...options);
      return readFileSync(join(dir, 'p.pftrace'));
    };
    expect(traced('--table', 'literature28').equals(traced())).toBe(false);
  });

  it('--clock sets the time that the summary gives', () => {
    const { stdout } = sextantAt(temporaryDirectory(), 'run', SCRIPT, '--clock', '26MHz');
    expect(stdout).toMatch(/ms on the chip at 26 MHz/);
    const json = (...options: string[]): { chipSeconds: number } =>
      JSON.parse(sextantAt(temporaryDirectory(), 'run', SCRIPT, '--json', ...options).stdout) as {
        chipSeconds: number;
      };
    expect(json('--clock', '26MHz').chipSeconds).toBeCloseTo(json().chipSeconds / 2, 12);
  });
});
