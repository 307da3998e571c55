/** Files of the command line: inputs are never replaced, outputs never meet, standard streams can be named. */
import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectPath, sextant, sextantAt, temporaryDirectory } from '../project.js';

const SCRIPT = 'sck 2\nrst 5\nwait 10\nsnap end\n';
const CSV = 'neuron,time,label\n1,3,0\n-1,9,0\n';

/** A directory with one input of each kind. */
function inputs(): string {
  const dir = temporaryDirectory();
  const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
  write('a.s', '.include "part.s"\n.data\n.incdata W, winp, "w.csv", 1, 2\n.code\nhalt 0\n');
  write('part.s', 'rst 5\n');
  write('w.csv', '1,2\n');
  write('a.host', SCRIPT);
  write('a.csv', CSV);
  copyFileSync(projectPath('traces/golden/fuzz_a1.rows.csv.gz'), join(dir, 'a.rows.csv.gz'));
  copyFileSync(projectPath('isa/energy/fdsoi28.yaml'), join(dir, 'mine.yaml'));
  expect(sextantAt(dir, 'asm', 'a.s', '-o', 'a.sxi').status).toBe(0);
  expect(sextantAt(dir, 'run', 'a.s', '-q', '-o', 'run').status).toBe(0);
  return dir;
}

/** Contents of all files below a directory. */
function contents(dir: string): Record<string, string> {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(dir, name);
      return [name, statSync(path).isFile() ? readFileSync(path, 'latin1') : 'directory'];
    }),
  );
}

/** Output options of every command, each with the inputs of that command; `OUT` stands for the output. */
const COMMANDS: [input: string, command: string][] = [
  ['a.s', 'asm a.s -o OUT'],
  ['part.s', 'asm a.s -o OUT'],
  ['w.csv', 'asm a.s -o OUT'],
  ['a.s', 'asm a.s -o x.sxi --listing OUT'],
  ['a.sxi', 'disasm a.sxi -o OUT'],
  ['a.host', 'import a.host -o OUT'],
  ['a.csv', 'data convert a.csv OUT --to words'],
  ['a.rows.csv.gz', 'trace convert a.rows.csv.gz OUT'],
  ['a.s', 'run a.s -q --rows OUT'],
  ['part.s', 'run a.s -q --events OUT'],
  ['w.csv', 'run a.s -q --trace vcd:OUT'],
  ['a.sxi', 'run a.sxi -q --trace events:OUT'],
  ['a.host', 'run a.host -q --rows OUT'],
  ['w.csv', 'run a.s -q --trace spikes:OUT'],
  ['w.csv', 'run a.s -q --energy-log OUT'],
  ['mine.yaml', 'run a.s -q --energy --table mine.yaml --rows OUT'],
  ['a.s', 'plot a.s -q -o OUT'],
  ['part.s', 'plot a.s -q -o OUT'],
  ['run/program.sxi', 'plot run -q -o OUT'],
  ['run/run.json', 'plot run -q -o OUT'],
];

/** Ways to name one file. */
const NAMES = ['name', 'detour', 'absolute path', 'symbolic link', 'hard link'] as const;

function nameOf(dir: string, input: string, kind: (typeof NAMES)[number]): string {
  const link = `links/link-${basename(input)}`;
  switch (kind) {
    case 'name':
      return input;
    case 'detour':
      return `links/../${input}`;
    case 'absolute path':
      return join(dir, input);
    case 'symbolic link':
      symlinkSync(join('..', input), join(dir, link));
      return link;
    case 'hard link':
      linkSync(join(dir, input), join(dir, link));
      return link;
  }
}

describe('an output that is an input', () => {
  let dir = '';
  let before: Record<string, string> = {};
  beforeAll(() => {
    dir = inputs();
    mkdirSync(join(dir, 'links'));
    before = contents(dir);
  });

  it.each(COMMANDS.map((row, i) => [...row, NAMES[i % NAMES.length]!] as const))(
    'is refused: %s of %s, by %s',
    (input, command, kind) => {
      const name = nameOf(dir, input, kind);
      const result = sextantAt(dir, ...command.replace('OUT', name).split(' '));
      if (kind.endsWith('link')) rmSync(join(dir, name));
      expect(result.stderr).toMatch(/^sextant: .*an input of this command; choose another name\n$/);
      expect(result.status).toBe(2);
      expect(contents(dir)).toEqual(before);
    },
  );

  it('is refused for directories of results, too', () => {
    const data = temporaryDirectory();
    expect(sextant('data', 'generate', data, '--samples', '1').status).toBe(0);
    const whole = contents(data);
    const result = sextant('train', '--data', data, '-o', data, '--epochs', '1', '-q');
    expect([result.status, result.stderr]).toEqual([
      2,
      expect.stringMatching(/weights_inp\.dat: this file is a file of --data, an input/),
    ]);
    expect(contents(data)).toEqual(whole);
  });

  it('is refused for the results of a run that is drawn', () => {
    const results = temporaryDirectory();
    expect(sextant('run', join(dir, 'a.s'), '-o', results, '-q').status).toBe(0);
    const whole = contents(results);
    const result = sextant('plot', results, '-o', join(results, 'summary.json'));
    expect([result.status, result.stderr]).toEqual([
      2,
      expect.stringMatching(/this file is a result of the run/),
    ]);
    expect(contents(results)).toEqual(whole);
  });
});

