/** Sessions that a run leaves where it trapped or warned. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sextantAt, temporaryDirectory, type CliResult } from '../project.js';

const TRAPS = `start:  sck     2
        rst     5
        wait    10
        cfg     EN_CONF, 1
        cfg     KAPPA, 40
        cfg     EN_CONF, 0
        tick
        ret
`;
/** Writes a memory while EN_CONF is 0. */
const WARNS = `start:  sck     2
        rst     5
        cfg     EN_CONF, 0
        la      r1, words
        spiw    r1, 2
        wait    100
        halt    0
        .data
words:  .word write(WINP, 0, 1), 5
`;
/** Waits for an answer that never comes, on a chip that is not the public one. */
const WAITS = '# chip: neurons=64\nsck 1\nrst 5\nwait 10\nsample 1\nout\n';

const directory = temporaryDirectory();
const run = (...args: string[]): CliResult => sextantAt(directory, ...args);
/** Carries commands out in a session. */
const inSession = (file: string, ...commands: string[]): CliResult =>
  run('debug', file, ...commands.flatMap((command) => ['-e', command]));

beforeAll(() => {
  for (const [file, text] of Object.entries({ 'traps.s': TRAPS, 'warns.s': WARNS, 'waits.host': WAITS }))
    writeFileSync(join(directory, file), text);
});

describe('a session that a run leaves', () => {
  it('stands at the trap, with the settings, faults and contents of that run', () => {
    const settings = ['--set', 'KAPPA=48', '--fault', 'rate=1e-3,kind=stuck-at-0', '--seed', '3'];
    const { status, stdout } = run('run', 'traps.s', '--on-trap', 'save:trap.sxd', ...settings);
    expect([status, stdout]).toEqual([5, expect.stringContaining('sextant debug trap.sxd')]);
    const opened = inSession(
      'trap.sxd',
      'where',
      'print KAPPA',
      'last KAPPA',
      'back-tick',
      'expect tick == 1',
    );
    expect([opened.status, opened.stderr]).toEqual([0, '']);
    expect(opened.stdout).toMatch(/trap: stack-underflow/);
    expect(opened.stdout).toMatch(/KAPPA = 48\n/);
    expect(opened.stdout).toMatch(/-> 48, written over SPI by traps\.s:5/);
    expect(run('debug', 'trap.sxd', '--seed', '4', '-e', 'where')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/--seed has no effect here: trap\.sxd says/) as string,
    });
  });

  it('stands at the wait of a host script that timed out', () => {
    const { status } = run('run', 'waits.host', '--on-trap', 'save:wait.sxd', '--timeout', '5000');
    expect(status).toBe(42);
    const opened = inSession(
      'wait.sxd',
      'where',
      'expect cycle == 5015',
      'back-cycle 10',
      'expect cycle == 5005',
    );
    expect([opened.status, opened.stdout]).toEqual([0, expect.stringMatching(/waiting for OUT_REQ/)]);
  });

  it('stands where the chip warns first, as a stop at warnings does', () => {
    const { status, stdout } = run('run', 'warns.s', '--on-warning', 'save:warning.sxd', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      sessions: [{ file: 'warning.sxd', reason: 'warning access-without-en-conf' }],
    });
    const opened = inSession('warning.sxd', 'print cycle');
    const stopped = inSession('warns.s', 'stop warning', 'continue', 'print cycle');
    expect(stopped.stdout).toMatch(/stop 1: warning access-without-en-conf/);
    expect(opened.stdout.trim()).toBe(stopped.stdout.trim().split('\n').at(-1));
  });

  it('is written only for a reason, and never to two ends', () => {
    run('run', 'warns.s', '--on-warning', 'save:no.sxd', '--allow', 'access-without-en-conf');
    run('run', 'warns.s', '--on-trap', 'save:no.sxd');
    expect(existsSync(join(directory, 'no.sxd'))).toBe(false);
    expect(run('run', 'traps.s', '--on-trap', 'save:a.sxd', '--on-warning', 'save:a.sxd').status).toBe(2);
    expect(run('run', 'traps.s', '--on-trap', 'a.sxd')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/save:FILE\.sxd is needed/) as string,
    });
  });

  it('says which file has changed since', () => {
    writeFileSync(join(directory, 'later.s'), TRAPS);
    run('run', 'later.s', '--on-trap', 'save:later.sxd');
    writeFileSync(join(directory, 'later.s'), `; a line more\n${TRAPS}`);
    const { status, stderr } = inSession('later.sxd', 'where');
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(/^later\.s has changed: its SHA-256 is \w{64}/),
    ]);
  });
});
