/** Studies on the command line: resumed after anything, the same store however it was made. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { projectPath, sextant, temporaryDirectory, type CliResult } from '../project.js';
import { studyText } from '../study/example-study.js';
import { resultNames, resultsOf, writeStudy } from '../study/study-directory.js';

const AXES = [
  'axes: { kappa: [100, 110, 120], rate: [6, 8] }',
  'seeds: 2',
  'registers: { KAPPA: kappa, LR_P_WINP: rate }',
].join('\n');

const studyDirectory = (text = studyText(AXES)): string => writeStudy(temporaryDirectory(), text);

const jsonOf = (result: CliResult): Record<string, unknown> =>
  JSON.parse(result.stdout) as Record<string, unknown>;

describe('sextant study run', () => {
  const undisturbed = studyDirectory();
  const first = sextant('study', 'run', undisturbed, '--jobs', '1', '--json');
  const expected = resultsOf(undisturbed);

  it('simulates every point once', () => {
    expect(first.stderr).toBe('');
    expect(jsonOf(first)).toMatchObject({ simulated: 12, found: 0, isComplete: true });
    expect(Object.keys(expected)).toHaveLength(12);
    const again = jsonOf(sextant('study', 'run', undisturbed, '--json'));
    expect(again).toMatchObject({ simulated: 0, found: 12, isComplete: true });
    expect(jsonOf(sextant('study', 'status', undisturbed, '--json'))).toMatchObject({ done: 12, missing: 0 });
  });

  it('gives the same store in workers, and in shards', () => {
    const inWorkers = studyDirectory();
    sextant('study', 'run', inWorkers, '--jobs', '2', '-q');
    expect(resultsOf(inWorkers)).toEqual(expected);
    const inShards = studyDirectory();
    for (const shard of ['2/3', '1/3', '3/3'])
      expect(sextant('study', 'work', inShards, '--shard', shard, '--jobs', '1', '-q').status).toBe(0);
    expect(resultsOf(inShards)).toEqual(expected);
  });

  it('gives the same store after it was killed at any moment', async () => {
    const directory = studyDirectory();
    const random = seedrandom('kills');
    for (let kills = 0; kills < 4; kills++) {
      const args = [projectPath('dist/sextant.js'), 'study', 'run', directory, '--jobs', '2', '-q'];
      const child = spawn(process.execPath, args, { stdio: 'ignore' });
      const ended = once(child, 'exit');
      const before = resultNames(directory).length;
      while (child.exitCode === null && resultNames(directory).length === before) await sleep(5);
      await sleep(100 * random());
      child.kill('SIGKILL');
      await ended;
    }
    expect(sextant('study', 'run', directory, '-q').status).toBe(0);
    expect(resultsOf(directory)).toEqual(expected);
    expect(readdirSync(join(directory, 'store', 'partial'))).toEqual([]);
  });

  it('keeps failures with their kind, and tries them again only when it must', () => {
    // The chip waits for a label in every step, which the protocol does not send.
    const directory = studyDirectory(studyText('axes: { mode: [6] }\nregisters: { REGUL_MODE: mode }'));
    const run = (...args: string[]): CliResult => sextant('study', 'run', directory, '--json', ...args);
    expect(run().status).toBe(1);
    expect(sextant('study', 'status', directory).stdout).toMatch(/1 failed: time-out: .*TIMING_ERROR_RDY/);
    expect(jsonOf(run())).toMatchObject({ simulated: 0, failed: [] });
    expect((jsonOf(run('--retry-failed'))['failed'] as unknown[]).length).toBe(1);
  });
});

describe('successive halving', () => {
  const shape = (rest: string): string =>
    studyText(
      [
        'task: { name: temporal-xor, samples: 6, neurons: n }',
        'axes: { n: [16, 32], kappa: [60, 120] }',
        'registers: { KAPPA: kappa }',
        rest,
      ].join('\n'),
    );

  it('gives the results of straight runs, byte for byte', () => {
    const halved = studyDirectory(shape('halving: { rungs: [1, 2, 3], margins: { accuracy: 1 } }'));
    expect(sextant('study', 'run', halved, '-q').status).toBe(0);
    const straight = studyDirectory(shape('').replace('samples: 6, ', 'samples: 6, epochs: 3, '));
    expect(sextant('study', 'run', straight, '-q').status).toBe(0);
    const [a, b] = [resultsOf(halved), resultsOf(straight)];
    expect(Object.keys(a)).toHaveLength(12);
    for (const [name, text] of Object.entries(b)) expect(a[name]).toBe(text);
  });
});

describe('what follows from results', () => {
  const text = studyText(`${AXES}\nenergy: { table: table.yaml }`);
  const directory = studyDirectory(text.replace('table.yaml', './table.yaml'));
  const table = readFileSync(projectPath('isa/energy/fdsoi28.yaml'), 'utf8');
  writeFileSync(join(directory, 'table.yaml'), table);
  sextant('study', 'run', directory, '-q');

  it('is priced again by another table, and simulated again by none', () => {
    const energies = (): number[] => {
      const result = sextant('study', 'query', directory, 'select inference_energy e from results', '--json');
      return (JSON.parse(result.stdout) as { e: number }[]).map(({ e }) => e);
    };
    const before = energies();
    writeFileSync(join(directory, 'table.yaml'), table.replace('energy: 1.9 pJ', 'energy: 3.8 pJ'));
    expect(jsonOf(sextant('study', 'run', directory, '--json'))).toMatchObject({ simulated: 0 });
    const after = energies();
    expect(after.every((energy, i) => energy > before[i]!)).toBe(true);
  });

  it('is a table, a report and a journal', () => {
    const out = temporaryDirectory();
    const csv = join(out, 'results.csv');
    expect(sextant('study', 'collect', directory, '-o', csv).status).toBe(0);
    expect(readFileSync(csv, 'utf8').split('\n')).toHaveLength(12 + 3);
    expect(sextant('study', 'report', directory, '-o', out, '-q').status).toBe(0);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    for (const part of [
      '<h2>Answer</h2>',
      'How fair is this comparison?',
      'From the front to its neighbours',
      'data-pair="',
    ])
      expect(page).toContain(part);
    const text = readFileSync(join(out, 'report.md'), 'utf8');
    expect(text).toMatch(/^- highest accuracy: point \d+: .*\(accuracy \d+\.\d % .*\)$/m);
    const command = /sextant (study verify \S+ --id \w+)/.exec(text)![1]!;
    expect(sextant(...command.split(' ')).stdout).toMatch(
      /1 of 12 results simulated again clock by clock: 0 differ/,
    );
  });

  it('answers an outside optimiser from the store', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [projectPath('dist/sextant.js'), 'study', 'ask', directory],
      {
        input:
          '{"ask": {"kappa": 100, "rate": 6}, "n": 1}\n{"ask": {"kapa": 1}}\n{"ask": {"kappa": 999, "rate": 6}}\n',
        encoding: 'utf8',
      },
    );
    const [answered, misspelt, dropped] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answered).toMatchObject({ n: 1, tell: { accuracy: expect.any(Number) as number } });
    expect(misspelt!['error']).toMatch(/'kapa' is not an axis of the study; did you mean 'kappa'\?/);
    expect(dropped!['dropped']).toMatch(/KAPPA = 999/);
  });

  it('reports a result that another simulation would contradict', () => {
    const damaged = studyDirectory();
    sextant('study', 'run', damaged, '-q');
    const results = join(damaged, 'store', 'results');
    const [name] = Object.keys(resultsOf(damaged));
    const file = join(results, name!);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"cycles":(\d)/, '"cycles":9$1'));
    const result = sextant('study', 'verify', damaged, '--sample', '100%');
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/1 results differ/);
    writeFileSync(file, 'x');
    expect(sextant('study', 'collect', damaged).stderr).toMatch(/not valid JSON.*remove this file/);
  });
});
