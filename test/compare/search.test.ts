import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstFrame, record, type Frames } from '../../src/compare/frames.js';
import { diffRuns } from '../../src/compare/run-diff.js';
import { RunSide, type RunSpec } from '../../src/compare/run-side.js';
import { formatOperation, parseOperation, sameOperation, type Operation } from '../../src/host/operations.js';
import '../seed.js';
import { gunzipped } from '../trace/runs.js';
import { imported, script } from './specs.js';

const lines = gunzipped('learn_out_a1.host.gz').trim().split('\n');
/** What comes after loading memories and registers, which takes so many cycles. */
const BEGIN = lines.indexOf('sample 1');
const LOADED = 58_000;

/** A line of the script put differently: longer, wrong, missing, twice. */
const changes: ((line: string) => string)[] = [
  (line) => `wait 1\n${line}`,
  (line) => line.replace(/^(aer|wait|tgt) (\d+)$/, (_all, op: string, n: string) => `${op} ${Number(n) ^ 1}`),
  () => '# nothing',
  (line) => `${line}\n${line}`,
  (line) => line.replace(/ \d+$/, ' 1'),
];

/** All signals of a run, by cycle. */
const watched = (spec: RunSpec): Promise<Frames> => record(new RunSide(spec, 5000), LOADED, Infinity);

describe('the search for a divergence', () => {
  it('finds what watching both runs from the start finds', async () => {
    const cases = fc.record({
      line: fc.integer({ min: BEGIN, max: lines.length - 1 }),
      change: fc.constantFrom(...changes),
      interval: fc.constantFrom(1, 300, 5000, 1 << 18),
      image: fc.boolean(),
    });
    const good = script(lines.join('\n'));
    const frames = await watched(good);
    await fc.assert(
      fc.asyncProperty(cases, async ({ line, change, interval, image }) => {
        const text = lines.map((text, i) => (i === line ? change(text) : text)).join('\n');
        const bad = (image ? imported : script)(text);
        const others = await watched(bad);
        const { divergence } = await diffRuns(good, bad, { timeout: 5000, horizon: 0, interval });
        const [first, alike] = [firstFrame(frames, others), (i: number) => frames.equals(others, i)];
        if (divergence) {
          // What heals without a trace may be missed; a reported difference is one that lasts.
          const at = divergence.cycle - LOADED;
          expect([at >= first!, alike(at - 1), alike(at)]).toEqual([true, true, false]);
        } else expect([others.length, alike(frames.length - 1)]).toEqual([frames.length, true]);
      }),
      { numRuns: 15 },
    );
  });
});

describe('operations as lines', () => {
  it('are read back as they were', () => {
    for (const line of lines) {
      const operation = parseOperation(line);
      if (!operation) continue;
      const again = parseOperation(formatOperation(operation)) as Operation;
      expect(again).toEqual(operation);
      expect(sameOperation(again, operation)).toBe(true);
    }
  });
});
