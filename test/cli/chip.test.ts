/** `--chip`: impossible chips, and what is for another chip, are refused in one line by every command. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectPath, sextant, sextantAt, temporaryDirectory } from '../project.js';

const dir = temporaryDirectory();
const at = (name: string): string => join(dir, name);
const blink = projectPath('firmware/blink.s');
const scenario = projectPath('traces/geometry/chaos_n32.host.gz');

/** Writes a design file with the given lines below `parameters`. */
function designFile(name: string, lines: string): string {
  writeFileSync(at(name), `format: sextant-design\nversion: 1\nname: x\nparameters:\n${lines}`);
  return at(name);
}

describe('an impossible chip', () => {
  it.each([
    ['neurons=15', 2, '--chip: neurons = 15: an even number of neurons from 16 to 512 is needed'],
    ['lanes=12', 2, '--chip: lanes = 12: 8 or 16 lanes are needed'],
    ['n64,neurons=48,neurons=32', 2, '--chip: neurons has two values, 48 and 32'],
    ['', 2, "--chip '': a design, a file or key=value is needed"],
    ['n65', 4, /^there is no design 'n65'; did you mean 'n64'\?/],
    [designFile('twice.yaml', '  neurons: 64\n  neurons: 32\n'), 3, /twice\.yaml:6: .*duplicated/],
    [designFile('wide.yaml', '  lanes: 8\n  inputs: 512\n'), 3, /wide\.yaml: lanes = 8 needs at most 256/],
  ])('%s is refused with exit code %i', (chip, code, message) => {
    const { status, stdout, stderr } = sextant('isa', '--chip', chip);
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(/^sextant: [^\n]+\n$/);
    const said = stderr.slice('sextant: '.length).trim();
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it.each([
    ['run', blink],
    ['train', '--epochs', '1', '--samples', '2'],
    ['chip'],
    ['asm', blink, '-o', 'o.sxi'],
    ['lint', blink],
    ['verify', scenario],
    ['energy', '--explain'],
    ['import', scenario, '-o', 'o.sxi'],
    ['debug', blink],
    ['plot', blink, '-o', 'o.html'],
    ['data', 'generate', 'o'],
    ['data', 'random', 'o.csv'],
  ])('is refused by %s %s', (...command) => {
    const empty = temporaryDirectory();
    const { status, stdout, stderr } = sextantAt(empty, ...command, '--chip', 'weight_bits=9');
    const message = 'sextant: --chip: weight_bits = 9: a whole number of bits from 2 to 8 is needed\n';
    expect([status, stdout, stderr]).toEqual([2, '', message]);
    expect(readdirSync(empty)).toEqual([]);
  });
});

it('weights that the chip cannot hold are refused where they stand', () => {
  for (const bank of ['inp', 'rec', 'out']) writeFileSync(at(`weights_${bank}.dat`), '7 100\n');
  const { status, stderr } = sextant('train', '--chip', 'w4', '--samples', '1', '--weights', dir);
  const message = "a weight from -8 to 7 expected, not '100'";
  expect([status, stderr]).toEqual([3, `sextant: ${at('weights_inp.dat')}:1: ${message}\n`]);
});

it('random events are refused for more inputs than the given chip has', () => {
  const { status, stderr } = sextant('data', 'random', at('wide.csv'), '--inputs', '64', '--chip', 'n32');
  expect([status, stderr]).toEqual([2, 'sextant: --inputs 64: the chip n32 has 32 inputs\n']);
});

describe('what is for another chip', () => {
  const difference =
    'this is for another chip than --chip: inputs 32 instead of 64, neurons 32 instead of 64';

  it('is refused with the difference: scripts, images, records, sessions', () => {
    const image = at('small.sxi');
    expect(sextant('import', scenario, '-o', image).status).toBe(0);
    expect(sextant('run', scenario, '--energy', '-o', at('run'), '-q').status).toBe(0);
    expect(sextant('debug', scenario, '-e', 'next', '-e', `save ${at('small.sxd')}`, '-q').status).toBe(0);
    for (const [file, ...command] of [
      [scenario, 'run', scenario],
      [image, 'run', image],
      [image, 'disasm', image],
      [at('run/activity.json'), 'energy', at('run')],
      [at('run'), 'plot', at('run')],
      [at('small.sxd'), 'debug', at('small.sxd'), '-e', 'next'],
    ]) {
      const { status, stderr } = sextant(...command, '--chip', 'n64');
      expect([status, stderr], command.join(' ')).toEqual([3, `sextant: ${file}: ${difference}\n`]);
    }
    const { stdout } = sextant('verify', scenario, '--chip', 'n64');
    expect(stdout).toContain(
      'the script is for another chip: inputs 32 instead of 64, neurons 32 instead of 64',
    );
  });

  it('is not named below the first line of a script, where nothing would read it', () => {
    const script = at('late.host');
    writeFileSync(script, '# A script\n# chip: neurons=64\nrst 5\n');
    const { status, stderr } = sextant('run', script);
    const message = 'the comment that names the chip must be the first line';
    expect([status, stderr]).toEqual([3, `sextant: ${script}:2: ${message}\n`]);
  });

  it('is named by a run', () => {
    expect(sextant('run', scenario).stdout).toContain('\n  chip inputs=32,neurons=32\n');
    expect(JSON.parse(sextant('run', scenario, '--json').stdout)).toMatchObject({
      chip: 'inputs=32,neurons=32',
    });
  });

  it('is taken where the chip is the same, whatever its name', () => {
    expect(sextant('run', at('small.sxi'), '--chip', 'inputs=32,neurons=32', '-q').status).toBe(0);
    expect(sextant('verify', scenario, '--chip', 'n32', '-q').status).toBe(0);
  });
});
