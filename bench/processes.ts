/** Processes of node, and a directory for what they write. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagePath } from '../src/files/package-root.js';

/** Runs node. @returns seconds on the wall. @throws Error where the process fails. */
export function timeProcess(...args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return seconds;
}

/** Writes the processor time of a process, all its threads together, to a file descriptor when it ends. */
const REPORT_USAGE = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs';" +
    "process.on('exit', () => { const { user, system } = process.cpuUsage(); writeSync(3, String(user + system)); });",
)}`;
/** Longest output of a process. */
const MOST_OUTPUT = 1 << 26;

/** Runs a program of node. @returns its processor seconds, and what it printed. @throws Error where it fails. */
export function measureProcess(...args: readonly string[]): { seconds: number; output: string } {
  const { status, stdout, stderr, output } = spawnSync(
    process.execPath,
    ['--import', REPORT_USAGE, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      encoding: 'utf8',
      maxBuffer: MOST_OUTPUT,
    },
  );
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return { seconds: Number(output[3]) / 1e6, output: stdout };
}

/** Runs the command line. @returns seconds on the wall. */
export const runSextant = (...args: readonly string[]): number =>
  timeProcess(packagePath('dist/sextant.js'), ...args);

/** Calls `work` with a directory that exists as long as it runs. */
export function withDirectory<T>(work: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'sextant-bench-'));
  try {
    return work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
