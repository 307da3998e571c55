import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/energy/assess.js';
import { COMPONENTS } from '../../src/energy/table/vocabulary.js';
import { ROWS_WITHOUT_WORKER } from '../../src/node/workers/energy-log-file.js';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const learning = projectPath('firmware/energy/learning.host');
const column = (component: string): string => `${component.replaceAll('-', '_')}_pj`;

/** A script of many ticks in a small network, each of another length. */
function longScript(count: number): string {
  const file = join(temporaryDirectory(), 'long.host');
  const head = [
    'sck 1',
    'rst 5',
    'spiw 0001005e 00000003',
    'spiw 0001005f 00000003',
    'spiw 00010000 00000000',
  ];
  const ticks = Array.from({ length: count }, (_, t) => {
    const tick = t % 3 === 0 ? `aer ${t % 4}\ntick` : 'tick';
    return `${tick}\nwait ${t}`;
  });
  writeFileSync(file, [...head, 'sample 1', ...ticks, 'sample 0', 'pulse', 'out', ''].join('\n'));
  return file;
}

type Row = Record<string, number | string>;
function readCsv(file: string): Row[] {
  const [head, ...lines] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  const names = head!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((n, i) => [n, n === 'state' ? cells[i]! : Number(cells[i])]));
  });
}

const jsonOf = (file: string): Assessment => JSON.parse(readFileSync(file, 'utf8')) as Assessment;

function expectOneLine(stderr: string, message: RegExp): void {
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
}

