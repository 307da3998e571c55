import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interrupted, projectPath, sextant, temporaryDirectory } from '../project.js';

const dir = temporaryDirectory();
const file = (name: string, contents: string | Uint8Array): string => {
  writeFileSync(join(dir, name), contents);
  return join(dir, name);
};
const BLINK = projectPath('firmware/blink.s');
const SCRIPT = projectPath('traces/golden/learn_all_a1.host.gz');
const ROWS = projectPath('traces/golden/learn_all_a1.rows.csv.gz');
const LEARN = projectPath('firmware/cue-accumulation.s');
const WAITER = file('waiter.s', '.equ TIME, 20\nstart: rst 5\nwait TIME\nhalt 0\n');
const diff = (...args: string[]): ReturnType<typeof sextant> => sextant('trace', 'diff', ...args);

describe('sextant trace diff of runs', () => {
  it.each([
    [[BLINK, BLINK], 0, /^the runs are the same: 3648 cycles, operation by operation\n$/],
    [
      [BLINK, BLINK, '--engine-a', 'cycle', '--engine-b', 'turbo'],
      0,
      /^the runs are the same: 3648 cycles, state compared at \d+ checkpoints\n$/,
    ],
    [[BLINK, BLINK, '--seed', '5'], 0, /^the runs are the same/],
    [[WAITER, WAITER, '--define', 'TIME=99'], 0, /^the runs are the same: 104 cycles/],
    [
      [BLINK, BLINK, '--set-b', 'FP_LOC_WINP=1'],
      1,
      /register FP_LOC_WINP: A 3, B 1\n.*\n.*\n.*output byte: A 1, B 0/,
    ],
    [[BLINK, BLINK, '--seed-b', '5'], 1, /^first divergence: cycle 0, config\.\w+: A 0, B \d+\n/],
    [
      [WAITER, WAITER, '--define-b', 'TIME=21'],
      1,
      /^first divergence: cycle 25, end of run A: A ended, B goes on\n.*wait 20\n.*waiter\.s:3\): wait 21\n/,
    ],
  ])('%j', (args, status, output) => {
    const result = diff(...args);
    expect([result.stderr, result.status]).toEqual(['', status]);
    expect(result.stdout).toMatch(output);
  });

  it.each([
    [
      ['--flip', 'wrec[3][5].0@sample=99'],
      /run B never reaches wrec\[3\]\[5\]\.0@sample=99 \(it ends after 3648 cycles, /,
    ],
    [['--set-a', 'threshold[4]=100@cycle=99999'], /run A never reaches threshold\[4\]=100@cycle=99999/],
    [['--set', 'wout[1][2]=7@tick=50'], /run A never reaches wout\[1\]\[2\]=7@tick=50/],
    [['--engine-b', 'turbo', '--set-b', 'membrane[1]=7@sample=1.tick=9'], /run B never reaches membrane/],
    [['--set-b', 'KAPPA=3'], /run B never writes KAPPA/],
  ])('%j: does not call the runs the same, because the setting has no effect', (settings, message) => {
    const result = diff(BLINK, BLINK, ...settings);
    expect(result.stderr).toMatch(/^sextant: the runs are the same, because a setting has no effect: .*\n$/);
    expect(result.stderr).toMatch(message);
    expect([result.status, result.stdout]).toEqual([2, '']);
  });

  it.each([
    [[BLINK, ROWS], 2, /is a program to run, .*rows\.csv\.gz is not: compare two traces or two runs/],
    [[BLINK, file('junk.sxi', 'SXIM and then nothing')], 3, /junk\.sxi: .*byte/],
    [[BLINK, file('broken.s', 'start: tock\n')], 3, /^broken\.s:1:8: 'tock'.*did you mean 'tick'/],
    [[BLINK, join(dir, 'none.s')], 4, /none\.s: no such file/],
    [[BLINK, file('empty.host', '')], 3, /empty\.host:1: the file is empty/],
    [[file('x.txt', 'hello\n'), join(dir, 'x.txt')], 3, /'hello' does not begin a trace/],
    [[BLINK, BLINK, '--define-b', 'NONE=3'], 3, /the source has no \.equ NONE to override/],
    [[BLINK, BLINK, '--define-b', 'NONE'], 2, /NAME=NUMBER is needed/],
    [[LEARN, LEARN, '--data-b', join(dir, 'none')], 4, /none: no such file or directory/],
    [[LEARN, LEARN, '--data-b', BLINK], 2, /a directory is needed/],
    [[SCRIPT, SCRIPT, '--data-b', dir], 2, /--define and --data apply to assembly sources/],
    [[SCRIPT, SCRIPT, '--define', 'A=1'], 2, /--define and --data apply to assembly sources/],
    [[BLINK, BLINK, '--set-b', 'KAPA=3'], 2, /'KAPA=3' sets nothing/],
    [
      [BLINK, BLINK, '--set-a', 'winp[0][0]=3'],
      2,
      /a value in a memory is set at a position, as in winp\[0\]\[0\]=3@sample=1/,
    ],
    [[BLINK, BLINK, '--engine-b', 'fast'], 2, /Allowed choices are auto, cycle, turbo/],
    [[ROWS, ROWS, '--engine-b', 'turbo'], 2, /--engine-b needs two runs/],
    [[ROWS, ROWS, '--set', 'KAPPA=3'], 2, /--set needs two runs/],
    [
      [file('trap.s', 'start: rst 5\n'), join(dir, 'trap.s')],
      5,
      /trap\.s: trap at instruction 1 start\+1: end-of-code/,
    ],
    [
      [file('vain.s', 'start: rst 5\nout r1\nhalt 0\n'), join(dir, 'vain.s'), '--timeout', '1000'],
      42,
      /vain\.s: instruction 1 \(vain\.s:2\): timed out after 1000 cycles waiting for OUT_REQ/,
    ],
  ])('refuses %j', (args, status, message) => {
    const result = diff(...args);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/\bat .*\.js:\d+/);
    expect([result.stdout, result.status]).toEqual(['', status]);
  });

  it('ends on Ctrl-C with a message', async () => {
    const long = file('long.host', `sck 2\nrst 5\n${'aer 3\nwait 7\n'.repeat(300_000)}`);
    const args = [
      'trace',
      'diff',
      long,
      long,
      '--engine-a',
      'cycle',
      '--engine-b',
      'auto',
      '--interval',
      '100',
    ];
    const { status, stdout } = await interrupted(() => true, ...args);
    expect(status).toBe(130);
    expect(stdout).toMatch(/^interrupted after \d+ cycles, the same so far\n$/);
  });
});
