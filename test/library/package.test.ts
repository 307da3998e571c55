/** What `npm pack` puts into the package. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectPath } from '../project.js';

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { types: string; default: string }>>;
}

describe('the package', () => {
  const manifest = JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as Manifest;
  let files: string[] = [];

  beforeAll(() => {
    const command = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const { stdout } = spawnSync('npm', command, { cwd: projectPath('.'), encoding: 'utf8', shell: true });
    const packed = JSON.parse(stdout) as
      { files: { path: string }[] }[] | Record<string, { files: { path: string }[] }>;
    files = Object.values(packed).flatMap((list) => list.files.map(({ path }) => path));
  });

  it('holds the command, the entries of the library, firmware, energy tables and documents', () => {
    const entries = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : [entry.default],
    );
    const needed = [...Object.values(manifest.bin), ...entries].map((file) => file.replace(/^\.\//, ''));
    const others = [
      'README.md',
      'LICENSE',
      'docs/firmware.md',
      'firmware/blink.s',
      'isa/energy/fdsoi28.yaml',
    ];
    expect(files).toEqual(expect.arrayContaining([...needed, ...others]));
  });

  it('holds no tests, benchmarks, sources or source maps', () => {
    expect(files.filter((file) => /^(test|bench|src|tools|wasm)\/|^dist\/bench|\.map$/.test(file))).toEqual(
      [],
    );
  });

  it('has a source for every entry', () => {
    for (const entry of Object.values(manifest.exports))
      if (typeof entry !== 'string') {
        const source = entry.types.replace('./dist/types/', '').replace(/\.d\.ts$/, '.ts');
        expect(existsSync(projectPath(source)), source).toBe(true);
      }
  });
});
