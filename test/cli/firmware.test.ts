import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const blink = projectPath('firmware/blink.s');

describe('firmware commands', () => {
  it('asm, inspect, disasm and asm again give the same image, run executes it', () => {
    const dir = temporaryDirectory();
    const at = (name: string): string => join(dir, name);
    expect(sextant('asm', blink, '-o', at('a.sxi'), '--listing', at('a.lst')).status).toBe(0);
    expect(readFileSync(at('a.lst'), 'utf8')).toMatch(/c 000000 {2}40000002 .*start: {2}sck/);
    const inspected = JSON.parse(sextant('inspect', at('a.sxi'), '--json').stdout) as {
      registersSet: unknown[];
    };
    expect(inspected.registersSet).toContainEqual({ name: 'FP_LOC_WINP', value: 3 });
    expect(sextant('disasm', at('a.sxi'), '-o', at('b.s')).status).toBe(0);
    expect(sextant('asm', at('b.s')).status).toBe(0);
    expect(readFileSync(at('b.sxi')).equals(readFileSync(at('a.sxi')))).toBe(true);
    const run = sextant('run', at('b.sxi'), '--json', '--seed', 'x', '--expect', 'results[0]==1');
    expect(run.status).toBe(0);
    expect((JSON.parse(run.stdout) as { firmware: { results: number[] } }).firmware.results).toEqual([1]);
    expect(readdirSync(dir).sort()).toEqual(['a.lst', 'a.sxi', 'b.s', 'b.sxi']);
  });

  it('run fails when an expectation does not hold, and says which', () => {
    const run = sextant('run', blink, '--expect', 'cycles<100');
    expect([run.status, run.stderr]).toEqual([
      1,
      `sextant: ${blink}: expected cycles<100, but cycles is 3648\n`,
    ]);
    expect(sextant('run', blink, '--expect', 'accuracy>=0.9').stderr).toMatch(
      /gives no 'accuracy', only status, cycles/,
    );
    expect(sextant('run', blink, '--expect', 'nonsense').status).toBe(2);
  });

  it('traps and time-outs have exit codes of their own', () => {
    const dir = temporaryDirectory();
    const program = (source: string): string => {
      const file = join(dir, 'p.s');
      writeFileSync(file, source);
      return file;
    };
    const trap = sextant('run', program('ret\n'));
    expect([trap.status, trap.stderr]).toEqual([
      5,
      `sextant: ${join(dir, 'p.s')}: trap at instruction 0 (p.s:1): stack-underflow: ret without a call\n`,
    ]);
    expect(sextant('run', program('out r1\n'), '--timeout', '100').status).toBe(42);
    expect(sextant('run', program('halt 7\n')).status).toBe(1);
    const wrong = sextant('asm', program('hlat 0\n'));
    expect([wrong.status, wrong.stderr]).toEqual([
      3,
      "p.s:1:1: 'hlat' is not an instruction; did you mean 'halt'?\n  hlat 0\n  ^^^^\n",
    ]);
    expect(existsSync(join(dir, 'p.sxi'))).toBe(false);
  });

  it('lint takes host scripts; --allow silences a finding and refuses a name that does not exist', () => {
    const script = join(temporaryDirectory(), 'p.host');
    writeFileSync(script, 'sck 2\nrst 5\nspiw 00010025 2\naer 3\n');
    const allowed = (...args: string[]): ReturnType<typeof sextant> =>
      sextant(...args, '--allow', 'unknown-register');
    expect(sextant('lint', script).stdout).toMatch(
      /^unknown-register: .*p\.host:3; .*\nevent-outside-sample: /,
    );
    expect(allowed('lint', script).stdout).toMatch(/^event-outside-sample: .*\n$/);
    expect(sextant('run', script).stderr.match(/unknown-register/g)).toHaveLength(2);
    expect(allowed('run', script).stderr).not.toContain('unknown-register');
    const wrong = sextant('lint', script, '--allow', 'unknown-registers');
    expect([wrong.status, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("did you mean 'unknown-register'?"),
    ]);
  });

  it('lint fails on findings, run prints them as warnings', () => {
    const dir = temporaryDirectory();
    const file = join(dir, 'p.s');
    writeFileSync(file, 'sck 1\ncfg KAPPA, 5\nhalt 0\n');
    expect(sextant('lint', blink).status).toBe(0);
    const lint = sextant('lint', file);
    expect([lint.status, lint.stdout]).toEqual([1, expect.stringMatching(/^sck-too-fast: .*p\.s:2/)]);
    expect(sextant('run', file).stderr).toMatch(/^warning: sck-too-fast/);
  });

  it('import turns a host script into an image that gives the same events', () => {
    const dir = temporaryDirectory();
    const script = projectPath('traces/golden/learn_out_a1.host.gz');
    const image = join(dir, 'i.sxi');
    expect(sextant('import', script, '-o', image).status).toBe(0);
    for (const [program, events] of [
      [script, 'a.jsonl'],
      [image, 'b.jsonl'],
    ] as const)
      expect(sextant('run', program, '-q', '--events', join(dir, events)).status).toBe(0);
    expect(readFileSync(join(dir, 'b.jsonl')).equals(readFileSync(join(dir, 'a.jsonl')))).toBe(true);
  });

  it('data generates a task and converts it; the program takes it', () => {
    const dir = temporaryDirectory();
    expect(sextant('data', 'generate', dir, '--samples', '2', '--seed', 'a').status).toBe(0);
    const csv = join(dir, 'x.csv');
    expect(
      sextant('data', 'convert', join(dir, 'dataset_test.dat'), csv, '--label-tick', '2100').status,
    ).toBe(0);
    expect(readFileSync(csv, 'utf8')).toMatch(/^neuron,time,label\n\d+,\d+,0\n/);
    const asm = sextant(
      'asm',
      projectPath('firmware/cue-accumulation.s'),
      '--data',
      dir,
      '-o',
      join(dir, 'c.sxi'),
      '--json',
    );
    expect((JSON.parse(asm.stdout) as { samples: number[] }).samples).toEqual([2, 2]);
  });

  it.each([
    ['a missing file', ['run', 'no.sxi'], 4, /^sextant: no\.sxi: no such file or directory\n$/],
    ['no image', ['disasm', projectPath('package.json')], 3, /not a firmware image \(magic\) \(byte 0\)/],
    ['a directory', ['inspect', projectPath('src')], 4, /is a directory/],
    ['a wrong definition', ['asm', blink, '--define', 'X=1'], 3, /the source has no \.equ X to override/],
  ])('say in one line what is wrong with %s', (_, args, status, message) => {
    const result = sextant(...args);
    expect(result.stderr).toMatch(message);
    expect(result.status).toBe(status);
  });
});
