/**
 * Bundles the command line, its workers, the benchmark, the script of pages with charts and the library into `dist`, and
 * turns the energy tables into JSON: `npm run bundle`.
 *
 * The command line is split at its dynamic imports, so that a command loads only its part: node takes longer to parse all
 * of it than to price a run. The other programs are one file each. The entries of the library share their code, so that a
 * class is the same object whichever entry it is imported from. Every file is written under a temporary name and then renamed:
 * a command that is running meanwhile keeps the files it has opened. With `--prune`, as before a package is packed, files of
 * earlier builds are removed at once.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rolldown, type OutputChunk } from 'rolldown';
import { readYaml } from '../src/text/yaml.js';
import { packagePath } from '../src/files/package-root.js';
import { builtInFile, builtInTables, compiledFile, type CompiledTable } from '../src/node/energy-tables.js';
import { PAGE_SCRIPT } from '../src/node/page-script.js';
import { WORKERS } from '../src/node/workers/worker-script.js';
import { licenseTexts } from './licenses.js';
import { bundlePageScript } from './page-script.js';

/** The programs by the name of their file in `dist`. */
const PROGRAMS: Readonly<Record<string, string>> = {
  sextant: 'src/cli/main.ts',
  ...WORKERS,
  'hdf5-process': 'src/hdf5/hdf5-process.ts',
  bench: 'bench/main.ts',
};

/** Whether files of earlier builds are removed whatever their age. */
const PRUNE = process.argv.includes('--prune');

/** How long the files of earlier builds stay, in ms: a command that is still running may load them. */
const KEEP_FOR = PRUNE ? 0 : 24 * 3600 * 1000;

/**
 * Packages that programs load from node_modules, when they need them: large ones that few commands use, and piscina,
 * which starts a worker from a file of its own. All other packages become part of the program.
 */
const EXTERNAL = ['@duckdb/node-api', 'h5wasm', 'piscina', 'protobufjs'];

const isExternal = (id: string): boolean => EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`));
/** A package or a module of Node: neither a path of the project nor one of the disk. */
const isPackage = (id: string): boolean => /^[a-z@]/.test(id);

/**
 * Code of the command line that is one file: what nearly every command needs, and what runs programs on a chip. Without
 * that, `sextant run` would load some 50 files.
 */
const SHARED_CODE: Readonly<Record<string, readonly string[]>> = {
  base: [
    ...['src/text', 'src/files', 'isa', 'src/isa', 'src/cli/shell', 'node_modules/commander'],
    // Pricing a run needs these of the chip, and nothing else.
    ...['src/chip/activity', 'src/chip/states', 'src/chip/engines'],
  ],
  chip: [
    ...['src/fixed-point', 'src/chip', 'src/firmware', 'src/asm', 'src/position'],
    ...['src/host', 'src/sequencer', 'src/run', 'src/lint'],
  ],
};
const groups = Object.entries(SHARED_CODE).map(([name, places]) => ({
  name,
  test: (id: string): boolean => places.some((place) => id.startsWith(packagePath(place))),
}));

const chunks = [
  ...(await Promise.all(Object.entries(PROGRAMS).map(([name, source]) => program(name, source)))).flat(),
  ...(await library()),
];
const files = new Map(chunks.map(({ fileName, code }) => [fileName, code]));
files.set(PAGE_SCRIPT, await bundlePageScript());
files.set('third-party-licenses.txt', licenseTexts(chunks.flatMap(({ moduleIds }) => moduleIds)));
for (const [name, text] of files) replaceFile(packagePath('dist', name), text);
removeOthers(packagePath('dist'), new Set(files.keys()));
if (PRUNE) rmSync(packagePath('dist', 'types'), { recursive: true, force: true });
for (const name of builtInTables()) {
  const text = readFileSync(builtInFile(name), 'utf8');
  const table: CompiledTable = { text, data: readYaml(text).data };
  replaceFile(compiledFile(name), JSON.stringify(table));
}

async function program(name: string, source: string): Promise<OutputChunk[]> {
  const bundle = await rolldown({
    cwd: packagePath(),
    input: { [name]: source },
    external: isExternal,
    platform: 'node',
  });
  const { output } = await bundle.generate({
    codeSplitting: name === 'sextant' && { groups },
    chunkFileNames: 'commands/[name]-[hash].js',
    // Lines and names stay, so that errors can be read; neither costs a start measurable time.
    comments: false,
  });
  return output.filter((file) => file.type === 'chunk');
}

/** The entries that package.json exports. */
async function library(): Promise<OutputChunk[]> {
  const { exports } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as {
    exports: Record<string, string | { types: string; default: string }>;
  };
  const input: Record<string, string> = {};
  for (const entry of Object.values(exports)) {
    if (typeof entry === 'string') continue;
    const name = relative('dist', entry.default).replace(/\.js$/, '');
    input[name] = relative('dist/types', entry.types).replace(/\.d\.ts$/, '.ts');
  }
  const bundle = await rolldown({
    cwd: packagePath(),
    input,
    external: isPackage,
    platform: 'neutral',
    // A module that one entry loads late may be part of another from its start.
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await bundle.generate({ chunkFileNames: 'library/shared/[name]-[hash].js' });
  return output.filter((file) => file.type === 'chunk');
}

function replaceFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** Removes what earlier builds left in the folder; declarations are written by tsc. */
function removeOthers(dist: string, built: ReadonlySet<string>): void {
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(dist, path);
    if (!entry.isFile() || !name.endsWith('.js') || built.has(name)) continue;
    if (Date.now() - statSync(path).mtimeMs >= KEEP_FOR) rmSync(path);
  }
}
