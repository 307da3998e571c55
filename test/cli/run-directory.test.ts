/** What a run leaves in its directory, and what is made of it later. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseRunRecord } from '../../src/run/run-record.js';
import { sextantAt, temporaryDirectory, type CliResult } from '../project.js';

/** Sends as many events in as many ticks as TICKS says, and a word from a file. */
const SOURCE = `
.equ TICKS, 3
.data
.incdata W, winp, "w.csv", 1, 4
.code
        sck 2
        rst 5
        wait 10
        cfg NUM_INP, 3
        cfg NUM_REC, 3
        cfg NUM_OUT, 1
        cfg EN_CONF, 0
        li r1, TICKS
        sample 1
        wait 5
again:  aer 1
        tick
        loop r1, again
        sample 0
        wait 5
        pulse
        wait 100
        halt 0
`;

describe('the directory of a run', () => {
  let dir = '';
  const at = (name: string): string => join(dir, name);
  const run = (...args: string[]): CliResult => sextantAt(dir, 'run', 'p.s', '-o', 'out', ...args);
  const plot = (): CliResult => sextantAt(dir, 'plot', 'out');
  const record = (): ReturnType<typeof parseRunRecord> =>
    parseRunRecord(readFileSync(at('out/run.json'), 'utf8'));
  beforeEach(() => {
    dir = temporaryDirectory();
    writeFileSync(at('p.s'), SOURCE);
    writeFileSync(at('w.csv'), '1,2,3,4\n');
  });

  it('holds the program, how it was run, and the hashes of all inputs', () => {
    expect(run('--define', 'TICKS=5', '--seed', 'x', '--set', 'NUM_OUT=3', '--timeout', '9000').status).toBe(
      0,
    );
    expect(readdirSync(at('out')).sort()).toEqual([
      'activity.json',
      'events.jsonl',
      'program.sxi',
      'run.json',
      'summary.json',
    ]);
    expect(record()).toMatchObject({
      name: 'p.s',
      program: { file: 'program.sxi', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      inputs: [{ file: 'p.s' }, { file: 'w.csv' }],
      settings: { engine: 'auto', timeout: 9000, seed: 'x', set: ['NUM_OUT=3'] },
      define: { TICKS: 5 },
      interrupted: false,
      exitCode: 0,
    });
  });

  it('lets plot run the very program again, whatever its sources have become', () => {
    // Both change the number of cycles, which plot compares.
    expect(run('--define', 'TICKS=5', '--set', 'NUM_REC=63').status).toBe(0);
    for (const name of ['p.s', 'w.csv']) writeFileSync(at(name), 'gone');
    const { status, stdout, stderr } = plot();
    expect(stderr).toMatch(/^out\/program\.sxi is run again, as run\.json says\n$/);
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^out\/picture\.html: \d+ steps, 5 input events/),
    ]);
  });

  it('keeps a host script with its power-up contents', () => {
    writeFileSync(
      at('h.host'),
      'rst 5\nsck 2\nwait 10\nspiw 00010000 00000000\nsample 1\nwait 5\naer 2\ntick\nsample 0\nwait 5\npulse\n',
    );
    expect(sextantAt(dir, 'run', 'h.host', '-q', '-o', 'out', '--seed', 'y').status).toBe(0);
    writeFileSync(at('h.host'), 'wait 1\n');
    expect(plot()).toMatchObject({ status: 0, stdout: expect.stringMatching(/1 input event\b/) as string });
    expect(record().settings.seed).toBe('y');
  });

  it('is refused when the program, its record or its cycles are not those of the run', () => {
    expect(run('-q').status).toBe(0);
    const [program, text] = [readFileSync(at('out/program.sxi')), readFileSync(at('out/run.json'), 'utf8')];
    const { cycles } = record();
    const refused = (message: RegExp): void => {
      const { status, stderr } = plot();
      expect([status, stderr]).toEqual([3, expect.stringMatching(message)]);
      expect(readdirSync(at('out'))).not.toContain('picture.html');
    };
    writeFileSync(at('out/program.sxi'), Buffer.concat([program, Buffer.of(0)]));
    refused(/program\.sxi: this is not the program that was run: its SHA-256 is/);
    writeFileSync(at('out/program.sxi'), program);
    writeFileSync(at('out/run.json'), text.replace(`"cycles": ${cycles}`, '"cycles": 77'));
    refused(/run\.json: the repetition took \d+ cycles, the run itself 77/);
    writeFileSync(at('out/run.json'), text.slice(0, 90));
    refused(/run\.json: not valid JSON/);
    writeFileSync(at('out/run.json'), text);
    expect(plot().status).toBe(0);
  });

  it('ends plot with the exit code of the run', () => {
    writeFileSync(at('p.s'), 'rst 5\nout r1\n');
    expect(run('-q', '--timeout', '1000').status).toBe(42);
    expect(record().exitCode).toBe(42);
    const { status, stderr, stdout } = plot();
    expect([status, stdout]).toEqual([42, expect.stringMatching(/^out\/picture\.html/)]);
    expect(stderr).toMatch(/timed out after 1000 cycles/);
    writeFileSync(at('p.s'), 'ret\n');
    expect(run('-q').status).toBe(5);
    expect(plot().status).toBe(5);
  });

  it('says what a newer or older version ran', () => {
    expect(run('-q').status).toBe(0);
    const text = readFileSync(at('out/run.json'), 'utf8').replace(/"sextant": "[^"]*"/, '"sextant": "9.9.9"');
    writeFileSync(at('out/run.json'), text);
    expect(plot().stderr).toMatch(/warning: the run was made by sextant 9\.9\.9, this is /);
  });
});

