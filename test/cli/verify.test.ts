import { copyFileSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../../src/node/scenario-files.js';
import { verifyScenario } from '../../src/verify/verify.js';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const NAME = 'tiny_traces_a1';
const SUFFIXES = ['host.gz', 'events.jsonl.gz', 'rows.csv.gz'] as const;

/** A copy of a scenario, one file changed. */
function copyWith(suffix: (typeof SUFFIXES)[number], change: (text: string) => string): string {
  const dir = temporaryDirectory();
  for (const s of SUFFIXES)
    copyFileSync(projectPath(`traces/golden/${NAME}.${s}`), join(dir, `${NAME}.${s}`));
  const file = join(dir, `${NAME}.${suffix}`);
  writeFileSync(file, gzipSync(change(gunzipSync(readFileSync(file)).toString())));
  return dir;
}

const verify = async (dir: string) => verifyScenario(scenarioOf(join(dir, `${NAME}.host.gz`))!);

/** Changes the n-th digit of a text, counted from a share of its length. */
function changeDigit(text: string, share: number): { text: string; line: number } {
  let at = Math.floor(share * (text.length - 1));
  while (!/[0-9]/.test(text[at] ?? '0')) at = (at + 1) % text.length;
  const line = text.slice(0, at).split('\n').length;
  return { text: `${text.slice(0, at)}${(Number(text[at]) + 1) % 10}${text.slice(at + 1)}`, line };
}

describe('sextant verify', () => {
  it('ends with the counts', () => {
    const result = sextant(
      'verify',
      projectPath('traces/golden/fuzz_a1.host.gz'),
      projectPath('traces/golden/cueacc-own'),
    );
    expect(result.status).toBe(0);
    expect(result.stdout.trim().split('\n').at(-1)).toBe('2 passed, 0 failed');
  });

  it('names the place of any changed digit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('rows.csv.gz', 'events.jsonl.gz'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (suffix, share) => {
          let line = 0;
          const dir = copyWith(suffix, (text) => {
            const changed = changeDigit(text, share);
            line = changed.line;
            return changed.text;
          });
          const result = await verify(dir);
          expect(result.passed).toBe(false);
          expect(result.divergence?.line).toBe(line);
          expect(result.divergence?.file.endsWith(suffix)).toBe(true);
          expect(result.divergence?.expected).not.toBe(result.divergence?.actual);
        },
      ),
      { numRuns: 12, seed: 7 },
    );
  });

  it('prints cycle, state, column, both values and the rows before', () => {
    const dir = copyWith('rows.csv.gz', (text) => text.replace(/^(\d+,STEP,WAIT,0,)1,/m, '$12,'));
    const { status, stdout } = sextant('verify', dir);
    expect(status).toBe(1);
    expect(stdout).toMatch(/first divergence: cycle \d+, state STEP, step\n\s+expected 2\n\s+actual {3}1\n/);
    expect(stdout).toMatch(/line \d+; before it:\n(\s+\d+,.*\n){3}/);
    expect(stdout.trim().split('\n').at(-1)).toBe('0 passed, 1 failed');
  });

  it('sees files that end early or go on', async () => {
    for (const suffix of ['rows.csv.gz', 'events.jsonl.gz'] as const) {
      const short = await verify(copyWith(suffix, (t) => t.slice(0, t.lastIndexOf('\n', t.length - 2) + 1)));
      expect(short.divergence?.expected).toMatch(/no more/);
      const long = await verify(copyWith(suffix, (t) => `${t}more\n`));
      expect(long.divergence?.actual).toMatch(/no more/);
    }
  });

  it('compares by CRC where there are no rows, and names the snapshot', () => {
    const dir = copyWith('events.jsonl.gz', (t) =>
      t.replace(/"rows":"./, (m) => m.slice(0, -1) + (m.endsWith('0') ? '1' : '0')),
    );
    writeFileSync(join(dir, `${NAME}.rows.csv.gz`), '');
    const alone = temporaryDirectory();
    for (const s of ['host.gz', 'events.jsonl.gz'])
      copyFileSync(join(dir, `${NAME}.${s}`), join(alone, `${NAME}.${s}`));
    expect(sextant('verify', alone).stdout).toMatch(/crc\.rows of snapshot 'loaded'/);
  });

  it('fails without any scenario', () => {
    const result = sextant('verify', temporaryDirectory());
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/^sextant: no scenario/);
  });
});
