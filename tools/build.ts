/**
 * Bundles the command line, its workers and the library into `dist`: `npm run build`.
 *
 * Files are written under a temporary name and renamed one by one, so that a command that runs meanwhile keeps its files.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { packagePath } from '../src/files/package-root.js';

/** What is built, by the name of its file in `dist`. */
const ENTRIES: Readonly<Record<string, string>> = {
  sextant: 'src/cli/main.ts',
  'energy-log-worker': 'src/node/workers/energy-log-worker.ts',
  'table-worker': 'src/node/workers/table-worker.ts',
  'verify-worker': 'src/node/workers/verify-worker.ts',
  index: 'src/index.ts',
  bench: 'bench/main.ts',
};

const dist = packagePath('dist');
const { outputFiles } = await build({
  absWorkingDir: packagePath(),
  entryPoints: ENTRIES,
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  chunkNames: '[name]-[hash]',
  write: false,
  logLevel: 'warning',
});
mkdirSync(dist, { recursive: true });
for (const { path, contents } of outputFiles) {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}
const built = new Set(outputFiles.map(({ path }) => basename(path)));
for (const name of readdirSync(dist)) if (name.endsWith('.js') && !built.has(name)) rmSync(join(dist, name));