describe('two outputs of one name', () => {
  let dir = '';
  beforeAll(() => {
    dir = inputs();
    symlinkSync('x.csv', join(dir, 'dangling.csv'));
  });

  it.each([
    'asm a.s -o x --listing x',
    'run a.s --rows x.csv --events ./x.csv',
    'run a.s --trace spikes:x.csv --trace outputs:x.csv',
    'run a.s --trace spikes:x.csv --energy-log x.csv',
    'run a.s --rows x.csv --trace spikes:dangling.csv',
    'run a.s -o new --events new/events.jsonl',
    'run a.s --trace vcd:- --trace events:/dev/stdout',
  ])('are refused: %s', (command) => {
    const before = readdirSync(dir);
    const result = sextantAt(dir, ...command.split(' '));
    expect(result.stderr).toMatch(/^sextant: .*is also written by .*; choose another name\n$/);
    expect(result.status).toBe(2);
    expect(readdirSync(dir)).toEqual(before);
  });
});

describe('standard streams', () => {
  let dir = '';
  beforeAll(() => {
    dir = inputs();
  });
  const piped = (input: string | Uint8Array, ...args: string[]): ReturnType<typeof sextant> => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [projectPath('dist/sextant.js'), ...args],
      { input, encoding: 'utf8', cwd: dir },
    );
    return { status, stdout, stderr };
  };

  it.each([
    ['run - --events - -q', SCRIPT, /^\{"cycle":15,"tag":"end"/],
    ['import - -o again.sxi', SCRIPT, /again\.sxi: \d+ bytes/],
    ['asm - -o -', 'halt 0\n', /^SXI/],
    ['data convert - - --from csv --to words-hex', CSV, /^03001003\n/m],
  ])('sextant %s', (command, input, output) => {
    const result = piped(input, ...command.split(' '));
    expect(result.stderr).not.toMatch(/sextant:/);
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(output);
  });

  it.each([
    ['trace info -', 'a.rows.csv.gz', /^standard input: rows/],
    ['disasm -', 'a.sxi', /halt +0/],
    ['inspect -', 'a.sxi', /code: \d+ instructions/],
    ['lint -', 'a.sxi', /nothing found/],
  ])('sextant %s < %s', (command, name, output) => {
    const result = piped(readFileSync(join(dir, name)), ...command.split(' '));
    expect(result.stderr).not.toMatch(/sextant:/);
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(output);
  });

  it('takes a source from standard input, and a format for standard output', () => {
    expect(piped(readFileSync(join(dir, 'a.s')), 'run', '-', '-q')).toMatchObject({ status: 0, stderr: '' });
    const vcd = sextantAt(dir, 'trace', 'convert', 'a.rows.csv.gz', '-', '--to', 'csv');
    expect(vcd).toMatchObject({ status: 0, stderr: expect.not.stringMatching(/sextant:/) as string });
    expect(vcd.stdout).toMatch(/^[a-z]+,time_us,signal,value\n/);
    expect(sextantAt(dir, 'trace', 'convert', 'a.rows.csv.gz', '-')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'sextant: standard output needs a format: --to vcd, for example\n',
    });
  });

  it('names standard input in messages', () => {
    expect(piped('sck 2\nfoo\n', 'run', '-').stderr).toMatch(/^sextant: standard input:2: unknown operation/);
  });

  it('standard output holds nothing but the trace that goes there', () => {
    const whole = join(dir, 'whole.vcd');
    expect(sextantAt(dir, 'run', 'a.host', '-q', '--trace', `vcd:${whole}`).status).toBe(0);
    const vcd = (text: string): string => text.slice(text.indexOf('$enddefinitions'));
    for (const name of ['-', '/dev/stdout']) {
      const { stdout, stderr } = sextantAt(dir, 'run', 'a.host', '--trace', `vcd:${name}`);
      expect(vcd(stdout)).toBe(vcd(readFileSync(whole, 'utf8')));
      expect(stdout).toMatch(/^\$/);
      expect(stderr).toMatch(/^a\.host: 15 cycles/);
    }
    const mixed = sextantAt(dir, 'run', 'a.host', '--json', '--trace', 'vcd:-');
    expect([mixed.status, mixed.stderr]).toEqual([
      2,
      expect.stringMatching(/--json prints to standard output/),
    ]);
  });

  it('a redirected standard output is appended to, whatever its name', () => {
    const program = `"${process.execPath}" "${projectPath('dist/sextant.js')}"`;
    const shell = `{ echo before; ${program} isa -o /dev/stdout; echo after; } > all.txt`;
    expect(spawnSync('sh', ['-c', shell], { cwd: dir }).status).toBe(0);
    expect(readFileSync(join(dir, 'all.txt'), 'utf8')).toMatch(/^before\n# [\s\S]*\nafter\n$/);
  });

  it.skipIf(!existsSync('/dev/full'))('a full one has a message', () => {
    const program = `"${process.execPath}" "${projectPath('dist/sextant.js')}" run a.host > /dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', program], { cwd: dir, encoding: 'utf8' });
    const full = [4, 'sextant: standard output: no space left on the device\n'];
    expect([status, stderr]).toEqual(full);
    const image = spawnSync('sh', ['-c', program.replace('run a.host', 'asm a.s -q -o -')], {
      cwd: dir,
      encoding: 'utf8',
    });
    expect([image.status, image.stderr]).toEqual(full);
  });

  it.each([
    'run a.host -q',
    'asm a.s -o q.sxi -q',
    'plot a.host -o q.html -q',
    'trace diff a.host a.host -q',
  ])('are left alone with -q: sextant %s', (command) => {
    expect(sextantAt(dir, ...command.split(' '))).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe('a byte-order mark', () => {
  it.each([
    ['a.csv', CSV, ['data', 'convert', 'a.csv', 'a.bin']],
    ['a.host', SCRIPT, ['run', 'a.host', '-q']],
    ['a.s', 'halt 0\n', ['asm', 'a.s', '-q']],
    ['w.csv', '1,2\n', ['asm', 'w.s', '-q']],
    ['a.dat', '1\n-2, 0\n1, 3\n-1, 9\n', ['data', 'convert', 'a.dat', 'b.csv', '--label-tick', '5']],
    [
      'a.vcd',
      '$timescale 1ns $end\n$var wire 1 ! t $end\n$enddefinitions $end\n#0\n1!\n',
      ['trace', 'info', 'a.vcd'],
    ],
  ])('at the start of %s is skipped', (name, text, args) => {
    const dir = temporaryDirectory();
    writeFileSync(join(dir, 'w.s'), '.data\n.incdata W, winp, "w.csv", 1, 2\n.code\nhalt 0\n');
    writeFileSync(join(dir, name), `\ufeff${text}`);
    const { status, stderr } = sextantAt(dir, ...args);
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('processes', () => {
  it('need directories that exist, but make the one of -o', () => {
    const dir = inputs();
    const result = sextantAt(dir, 'run', 'a.host', '--rows', 'no/such/r.csv');
    expect([result.status, result.stderr]).toEqual([
      4,
      'sextant: no/such/r.csv: the directory no/such does not exist\n',
    ]);
    expect(existsSync(join(dir, 'no'))).toBe(false);
    expect(sextantAt(dir, 'run', 'a.host', '-q', '-o', 'new/deep').status).toBe(0);
    expect(readdirSync(join(dir, 'new', 'deep'))).toContain('summary.json');
    writeFileSync(join(dir, 'bad.host'), 'foo\n');
    expect(sextantAt(dir, 'run', 'bad.host', '-q', '-o', 'another').status).toBe(3);
    expect(existsSync(join(dir, 'another'))).toBe(false);
  });

  it.skipIf(process.platform === 'win32')(
    'end with a message on a full disk, whichever of several outputs meets it first',
    () => {
      const dir = temporaryDirectory();
      const script = projectPath('traces/golden/learn_all_a1.host.gz');
      const program = `ulimit -f 8; "${process.execPath}" "${projectPath('dist/sextant.js')}" run ${script} -q`;
      for (const outputs of [
        '--rows r.csv --trace membranes:m.csv --trace weights:w.parquet',
        '--trace membranes:m.parquet --trace learning:l.parquet --energy-log e.csv',
        '--rows r.csv.gz --trace vcd:v.vcd.gz --trace activity:a.csv',
      ]) {
        const { status, stderr } = spawnSync('sh', ['-c', `${program} ${outputs}`], {
          cwd: dir,
          encoding: 'utf8',
        });
        expect([status, stderr]).toEqual([
          4,
          expect.stringMatching(/^sextant: \w+\.\S+: the file is too large\n$/),
        ]);
        expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      }
    },
  );

  it.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'finish their outputs on %s',
    async (signal) => {
      const dir = temporaryDirectory();
      const script = join(dir, 'long.host');
      writeFileSync(script, `sck 2\nrst 5\n${'aer 3\nwait 7\n'.repeat(400_000)}`);
      const args = [projectPath('dist/sextant.js'), 'run', script, '-q', '--rows', join(dir, 'r.csv')];
      const child = spawn(process.execPath, args, { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.on('exit', resolve));
      while (!readdirSync(dir).some((name) => name.endsWith('.tmp')))
        await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill(signal);
      expect(await ended).toBe(130);
      expect(readdirSync(dir).sort()).toEqual(['long.host', 'r.csv']);
    },
  );

  it.each([['rnu'], ['trace', 'rnu'], ['data', 'rnu'], ['--rnu'], []])('unknown command: %j', (...args) => {
    expect(sextant(...args).status).toBe(2);
  });
});
