import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// The sources run as node itself loads them, translated by tsx: vitest's own module runner reads every imported name
// through a getter, which slows the engines down five times.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Without a number, one core is left idle.
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    execArgv: ['--import', 'tsx'],
    server: { deps: { external: [/\/(src|isa|bench|tools)\//] } },
  },
});
