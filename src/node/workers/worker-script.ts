/** Finds the code of a worker: the bundle in `dist`, or its source if the sources are run. */
import { pathToFileURL } from 'node:url';
import { packagePath } from '../../files/package-root.js';

/** The workers, each with its source. */
export const WORKERS = {
  'table-worker': 'src/node/workers/table-worker.ts',
  'verify-worker': 'src/node/workers/verify-worker.ts',
  'study-worker': 'src/study-node/workers/study-worker.ts',
} as const;

/** Module of a worker. */
export const workerScript = (name: keyof typeof WORKERS): URL =>
  pathToFileURL(packagePath(...(import.meta.url.endsWith('.ts') ? [WORKERS[name]] : ['dist', `${name}.js`])));
