/** Places and helpers the tests share. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A path within the project. */
export const projectPath = (path: string): string => join(root, path);

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A new empty directory, which is removed after the last test of the file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sextant-'));
  directories.push(directory);
  return directory;
}

export interface CliResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command line. */
export const sextant = (...args: string[]): CliResult => sextantAt(process.cwd(), ...args);

/** Runs the command line in a directory. */
export function sextantAt(directory: string, ...args: string[]): CliResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [projectPath('dist/sextant.js'), ...args], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}

/** Runs the command line where no file may grow beyond 32 kB: a full disk, without the need to be root. */
export function sextantOnFullDisk(directory: string, ...args: string[]): CliResult {
  const command = [process.execPath, projectPath('dist/sextant.js'), ...args];
  const { status, stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -f 64; exec "$@"', 'sh', ...command], {
    cwd: directory,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Tells the process that started a command when the command begins to handle Ctrl-C. */
const REPORT_HANDLER = `data:text/javascript,
  process.on('newListener', (event) => event === 'SIGINT' && process.send('ready'));`;

/** Runs the command line, and presses Ctrl-C once the command handles it and `ready` holds. */
export async function interrupted(
  ready: () => boolean,
  ...args: string[]
): Promise<Omit<CliResult, 'stderr'>> {
  const command = ['--import', REPORT_HANDLER, projectPath('dist/sextant.js'), ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
  let stdout = '';
  child.stdout!.on('data', (text: Buffer) => (stdout += text.toString()));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  await Promise.race([once(child, 'message'), ended]);
  while (!ready() && child.exitCode === null) await sleep(10);
  child.kill('SIGINT');
  return { status: (await ended)[0], stdout };
}

/** Name of a group of tests that need something: says what is missing, and how to get it, where they are skipped. */
export const needing = (name: string, missing: string | false): string =>
  missing === false ? name : `${name} (skipped: ${missing})`;
