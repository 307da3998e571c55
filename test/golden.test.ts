/** The recorded vectors: every row and every event of every committed scenario. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../src/node/scenario-files.js';
import { verifyScenario } from '../src/verify/verify.js';
import { needing, projectPath } from './project.js';

const golden = projectPath('traces/golden');
const geometry = projectPath('traces/geometry');

function scenarios(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.host.gz'))
    .sort()
    .map((f) => join(directory, f));
}

describe('recorded vectors', () => {
  it.each(scenarios(golden).map((f) => [f.slice(golden.length + 1), f]))('%s', async (_, file) => {
    const scenario = scenarioOf(file);
    expect(scenario).toBeDefined();
    expect(await verifyScenario(scenario!)).toMatchObject({ passed: true });
  });

  it.each(scenarios(geometry).map((f) => [f.slice(geometry.length + 1), f]))(
    '%s, of a chip of another size or width',
    async (_, file) => {
      expect(await verifyScenario(scenarioOf(file)!)).toMatchObject({ passed: true });
      expect(await verifyScenario(scenarioOf(file)!, { engine: 'turbo' })).toMatchObject({ passed: true });
    },
  );

  it.each([
    [golden, 200],
    [geometry, 100],
  ])('of %s are those of SHA256SUMS', (directory, least) => {
    const lines = readFileSync(join(directory, 'SHA256SUMS'), 'utf8').trim().split('\n');
    for (const line of lines) {
      const [sum, name] = line.split(/\s+/) as [string, string];
      expect(
        createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex'),
        name,
      ).toBe(sum);
    }
    expect(lines.length).toBeGreaterThan(least);
  });
});

const more = projectPath('../shared/golden/scenarios');
const missing = !existsSync(more) && '../shared/golden is missing, which is not part of the project';
describe.skipIf(missing)(needing('all recorded scenarios', missing), () => {
  it('pass', async () => {
    const committed = new Set(scenarios(golden).map((f) => f.split('/').pop()));
    for (const file of scenarios(more)) {
      if (committed.has(file.split('/').pop())) continue;
      expect(await verifyScenario(scenarioOf(file)!)).toMatchObject({ passed: true });
    }
  });
});
