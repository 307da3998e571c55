import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const scenario = (name: string): string => projectPath(`traces/golden/${name}`);

/** One clear line on stderr, no stack trace. */
function expectOneLine(stderr: string): void {
  expect(stderr).toMatch(/^sextant: .+\n$/);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
}

describe('sextant run', () => {
  it.each(['fuzz_a1', 'learn_out_a1', 'raw_a1', 'regression_a2'])(
    'reproduces the recorded files of %s',
    (name) => {
      const dir = temporaryDirectory();
      const rows = join(dir, 'rows.csv');
      const events = join(dir, 'events.jsonl.gz');
      const result = sextant(
        'run',
        scenario(`${name}.host.gz`),
        '--rows',
        rows,
        '--events',
        events,
        '--quiet',
      );
      expect(result.status).toBe(0);
      expect(readFileSync(rows).equals(gunzipSync(readFileSync(scenario(`${name}.rows.csv.gz`))))).toBe(true);
      const recorded = gunzipSync(readFileSync(scenario(`${name}.events.jsonl.gz`)));
      expect(gunzipSync(readFileSync(events)).equals(recorded)).toBe(true);
      expect(readdirSync(dir).sort()).toEqual(['events.jsonl.gz', 'rows.csv']);
    },
  );

  it('writes the recorded events without writing the rows, whose checksum they hold', () => {
    const events = join(temporaryDirectory(), 'events.jsonl');
    expect(sextant('run', scenario('learn_out_a1.host.gz'), '--events', events, '-q').status).toBe(0);
    const recorded = gunzipSync(readFileSync(scenario('learn_out_a1.events.jsonl.gz')));
    expect(readFileSync(events).equals(recorded)).toBe(true);
  });

  it('prints a summary as JSON', () => {
    const result = sextant('run', scenario('learn_out_a1.host.gz'), '--json');
    const summary = JSON.parse(result.stdout) as { cycles: number; activity: { cycles: number } };
    expect(summary.cycles).toBeGreaterThan(0);
    expect(summary.activity.cycles).toBe(summary.cycles);
  });
});

/** What a run that ends early leaves: the traces show the time-out. */
const WHOLE = [
  'activity.json',
  'e.jsonl',
  'events.jsonl',
  'program.host.gz',
  'r.csv.gz',
  'run.json',
  'summary.json',
];

describe('bad input of sextant run', () => {
  const script = (text: string): string => {
    const file = join(temporaryDirectory(), 'script.host');
    writeFileSync(file, text);
    return file;
  };
  const cases: [what: string, text: string, line: number, message: RegExp, status: number][] = [
    ['unknown operation', 'sck 2\nwiat 5\n', 2, /unknown operation 'wiat'; did you mean 'wait'\?/, 3],
    ['operand out of range', 'aer 256\n', 1, /from 0 to 255, not '256'/, 3],
    ['negative operand', 'wait -1\n', 1, /not '-1'/, 3],
    ['too few operands', 'rst\n', 1, /takes one number/, 3],
    ['header without data', '\n# comment\nspiw 00010000\n', 3, /announces 1 data words, none follow/, 3],
    ['no header', 'spiw\n', 1, /needs a header/, 3],
    ['word that is not hexadecimal', 'spiw 00010000 xyz\n', 1, /hexadecimal words/, 3],
    ['unknown pin', 'pin SAMPEL 1\n', 1, /did you mean 'SAMPLE'\?/, 3],
    [
      'endless wait for an output',
      'sck 2\nrst 5\nout\n',
      3,
      /timed out after 50000000 cycles waiting for OUT_REQ/,
      42,
    ],
    ['endless wait for ACK', 'sample 1\npin RST 1\naer 3\n', 3, /for AERIN_ACK/, 42],
    ['nothing to do', '# a comment\n\n', 1, /no operation in it/, 3],
    ['wait beyond the limit', 'wait 60000000\n', 1, /--timeout/, 42],
  ];
  it.each(cases)('%s', (_, text, line, message, status) => {
    const file = script(text);
    const dir = temporaryDirectory();
    const result = sextant(
      'run',
      file,
      '--events',
      join(dir, 'e.jsonl'),
      '--rows',
      join(dir, 'r.csv.gz'),
      '-o',
      dir,
    );
    expectOneLine(result.stderr);
    expect(result.stderr).toContain(`${file}:${line}:`);
    expect(result.stderr).toMatch(message);
    expect(result.status).toBe(status);
    expect(readdirSync(dir)).toEqual(status === 42 ? WHOLE : []);
  });

  it('a missing file, a directory, a device', () => {
    for (const file of ['/nowhere/x.host', temporaryDirectory(), '/dev/zero']) {
      const result = sextant('run', file);
      expectOneLine(result.stderr);
      expect(result.stderr).toContain(file);
      expect(result.status).toBe(4);
    }
  });

  it('a truncated gzip, and a damaged one', () => {
    const dir = temporaryDirectory();
    const bytes = readFileSync(scenario('fuzz_a1.host.gz'));
    const cut = join(dir, 'cut.host.gz');
    writeFileSync(cut, bytes);
    truncateSync(cut, bytes.length >> 1);
    const damaged = join(dir, 'damaged.host.gz');
    writeFileSync(damaged, bytes.fill(0x55, bytes.length >> 1));
    const plain = join(dir, 'plain.host.gz');
    writeFileSync(plain, 'sck 2\n');
    for (const [file, message] of [
      [cut, /truncated gzip/],
      [damaged, /(damaged|truncated) gzip/],
      [plain, /not gzip data/],
    ] as const) {
      const result = sextant('run', file);
      expectOneLine(result.stderr);
      expect(result.stderr).toMatch(message);
      expect(result.status).toBe(3);
    }
  });

  it('an output that cannot be written', () => {
    const dir = temporaryDirectory();
    const result = sextant('run', scenario('fuzz_a1.host.gz'), '--rows', dir);
    expectOneLine(result.stderr);
    expect(result.status).toBe(4);
    expect(existsSync(`${dir}.tmp`)).toBe(false);
  });

  it('wrong command lines', () => {
    for (const args of [['run'], ['run', 'x', '--timeout', '0'], ['rnu'], ['run', 'x', '--nonsense']]) {
      const result = sextant(...args);
      expect(result.status).toBe(2);
      expect(result.stderr).not.toMatch(/\bat .*\.js:\d+/);
    }
  });
});

describe('warnings', () => {
  it('are printed once, with cycle and count, and not with --quiet', () => {
    const loud = sextant('run', scenario('timing_nohalt_a1.host.gz'));
    expect(loud.stderr).toMatch(/^warning: tick-while-busy: .*first in cycle \d+/m);
    expect(sextant('run', scenario('timing_nohalt_a1.host.gz'), '--quiet').stderr).toBe('');
  });
});

describe('long scripts', () => {
  it('are streamed', () => {
    const file = join(temporaryDirectory(), 'long.host.gz');
    writeFileSync(file, gzipSync('rst 3\n' + 'wait 10\n'.repeat(500_000)));
    const result = sextant('run', file, '--json');
    expect((JSON.parse(result.stdout) as { cycles: number }).cycles).toBe(5_000_003);
  });
});