describe('--set', () => {
  it('gives a register its value wherever the program writes it', () => {
    const dir = temporaryDirectory();
    writeFileSync(join(dir, 'p.s'), SOURCE);
    writeFileSync(join(dir, 'w.csv'), '1,2,3,4\n');
    const steps = (...args: string[]): number => {
      const { stdout, status } = sextantAt(dir, 'run', 'p.s', '--json', ...args);
      expect(status).toBe(0);
      return (JSON.parse(stdout) as { cycles: number }).cycles;
    };
    // A step takes a cycle a neuron or output, whichever are more.
    expect(steps('--set', 'NUM_REC=0x3')).toBe(steps());
    expect(steps('--set', 'NUM_REC=63')).toBeGreaterThan(steps() + 4 * 60);
    expect(steps('--set', 'NUM_REC=9', '--set', 'NUM_REC=3')).toBe(steps());
  });

  it.each([
    [
      ['--set', 'NUM_RECS=1'],
      2,
      /'NUM_RECS=1': REGISTER=VALUE is needed, such as KAPPA=48; did you mean 'NUM_REC'/,
    ],
    [['--set', 'NUM_REC=256'], 2, /a value from 0 to 255 is needed/],
    [['--set', 'NUM_REC'], 2, /REGISTER=VALUE is needed/],
    [['--set', 'KAPPA=3'], 2, /^sextant: p\.s: --set had no effect: the program never writes KAPPA\n$/],
  ])('%j ends with %i', (args, status, message) => {
    const dir = temporaryDirectory();
    writeFileSync(join(dir, 'p.s'), SOURCE);
    writeFileSync(join(dir, 'w.csv'), '1,2,3,4\n');
    const result = sextantAt(dir, 'run', 'p.s', '-q', ...args);
    expect(result.stderr).toMatch(message);
    expect(result.status).toBe(status);
  });

  it('works in a training, too, and stands in its summary', () => {
    const dir = temporaryDirectory();
    const train = (...args: string[]): CliResult =>
      sextantAt(dir, 'train', '--samples', '1', '--epochs', '1', '-q', '--json', ...args);
    const changed = (result: CliResult): number =>
      (JSON.parse(result.stdout) as { epochs: { train: { weightsChanged: number } }[] }).epochs[0]!.train
        .weightsChanged;
    const set = train('--set', 'DO_EPROP=0');
    expect([set.status, changed(set)]).toEqual([0, 0]);
    expect(JSON.parse(set.stdout)).toMatchObject({ set: ['DO_EPROP=0'] });
    expect(changed(train())).toBeGreaterThan(0);
  });
});
