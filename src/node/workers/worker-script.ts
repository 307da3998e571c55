/** Where the code of a worker is: beside this file in the bundle, in its source when the sources run as they are. */

/** Workers by name, with their source relative to this file. */
const SOURCES = {
  'energy-log-worker': './energy-log-worker.ts',
  'table-worker': './table-worker.ts',
  'verify-worker': './verify-worker.ts',
} as const;

/** Module of a worker. */
export const workerScript = (name: keyof typeof SOURCES): URL =>
  new URL(import.meta.url.endsWith('.ts') ? SOURCES[name] : `./${name}.js`, import.meta.url);
