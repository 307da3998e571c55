import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const blink = projectPath('firmware/blink.s');
/** Runs the command line with a text as its standard input. */
function withInput(input: string, ...args: string[]): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [projectPath('dist/sextant.js'), ...args], { input, encoding: 'utf8' });
}

const commands = (...lines: string[]): string[] => lines.flatMap((line) => ['-e', line]);

describe('sextant debug', () => {
  it('goes to a stop, on, and back, and says what changed a value', () => {
    const { stdout, status } = sextant(
      'debug',
      blink,
      ...commands(
        'stop state STEP',
        'continue',
        'next',
        'reverse-continue',
        'goto end',
        'last v[1]',
        'last v[1]',
      ),
      '--json',
    );
    expect(status).toBe(0);
    const records = JSON.parse(stdout) as { command: string; value?: Record<string, unknown> }[];
    const positions = records.map(
      ({ value }) => (value?.['position'] as { cycle: number } | undefined)?.cycle,
    );
    expect(positions[3]).toBe(positions[1]);
    expect(records[5]?.value).toMatchObject({ name: 'v[1]', cause: { by: 'step' } });
    expect(positions[6]).toBeLessThan(positions[5]!);
  });

  it('names the event and the weight that made a neuron spike', () => {
    const { stdout } = sextant('debug', blink, ...commands('goto end', 'why spike(0)'));
    expect(stdout).toMatch(/membrane 400 reached its threshold 300/);
    expect(stdout).toMatch(/0 -> {4}400 {2}event of input 0, weight winp\[0\]\[0\] = 50/);
  });

  it('fails with 1 where an expectation does not hold, 3 in a file of commands that means nothing, 2 on the command line', () => {
    const dir = temporaryDirectory();
    const file = join(dir, 'commands');
    writeFileSync(file, '# a comment\ngoto tick 2\nexpect tick == 3\n');
    const failed = sextant('debug', blink, '-x', file);
    expect([failed.status, failed.stderr]).toEqual([
      1,
      expect.stringMatching(/commands:3: expected tick == 3, but tick is 2/),
    ]);
    writeFileSync(file, 'goto tick 2\nfly\n');
    const wrong = sextant('debug', blink, '-x', file);
    expect([wrong.status, wrong.stderr]).toEqual([
      3,
      expect.stringMatching(/commands:2: 'fly' is not a command/),
    ]);
    expect(sextant('debug', blink, '-e', 'watch wrek[1][2]').status).toBe(2);
  });

  it('reads commands from standard input, where an empty line repeats a step', () => {
    const { stdout, status } = withInput('tick\n\n\nprint tick\nquit\n', 'debug', blink);
    expect(status).toBe(0);
    expect(stdout).toMatch(/tick = 3/);
  });

  it('saves a session that opens again with its values, stops and place; a damaged or other run is refused', () => {
    const dir = temporaryDirectory();
    const file = join(dir, 'session.sxd');
    const saved = sextant(
      'debug',
      blink,
      ...commands('goto tick 2', 'set r1 = 5', 'watch v[1]', `save ${file}`),
    );
    expect(saved.status).toBe(0);
    const opened = sextant('debug', file, ...commands('stops', 'print r1, tick'));
    expect([opened.status, opened.stdout]).toEqual([0, '1: watch v[1]\nr1 = 5\ntick = 2\n']);
    const record = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Record<string, unknown>;
    writeFileSync(file, gzipSync(JSON.stringify({ ...record, state: '0'.repeat(64) })));
    const other = sextant('debug', file, '-e', 'where');
    expect([other.status, other.stderr]).toEqual([
      3,
      expect.stringMatching(/SHA-256 of the chip's state is/),
    ]);
    writeFileSync(file, gzipSync(JSON.stringify({ ...record, program: 'x' })));
    expect(sextant('debug', file, '-e', 'where').stderr).toMatch(/program: its SHA-256 is/);
  });

  it('writes the waveform around a stop, and never over the program', () => {
    const dir = temporaryDirectory();
    const file = join(dir, 'here.vcd');
    expect(sextant('debug', blink, ...commands('goto tick 2', `wave ${file} 100`)).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/\$enddefinitions/);
    expect(sextant('debug', blink, ...commands(`wave ${blink}`)).status).toBe(2);
  });
});
