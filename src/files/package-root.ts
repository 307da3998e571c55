/** Where the package lies: its firmware, data and built files are found from there. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  const own = dirname(fileURLToPath(import.meta.url));
  let folder = own;
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    // Files of the package that were copied elsewhere find nothing there, and say so when they need it.
    if (above === folder) return own;
    folder = above;
  }
  return folder;
}

const root = findRoot();

/** Absolute path of a file or folder of the package, given relative to its root. */
export const packagePath = (...parts: string[]): string => join(root, ...parts);
