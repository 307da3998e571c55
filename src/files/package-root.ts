/** Where the package lies: its firmware, data and built files are found from there. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

const root = findRoot();

/** Absolute path of a file or folder of the package, given relative to its root. */
export const packagePath = (...parts: string[]): string => join(root, ...parts);
