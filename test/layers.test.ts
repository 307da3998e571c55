/** The import rules: the project keeps them, and each of them reports its violation. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectPath, temporaryDirectory } from './project.js';

const FOLDERS = ['src', 'isa', 'wasm', 'bench', 'test', 'tools'];
const CONFIG = projectPath('.dependency-cruiser.cjs');

interface Report {
  summary: { violations: { rule: { name: string }; from: string; to: string }[]; totalCruised: number };
}

function cruise(directory: string, ...folders: string[]): Report {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      projectPath('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', CONFIG, '--output-type', 'json', ...folders],
    ],
    { cwd: directory, encoding: 'utf8', maxBuffer: 1 << 27 },
  );
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Report;
}

const value = 'export const x = 1;\nexport type X = number;\n';
const node = "import fs from 'node:fs';\nexport default fs;\n";
const importing = (path: string): string => `export { x } from '${path}';\n`;

/** A project that breaks each rule, with files of the same kind beside them that break none. */
const FAULTY: Readonly<Record<string, string>> = {
  'src/chip/base.ts': value,
  'src/trace/base.ts': value,
  'src/host/base.ts': value,
  'src/cli/base.ts': value,
  'src/library/base.ts': value,
  'test/base.ts': value,
  // Allowed.
  'src/trace/lower.ts': importing('../chip/base.js'),
  'src/data/lower.ts': node + importing('../trace/base.js'),
  'src/cli/lower.ts': importing('../data/lower.js'),
  'bench/lower.ts': importing('../src/chip/base.js'),
  'test/lower.ts': importing('../bench/lower.js'),
  // Higher ranks.
  'src/chip/up.ts': importing('../host/base.js'),
  'src/trace/up.ts': "import type { X } from '../host/base.js';\nexport type Y = X;\n",
  'isa/up.ts': importing('../src/host/base.js'),
  // The same rank.
  'src/energy/aside.ts': importing('../trace/base.js'),
  'src/cli/aside.ts': importing('../library/base.js'),
  'src/library/aside.ts': importing('../cli/base.js'),
  // Node where a browser loads.
  ...Object.fromEntries(
    ['src/chip', 'isa', 'src/fixed-point', 'src/firmware', 'src/asm', 'src/host'].map((room) => [
      `${room}/node.ts`,
      node,
    ]),
  ),
  // Outputs that are not declared.
  'src/files/output.ts': value,
  'src/cli/writes.ts': importing('../files/output.js'),
  'src/cli/names.ts': "import type { X } from '../files/output.js';\nexport type Y = X;\n",
  // Circles.
  'src/chip/circle.ts': "export { y } from './around.js';\nexport const x = 1;\n",
  'src/chip/around.ts': "export { x } from './circle.js';\nexport const y = 1;\n",
  'test/circle.ts': "import type { D } from './around.js';\nexport type C = D;\n",
  'test/around.ts': "import type { C } from './circle.js';\nexport type D = C;\n",
  // The rest.
  'src/host/dead.ts': "export { z } from './nowhere.js';\n",
  'src/novel/unranked.ts': importing('../chip/base.js'),
  'src/unranked.ts': importing('./chip/base.js'),
  'src/cli/test.ts': importing('../../test/base.js'),
  'bench/test.ts': importing('../test/base.js'),
};

/** Violations in a project of the given files: rule and file. */
function violationsIn(files: Readonly<Record<string, string>>): string[] {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'tsconfig.json'), '{"compilerOptions":{"module":"NodeNext"}}');
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  const { violations } = cruise(directory, 'src', 'isa', 'bench', 'test').summary;
  return [...new Set(violations.map((v) => `${v.rule.name}: ${v.from}`))];
}

describe('layers', () => {
  it('are kept by the project', () => {
    const { violations, totalCruised } = cruise(projectPath(''), ...FOLDERS).summary;
    expect(violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThan(50);
  });

  it('are those of the table in ARCHITECTURE.md', () => {
    const table = readFileSync(projectPath('ARCHITECTURE.md'), 'utf8');
    const documented = [...table.matchAll(/^\| (\d+) +\| `(src\/[\w-]+|isa)` +\| \S/gm)].map(
      ([, rank, room]) => [room, Number(rank)] as const,
    );
    const { forbidden } = createRequire(import.meta.url)(CONFIG) as {
      forbidden: { name: string; to: { path?: string } }[];
    };
    const rules = forbidden.filter(({ name }) => name.startsWith('layer: '));
    const expected = documented.map(([room, rank]) => {
      const above = documented.filter(([other, height]) => other !== room && height >= rank);
      return [`layer: ${room}`, above.map(([other]) => other).sort()];
    });
    const actual = rules.map(({ name, to }) => [
      name,
      to
        .path!.replace(/^\^\(|\)\/$/g, '')
        .split('|')
        .filter(Boolean)
        .sort(),
    ]);
    expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected));
  });

  it('report every violation, and nothing else', () => {
    expect(violationsIn(FAULTY).sort()).toEqual(
      [
        'layer: src/chip: src/chip/up.ts',
        'layer: src/trace: src/trace/up.ts',
        'layer: isa: isa/up.ts',
        'layer: src/energy: src/energy/aside.ts',
        'layer: src/cli: src/cli/aside.ts',
        'layer: src/library: src/library/aside.ts',
        'portable: src/chip/node.ts',
        'portable: isa/node.ts',
        'portable: src/fixed-point/node.ts',
        'portable: src/firmware/node.ts',
        'portable: src/asm/node.ts',
        'portable: src/host/node.ts',
        'no-circular: src/chip/around.ts',
        'no-circular: test/around.ts',
        'resolvable: src/host/dead.ts',
        'unranked: src/novel/unranked.ts',
        'unranked: src/unranked.ts',
        'ships-alone: src/cli/test.ts',
        'outside: bench: bench/test.ts',
        'declared-outputs: src/cli/writes.ts',
      ].sort(),
    );
  });
});
