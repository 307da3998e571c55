/** Where the code of a worker is: bundled in `dist`, or beside this file while the sources run. */
import { pathToFileURL } from 'node:url';
import { packagePath } from '../../files/package-root.js';

/** The workers; the source of each is the file of that name in this folder. */
export const WORKERS = ['table-worker', 'verify-worker'] as const;

/** Module of a worker. */
export const workerScript = (name: (typeof WORKERS)[number]): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL(`./${name}.ts`, import.meta.url)
    : pathToFileURL(packagePath('dist', `${name}.js`));
