/** Directories that are made for outputs. */
import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileError } from './file-error.js';

/** Whether there is a directory of this name, or a link to one. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Makes a directory and those above it. @returns those that were not there, outermost first. @throws UserError */
export function makeDirectory(directory: string): string[] {
  const path = resolve(directory);
  if (isDirectory(path)) return [];
  const made = dirname(path) === path ? [] : makeDirectory(dirname(path));
  try {
    // One at a time: node's own recursion never ends in a file system that refuses new directories with ENOENT.
    mkdirSync(path);
    return [...made, path];
  } catch (error) {
    if (isDirectory(path)) return made;
    throw fileError(error, { file: directory });
  }
}

/** Removes a directory if it is empty. */
export function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // Something was written there.
  }
}

/** Files directly in a directory, in order of their names. @throws UserError if it cannot be read. */
export function filesIn(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries
      .filter((e) => !e.isDirectory())
      .map((e) => join(directory, e.name))
      .sort();
  } catch (error) {
    throw fileError(error, { file: directory });
  }
}
