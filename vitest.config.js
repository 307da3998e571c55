import { defineConfig } from 'vitest/config';

// The tests are compiled with everything else and run as JavaScript: what is tested is what ships.
export default defineConfig({
  test: { include: ['dist/test/**/*.test.js'], testTimeout: 120_000 },
});
