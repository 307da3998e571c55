/** Another revision of this project, built apart. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../src/files/package-root.js';

export interface Build {
  /** Hash of its commit, short. */
  readonly name: string;
  /** The file that is its command line. */
  readonly program: string;
}

/**
 * Builds a revision in a directory, with the packages of its lock file.
 * @param directory that does not exist yet. It is removed by {@link removeRevision}.
 * @throws Error if there is no such revision, or it does not build.
 */
export function buildRevision(revision: string, directory: string): Build {
  const commit = git('rev-parse', '--short', '--verify', `${revision}^{commit}`);
  git('worktree', 'add', '--detach', directory, commit);
  const lock = 'package-lock.json';
  const isSame = readFileSync(join(directory, lock), 'utf8') === readFileSync(packagePath(lock), 'utf8');
  if (isSame) symlinkSync(packagePath('node_modules'), join(directory, 'node_modules'), 'dir');
  else npm(directory, 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
  const { scripts } = described(directory);
  npm(directory, 'run', '--silent', scripts['bundle'] === undefined ? 'build' : 'bundle');
  return { name: commit, program: join(directory, described(directory).bin['sextant']!) };
}

/** The build in a directory, as it is. */
export const buildIn = (directory: string): Build => ({
  name: directory,
  program: join(directory, described(directory).bin['sextant']!),
});

/** Whether a directory holds a tree of this project. */
export const isTree = (directory: string): boolean => existsSync(join(directory, 'package.json'));

/** Removes the directory of a build, and what git knows about it. */
export function removeRevision(directory: string): void {
  if (existsSync(directory)) git('worktree', 'remove', '--force', directory);
}

function described(directory: string): { scripts: Record<string, string>; bin: Record<string, string> } {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as ReturnType<typeof described>;
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: packagePath(), encoding: 'utf8', stdio: 'pipe' }).trim();
}

function npm(directory: string, ...args: readonly string[]): void {
  execFileSync('npm', args, { cwd: directory, encoding: 'utf8', stdio: 'pipe' });
}
