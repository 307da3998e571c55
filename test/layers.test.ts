/** The import rules: the project keeps them, and each of them notices its violation. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Report {
  summary: { violations: { rule: { name: string }; from: string; to: string }[]; totalCruised: number };
}

function cruise(directory: string, ...folders: string[]): Report {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', ...folders],
    ],
    { cwd: directory, encoding: 'utf8', maxBuffer: 1 << 27 },
  );
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Report;
}

/** Rules broken by a small project of the given files, with the file that breaks each. */
function broken(files: Record<string, string>): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'sextant-layers-'));
  try {
    writeFileSync(join(directory, 'tsconfig.json'), '{"compilerOptions":{"module":"NodeNext"}}');
    writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
    for (const [name, text] of Object.entries({ 'isa/pins.ts': '', ...files })) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    const found = cruise(directory, 'src', 'isa').summary.violations.map((v) => `${v.rule.name}: ${v.from}`);
    return [...new Set(found)].sort();
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const value = 'export const x = 1;\nexport type X = number;\n';

describe('layers', () => {
  it('are kept by the project', () => {
    const { violations, totalCruised } = cruise(root, 'src', 'isa').summary;
    expect(violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThan(50);
  });

  it('allow what looks down', () => {
    const files = {
      'src/chip/a.ts': value,
      'src/trace/b.ts': "export { x } from '../chip/a.js';\n",
      'src/host/c.ts': "import fs from 'node:fs';\nexport { x } from '../trace/b.js';\nexport default fs;\n",
      'src/cli/d.ts': "export { x } from '../host/c.js';\nexport { x as y } from '../chip/a.js';\n",
      'src/index.ts': "export { x } from './host/c.js';\n",
    };
    expect(broken(files)).toEqual([]);
  });

  it('notice what looks up, types included', () => {
    const files = {
      'src/host/a.ts': value,
      'src/chip/b.ts': "export { x } from '../host/a.js';\n",
      'src/trace/c.ts': "import type { X } from '../host/a.js';\nexport type Y = X;\n",
      'isa/d.ts': "export { x } from '../src/host/a.js';\n",
    };
    expect(broken(files)).toEqual([
      'layer-chip: src/chip/b.ts',
      'layer-isa: isa/d.ts',
      'layer-trace: src/trace/c.ts',
    ]);
  });

  it('notice what looks sideways, cli and web above all', () => {
    const files = {
      'src/cli/a.ts': value,
      'src/web/b.ts': "export { x } from '../cli/a.js';\n",
      'src/asm/c.ts': value,
      'src/energy/d.ts': "export { x } from '../asm/c.js';\n",
      'src/web/e.ts': value,
      'src/cli/f.ts': "export { x } from '../web/e.js';\n",
    };
    expect(broken(files)).toEqual([
      'layer-cli: src/cli/f.ts',
      'layer-energy: src/energy/d.ts',
      'layer-web: src/web/b.ts',
    ]);
  });

  it('notice Node in what a browser loads', () => {
    const node = "import fs from 'node:fs';\nexport default fs;\n";
    const units = ['chip', 'isa', 'fixed-point', 'firmware', 'asm', 'energy', 'trace'];
    const files = Object.fromEntries(units.map((unit) => [`src/${unit}/a.ts`, node]));
    expect(broken({ ...files, 'isa/b.ts': node, 'src/host/c.ts': node, 'src/cli/d.ts': node })).toEqual(
      ['isa/b.ts', ...units.map((unit) => `src/${unit}/a.ts`)].map((file) => `portable: ${file}`).sort(),
    );
  });

  it('notice circles, dead imports, new folders and imports of the library entry or the tests', () => {
    const files = {
      'src/chip/a.ts': "export { y } from './b.js';\nexport const x = 1;\n",
      'src/chip/b.ts': "export { x } from './a.js';\nexport const y = 1;\n",
      'src/host/c.ts': "export { z } from './nowhere.js';\n",
      'src/novel/d.ts': "export { x } from '../chip/a.js';\n",
      'src/index.ts': value,
      'src/host/e.ts': "export { x } from '../index.js';\n",
      'src/cli/g.ts': "export { x } from '../index.js';\n",
      'test/help.ts': value,
      'src/cli/f.ts': "export { x } from '../../test/help.js';\n",
    };
    expect(broken(files)).toEqual([
      'library-entry: src/host/e.ts',
      'no-circular: src/chip/a.ts',
      'no-tests: src/cli/f.ts',
      'resolvable: src/host/c.ts',
      'unranked-folder: src/novel/d.ts',
    ]);
  });
});
