import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  interrupted,
  projectPath,
  sextant,
  sextantOnFullDisk,
  temporaryDirectory,
  type CliResult,
} from '../project.js';

const golden = (name: string): string => projectPath(`traces/golden/${name}`);
const SCRIPT = golden('learn_all_a1.host.gz');
const ROWS = golden('learn_all_a1.rows.csv.gz');
const run = (dir: string, ...traces: string[]): CliResult =>
  sextant(
    'run',
    SCRIPT,
    '--quiet',
    ...traces.flatMap((t) => (t.includes(':') ? ['--trace', t.replace(':', `:${dir}/`)] : [t])),
  );

/** One line on stderr, no stack trace, nothing left behind. */
function expectRefused(result: CliResult, status: number, message: RegExp, dir?: string): void {
  const first = result.stderr.split('\n')[0] ?? '';
  expect(first).toMatch(message);
  expect(result.stderr).not.toMatch(/\bat .*\.js:\d+/);
  expect(result.status).toBe(status);
  if (dir !== undefined) expect(readdirSync(dir)).toEqual([]);
}

describe('sextant run --trace', () => {
  it('writes several traces of one run, whole under their names', () => {
    const dir = temporaryDirectory();
    const result = run(
      dir,
      'vcd:a.vcd',
      'rows:r.rows.csv.gz',
      'events:e.jsonl',
      'perfetto:p.pftrace',
      'spikes:s.csv',
      'weights:w.parquet',
      'saif:x.saif',
    );
    expect([result.status, result.stderr]).toEqual([0, '']);
    expect(readdirSync(dir).sort()).toEqual([
      'a.vcd',
      'e.jsonl',
      'p.pftrace',
      'r.rows.csv.gz',
      's.csv',
      'w.parquet',
      'x.saif',
    ]);
    expect(gunzipSync(readFileSync(join(dir, 'r.rows.csv.gz'))).equals(gunzipSync(readFileSync(ROWS)))).toBe(
      true,
    );
    const diff = sextant('trace', 'diff', join(dir, 'a.vcd'), ROWS);
    expect(diff.stdout).toMatch(/^the traces agree: 40 shared signals/);
    expect(diff.status).toBe(0);
  });

  it('leaves the names of states out of waveforms with --no-state-names, and keeps the states', () => {
    const dir = temporaryDirectory();
    expect(run(dir, 'vcd:a.vcd', '--no-state-names').status).toBe(0);
    const text = readFileSync(join(dir, 'a.vcd'), 'utf8');
    expect(text).not.toMatch(/\$var string|^s/m);
    expect(text).toMatch(/\$var wire 3 \S+ state \[2:0\]/);
    const diff = sextant('trace', 'diff', join(dir, 'a.vcd'), ROWS);
    expect(diff.stdout).toMatch(/^the traces agree: 40 shared signals/);
  });

  it('writes the energy log as a trace', () => {
    const [dir, log] = [temporaryDirectory(), join(temporaryDirectory(), 'log.csv')];
    const window = ['--from', 'tick=3', '--to', 'tick=9'];
    expect(run(dir, 'energy:e.csv', 'spikes:s.csv', ...window).status).toBe(0);
    expect(run(dir, '--energy-log', log, ...window).status).toBe(0);
    expect(readFileSync(join(dir, 'e.csv'), 'utf8')).toBe(readFileSync(log, 'utf8'));
    const turbo = run(dir, 'energy:t.csv', '--engine', 'turbo', ...window);
    expect([turbo.status, turbo.stderr]).toEqual([0, '']);
    expect(readFileSync(join(dir, 't.csv'), 'utf8')).toBe(readFileSync(log, 'utf8'));
  });

  it.each([
    [['energy:e.csv', 'energy:f.csv'], /one energy log/],
    [['energy:e.csv', '--energy-log', '/nowhere/log.csv'], /one energy log/],
    [['energy:e.txt'], /the name of a table ends in/],
    [['energy:e.csv', '--when', 'state==EPROP'], /do not select energy/],
  ])('refuses %j', (args, message) => {
    const dir = temporaryDirectory();
    expectRefused(run(dir, ...args), 2, message, dir);
  });

  it('records what needs no cycles with the turbo engine, too', () => {
    const written = ['cycle', 'turbo'].map((engine) => {
      const dir = temporaryDirectory();
      const kinds = ['spikes:s.csv', 'outputs:o.csv', 'host:h.csv'];
      expect(run(dir, ...kinds, '--engine', engine).status).toBe(0);
      return ['s', 'o', 'h'].map((name) =>
        readFileSync(join(dir, `${name}.csv`), 'utf8').replace(/^#.*\n/gm, ''),
      );
    });
    expect(written[1]).toEqual(written[0]);
  });

  it('records what came before a trigger', () => {
    const dir = temporaryDirectory();
    const script = golden('timing_nohalt_a1.host.gz');
    const file = join(dir, 't.rows.csv');
    const args = ['--trigger', 'timing_error', '--pre', '200', '--post', '50', '--trace', `rows:${file}`];
    expect(sextant('run', script, '--quiet', ...args).status).toBe(0);
    const all = gunzipSync(readFileSync(golden('timing_nohalt_a1.rows.csv.gz')))
      .toString()
      .trim()
      .split('\n')
      .slice(1);
    const at = parseInt(all.find((row) => row.split(',')[19] === '1') ?? '');
    const got = readFileSync(file, 'utf8').trim().split('\n').slice(1);
    expect(got.slice(1)).toEqual(all.filter((row) => parseInt(row) > at - 200 && parseInt(row) < at + 50));
    const never = sextant('run', script, '-q', '--trigger', 'pre==255', '--trace', `rows:${file}`);
    expectRefused(never, 4, /the trigger never holds in this run/);
  });

  it.each([
    [['--trace', 'vdc:x'], /'vdc' is not a kind of trace; did you mean 'vcd'\?/],
    [['--trace', 'vcd'], /a file is missing, as in vcd:FILE/],
    [['--trace', 'spikes:x.txt'], /the name of a table ends in \.csv, \.csv\.gz or \.parquet/],
    [['--from', 'tick=2'], /--from and --to need --trace KIND:FILE/],
    [['--from', '100', '--to', '50', '--trace', 'spikes:x.csv'], /the window is empty/],
    [['--from', 'tock=2', '--trace', 'vcd:x'], /'tock=2' is not a position/],
    [['--when', 'sate==IDLE', '--trace', 'vcd:x'], /did you mean 'state'\?/],
    [['--signals', 'sarm.*', '--trace', 'vcd:x'], /no signal matches 'sarm\.\*'/],
    [['--neurons', '256', '--trace', 'perfetto:x'], /neuron 256 is not/],
    [
      ['--engine', 'turbo', '--trace', 'vcd:x'],
      /vcd:x shows cycles: it needs --engine auto or cycle; with turbo, events, spikes, outputs, host and energy can/,
    ],
    [
      ['--engine', 'turbo', '--trace', 'spikes:x.csv', '--from', 'tick=2'],
      /a part of a run .* needs --engine auto or cycle/,
    ],
  ])('refuses %j', (args, message) => {
    expectRefused(sextant('run', SCRIPT, ...args), 2, message);
  });

  it('says so where a trace cannot be written', () => {
    expectRefused(
      sextant('run', SCRIPT, '--trace', 'vcd:/proc/none/x.vcd'),
      4,
      /x\.vcd: the directory \/proc\/none does not exist/,
    );
    const dir = temporaryDirectory();
    expectRefused(sextant('run', SCRIPT, '--trace', `vcd:${dir}`), 4, /is a directory/, dir);
    expectRefused(
      sextant('run', join(dir, 'none.host'), '--trace', `vcd:${dir}/x.vcd`),
      4,
      /none\.host.*no such file/,
      dir,
    );
  });

  it('leaves nothing on a full disk', () => {
    const dir = temporaryDirectory();
    for (const trace of ['vcd:a.vcd', 'saif:s.saif'])
      expectRefused(
        sextantOnFullDisk(dir, 'run', SCRIPT, '-q', '--trace', trace),
        4,
        /file is too large/,
        dir,
      );
  });
  it('leaves nothing on a disk that a worker finds full', () => {
    const dir = temporaryDirectory();
    const script = join(temporaryDirectory(), 'many.host');
    writeFileSync(script, `rst 5\n${'tick\naer 3\n'.repeat(70_000)}`);
    for (const option of ['--energy-log=a.csv', '--energy-log=a.csv.gz', '--trace=spikes:a.parquet'])
      expectRefused(sextantOnFullDisk(dir, 'run', script, '-q', option), 4, /file is too large/, dir);
  });

  it('leaves a valid file on Ctrl-C', async () => {
    const dir = temporaryDirectory();
    const script = join(dir, 'long.host');
    writeFileSync(script, `sck 2\nrst 5\n${'aer 3\nwait 7\n'.repeat(300_000)}`);
    const vcd = join(dir, 'x.vcd');
    const begun = (): boolean =>
      readdirSync(dir).some((name) => statSync(join(dir, name)).size > 1e4 && name !== 'long.host');
    const { status, stdout } = await interrupted(begun, 'run', script, '--trace', `vcd:${vcd}`);
    expect(status).toBe(130);
    expect(stdout).toMatch(/interrupted: what is written is valid up to here/);
    expect(sextant('trace', 'info', vcd).stdout).toMatch(/vcd, \d+ signals/);
    expect(readdirSync(dir).sort()).toEqual(['long.host', 'x.vcd']);
  });
});

describe('sextant trace', () => {
  it('converts there and back', () => {
    const dir = temporaryDirectory();
    const [vcd, rows, csv, timeline] = ['a.vcd', 'b.rows.csv', 'c.csv', 'd.pftrace'].map((f) =>
      join(dir, f),
    ) as [string, string, string, string];
    expect(sextant('trace', 'convert', ROWS, vcd).stdout).toMatch(/40 signals/);
    expect(sextant('trace', 'convert', vcd, rows).status).toBe(0);
    expect(readFileSync(rows).equals(gunzipSync(readFileSync(ROWS)))).toBe(true);
    expect(sextant('trace', 'convert', vcd, csv).status).toBe(0);
    expect(readFileSync(csv, 'utf8')).toMatch(/^cycle,time_us,signal,value\n0,0,global\.state,IDLE\n/);
    expect(sextant('trace', 'convert', golden('learn_all_a1.events.jsonl.gz'), csv).status).toBe(0);
    expect(sextant('trace', 'convert', ROWS, timeline).status).toBe(0);
  });

  it('keeps the chip of a trace, and refuses the trace of another one', () => {
    const dir = temporaryDirectory();
    const [recorded, rows, again] = ['a.vcd', 'b.rows.csv', 'c.vcd'].map((f) => join(dir, f)) as [
      string,
      string,
      string,
    ];
    const scenario = projectPath('traces/geometry/infer_stoch_w4');
    sextant('run', `${scenario}.host.gz`, '--trace', `vcd:${recorded}`, '-q');
    expect(readFileSync(recorded, 'utf8')).toMatch(/^ {2}chip weight_bits=4; SHA-256 [0-9a-f]{64}$/m);
    expect(sextant('trace', 'convert', recorded, rows).status).toBe(0);
    expect(readFileSync(rows).equals(gunzipSync(readFileSync(`${scenario}.rows.csv.gz`)))).toBe(true);
    expect(sextant('trace', 'convert', rows, again).stderr).toMatch(
      /b\.rows\.csv:3: column winp: a word of 16 digits instead of the 32 of chip reference: name the chip of the rows with --chip/,
    );
    expect(sextant('trace', 'convert', rows, again, '--chip', 'w4').status).toBe(0);
    expect(sextant('trace', 'diff', again, recorded, '--chip', 'w4').status).toBe(0);
    for (const command of ['info', 'stats', 'diff']) {
      const files = command === 'diff' ? [ROWS, recorded] : [recorded];
      const { status, stderr } = sextant('trace', command, ...files, '--chip', 'weight_bits=5');
      const difference = 'this is for another chip than --chip: weight_bits 4 instead of 5';
      if (command !== 'diff')
        expect([status, stderr.trim()]).toEqual([3, `sextant: ${recorded}: ${difference}`]);
      else expect(status).toBe(3);
    }
  });

  it('tells what a trace holds', () => {
    const info = JSON.parse(sextant('trace', 'info', ROWS, '--json').stdout) as {
      signals: number;
      steps: number;
    };
    expect(info).toMatchObject({ format: 'rows', signals: 40, first: 0 });
    expect(sextant('trace', 'stats', ROWS).stdout).toMatch(/global\.state .*\n.*IDLE [\d.]+ %, PROP/);
  });

  it('compares two runs', () => {
    const same = sextant('trace', 'diff', SCRIPT, SCRIPT);
    expect([same.status, same.stdout]).toEqual([
      0,
      'the runs are the same: 74091 cycles, operation by operation\n',
    ]);
    const flipped = sextant('trace', 'diff', SCRIPT, SCRIPT, '--flip', 'winp[7][7].6@sample=1', '--json');
    expect(flipped.status).toBe(1);
    expect(JSON.parse(flipped.stdout)).toMatchObject({
      divergence: { cycle: 62_924, signal: 'winp[7][7]', a: '20', b: '84' },
    });
  });

  it.each([
    [['diff', SCRIPT, ROWS], 2, /compare two traces or two runs/],
    [['diff', ROWS, ROWS, '--flip', 'winp[1][1].1@tick=1'], 2, /--flip needs two runs/],
    [['diff', SCRIPT, SCRIPT, '--flip', 'winp[1][1]'], 2, /is not a bit/],
    [['info', '/nowhere.vcd'], 4, /nowhere\.vcd: no such file/],
    [['info', '/'], 4, /is a directory/],
    [['info', projectPath('package.json')], 3, /package\.json:1: .* is not a JSON object/],
    [['info', projectPath('LICENSE')], 3, /does not begin a trace that can be read/],
    [['convert', ROWS, 'x.txt'], 2, /the name must end in \.vcd/],
    [
      ['convert', golden('learn_all_a1.events.jsonl.gz'), join(temporaryDirectory(), 'x.vcd')],
      3,
      /no signals to write as VCD/,
    ],
    [['dif'], 2, /unknown command 'dif'/],
  ])('refuses %j', (args, status, message) => {
    expectRefused(sextant('trace', ...args), status, message);
  });
});
