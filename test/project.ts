/** Places and helpers the tests share. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Runs the command line, and presses Ctrl-C after some milliseconds. */
export async function interrupted(after: number, ...args: string[]): Promise<Omit<CliResult, 'stderr'>> {
  const child = spawn(process.execPath, [projectPath('dist/sextant.js'), ...args]);
  let stdout = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, after));
  child.kill('SIGINT');
  return { status: await ended, stdout };
}
