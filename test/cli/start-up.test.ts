/** What commands load: a run, and pricing it again, start at once because they load little. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTable } from '../../src/energy/read-table.js';
import { builtInFile, builtInTables, compiledTable } from '../../src/host/compiled-tables.js';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const script = projectPath('firmware/energy/silent.host');

/** Packages whose modules a command loads; V8 lists all scripts of a process when it counts coverage. */
function packagesOf(...args: string[]): string[] {
  const coverage = temporaryDirectory();
  const { status, stderr } = spawnSync(process.execPath, [projectPath('dist/src/cli/main.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_V8_COVERAGE: coverage },
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const [file] = readdirSync(coverage);
  const { result } = JSON.parse(readFileSync(join(coverage, file!), 'utf8')) as { result: { url: string }[] };
  expect(result.some(({ url }) => url.endsWith('/dist/src/cli/main.js'))).toBe(true);
  const names = result.map(({ url }) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

describe('a command loads only the packages it needs', () => {
  const run = temporaryDirectory();
  const mine = join(run, 'mine.yaml');
  beforeAll(() => {
    expect(sextant('run', script, '--energy', '-q', '-o', run).status).toBe(0);
    copyFileSync(builtInFile('fdsoi28'), mine);
  });

  const cases: [what: string, packages: string[], args: string[]][] = [
    ['help', ['commander'], ['--help']],
    ['pricing again', ['commander'], ['energy', run]],
    [
      'under another table',
      ['commander'],
      ['energy', run, '--table', 'literature28', '--vdd', '0.6V', '--json'],
    ],
    ['with a report', ['commander'], ['energy', run, '-o', temporaryDirectory()]],
    ["under a table of one's own", ['commander', 'js-yaml'], ['energy', run, '--table', mine]],
    ['a run', ['commander', 'crc-32'], ['run', script, '-q']],
    ['a priced run', ['commander', 'crc-32'], ['run', script, '-q', '--energy']],
    ['a traced run', ['commander', 'crc-32'], ['run', script, '-q', '--trace', `vcd:${join(run, 'a.vcd')}`]],
  ];
  it.each(cases)('%s', (_, packages, args) => {
    expect(packagesOf(...args)).toEqual(packages);
  });
});

describe('built-in tables', () => {
  it.each(builtInTables())('%s: what the build compiled is what its file says', (name) => {
    const file = builtInFile(name);
    expect(compiledTable(name), 'compiled by npm run build').toEqual(
      readTable(readFileSync(file, 'utf8'), file),
    );
  });
});
