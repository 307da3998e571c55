import { defineConfig } from 'vitest/config';

// The tests are compiled with everything else and run as JavaScript: what is tested is what ships. The project's own
// modules are imported by node itself; vitest's transformation would slow the engines down five times.
export default defineConfig({
  test: {
    include: ['dist/test/**/*.test.js'],
    testTimeout: 120_000,
    server: { deps: { external: [/\/dist\/(src|isa|bench)\//] } },
  },
});