describe('sextant run --energy', () => {
  it('prints what the run costs, and how well the table meets published figures', () => {
    const { stdout, status } = sextant('run', learning, '--energy');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^energy .* µJ ± .* in .* ms, .* µW on average \(11 µW static\)$/m);
    expect(stdout).toMatch(/learning pass, full size.* 136 nJ .*-1\.8 %$/m);
  });

  it('a run that is over is priced again to the same files', () => {
    const [first, again, plain] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()];
    const pricing = ['--table', 'literature28', '--vdd', '0.6V', '--clock', '20MHz', '--step-period', '2ms'];
    expect(sextant('run', learning, '--energy', '-q', '-o', first, ...pricing).status).toBe(0);
    expect(sextant('run', learning, '--energy', '-q', '-o', plain).status).toBe(0);
    const repriced = sextant('energy', plain, '-o', again, ...pricing, '--json');
    expect(repriced.status).toBe(0);
    // The page names the command that wrote it.
    const contents = (dir: string, name: string): string =>
      readFileSync(join(dir, name), 'utf8').replace(/command(<\/dt><dd>|: )[^<"]*/g, '');
    for (const name of ['energy.json', 'energy.html'])
      expect(contents(again, name) === contents(first, name), name).toBe(true);
    expect(JSON.parse(repriced.stdout)).toEqual(jsonOf(join(first, 'energy.json')));
    expect(readFileSync(join(first, 'activity.json'))).toEqual(readFileSync(join(plain, 'activity.json')));
  });

  it('a run without --energy can be priced by its totals', () => {
    const dir = temporaryDirectory();
    expect(sextant('run', learning, '-q', '-o', dir).status).toBe(0);
    expect(readdirSync(dir)).not.toContain('energy.json');
    const { stdout, status } = sextant('energy', dir);
    expect(status).toBe(0);
    expect(stdout).toMatch(/note: the run recorded no profile/);
  });

  it('writes a page that needs nothing from elsewhere', () => {
    const dir = temporaryDirectory();
    sextant('run', learning, '--energy', '-q', '-o', dir);
    const page = readFileSync(join(dir, 'energy.html'), 'utf8');
    expect(page).not.toMatch(/<(?:script|img|link|iframe)[^>]*\b(?:src|href)=/);
    expect(page).not.toMatch(/@import|url\(\s*["']?http/);
    for (const id of ['power', 'phases', 'steps'])
      expect(page).toMatch(new RegExp(`<figure class="single" id="${id}"[^]*?<svg `));
    expect(page).toMatch(/<dt>SHA-256<\/dt><dd>[0-9a-f]{64}</);
    expect(page).toMatch(/<dt>command<\/dt><dd>sextant run .*learning\.host --energy/);
  });
});

describe('sextant run --energy-log', () => {
  it.each([
    ['without a worker', 3000],
    ['through the worker', ROWS_WITHOUT_WORKER + 100],
  ])('by tick, %s: CSV and Parquet hold the same rows, which add up to the run', async (_, ticks) => {
    const [script, dir] = [longScript(ticks), temporaryDirectory()];
    const [csv, parquet] = [join(dir, 'log.csv'), join(dir, 'log.parquet')];
    for (const file of [csv, parquet])
      expect(sextant('run', script, '--energy', '--energy-log', file, '-q', '-o', dir)).toMatchObject({
        status: 0,
      });
    const rows = readCsv(csv);
    expect(rows.map((row) => row['tick'])).toEqual(Array.from({ length: ticks + 2 }, (_, n) => n));
    const assessment = jsonOf(join(dir, 'energy.json'));
    for (const component of COMPONENTS) {
      const sum = rows.reduce((total, row) => total + Number(row[column(component)]), 0);
      expect(Math.abs(sum - assessment.components[component])).toBeLessThan(1e-9 * assessment.energyPj);
    }
    const bytes = readFileSync(parquet);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const read = await parquetReadObjects({ file });
    expect(
      read.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, Number(v)]))),
    ).toEqual(rows);
  });

  it('by cycle in a window: one row a cycle, states by name', () => {
    const file = join(temporaryDirectory(), 'log.csv.gz');
    const plain = file.slice(0, -3);
    for (const name of [file, plain])
      expect(
        sextant(
          'run',
          learning,
          '--energy-log',
          name,
          '--every',
          'cycle',
          '--from',
          'tick=30',
          '--to',
          'tick=31',
          '-q',
        ).status,
      ).toBe(0);
    const rows = readCsv(plain);
    const first = Number(rows[0]!['cycle']);
    expect(rows.map((row) => row['cycle'])).toEqual(rows.map((_, i) => first + i));
    expect(new Set(rows.map((row) => row['state']))).toEqual(new Set(['PROP', 'STEP', 'SDONE']));
    expect(rows.length).toBeGreaterThan(5000);
  });

  it('a window that the run does not reach is an error, and leaves no log', () => {
    const dir = temporaryDirectory();
    for (const name of ['log.csv', 'log.parquet']) {
      const { status, stderr } = sextant(
        'run',
        learning,
        '--energy-log',
        join(dir, name),
        '--from',
        'sample=9',
        '-q',
      );
      expect(status).toBe(4);
      expectOneLine(stderr, /the run does not reach --from sample=9/);
    }
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe('sextant energy --explain', () => {
  it.each(['fdsoi28', 'literature28'])('%s: every number with its source', (name) => {
    const { stdout, status } = sextant('energy', '--explain', '--table', name);
    expect(status).toBe(0);
    for (const component of COMPONENTS.slice(0, -1))
      expect(stdout).toMatch(new RegExp(`^${component} `, 'm'));
    expect(stdout).toMatch(/^sources$/m);
  });
});

describe('bad input of pricing', () => {
  const table = (edit: (text: string) => string): string => {
    const file = join(temporaryDirectory(), 'mine.yaml');
    writeFileSync(file, edit(readFileSync(projectPath('isa/energy/fdsoi28.yaml'), 'utf8')));
    return file;
  };
  const run = (text: string): string => {
    const dir = temporaryDirectory();
    writeFileSync(join(dir, 'activity.json'), text);
    return dir;
  };

  it('tables', () => {
    const damaged = table((text) => text.replace('energy: 1.9 pJ', 'energy: -1.9 pJ'));
    for (const command of [
      ['energy', '--explain'],
      ['run', learning, '--energy'],
    ]) {
      const { status, stderr } = sextant(...command, '--table', damaged);
      expect(status).toBe(3);
      expectOneLine(stderr, /mine\.yaml:46: .*'-1\.9 pJ' is negative/);
    }
    const cases: [string, number, RegExp][] = [
      ['fdsoi82', 4, /no energy table 'fdsoi82'; did you mean 'fdsoi28'/],
      ['nowhere/table.yaml', 4, /no such file/],
      [temporaryDirectory(), 4, /is a directory/],
    ];
    for (const [name, code, message] of cases) {
      const { status, stderr } = sextant('energy', '--explain', '--table', name);
      expect(status).toBe(code);
      expectOneLine(stderr, message);
    }
  });

  it('runs', () => {
    const good = temporaryDirectory();
    sextant('run', learning, '-q', '-o', good);
    const text = readFileSync(join(good, 'activity.json'), 'utf8');
    const empty = join(temporaryDirectory(), 'empty');
    mkdirSync(empty);
    const cases: [string, number, RegExp][] = [
      [empty, 4, /has no activity\.json: is it the output directory/],
      ['nowhere', 4, /nowhere: no such file/],
      [run(text.slice(0, 200)), 3, /activity\.json: not valid JSON/],
      [run(text.replace('PROP.cycles', 'PROP.bicycles')), 3, /'PROP\.bicycles' is not a counter/],
      [run(text.replace('"version": 1', '"version": 7')), 3, /version: .*this build reads version 1/],
      [run(text.replace(/"PROP\.cycles": \d+/, '"PROP.cycles": -1')), 3, /counts\.PROP\.cycles/],
    ];
    for (const [dir, code, message] of cases) {
      const { status, stderr } = sextant('energy', dir);
      expect(stderr).toMatch(message);
      expectOneLine(stderr, message);
      expect(status).toBe(code);
    }
  });

  it('options', () => {
    const cases: [string[], RegExp][] = [
      [['energy', '--explain', '--vdd', '0.9V'], /0\.9 V is outside what table 'fdsoi28' covers/],
      [['energy'], /missing run directory \(or use --explain\)/],
      [['run', learning, '--vdd', '0.5'], /--vdd has no effect here: it needs --energy/],
      [['run', learning, '--energy-log', 'log.txt'], /\.csv, \.csv\.gz or \.parquet/],
    ];
    for (const [args, message] of cases) {
      const { status, stderr } = sextant(...args);
      expect(status).toBe(2);
      expectOneLine(stderr, message);
    }
    for (const args of [
      ['--vdd', 'high'],
      ['--clock', '13 parsec'],
      ['--from', 'tick=x'],
      ['--every', 'day'],
    ])
      expect(sextant('run', learning, '--energy', ...args).status).toBe(2);
  });
});
