/** `npm run fuzz [COUNT [SEED [NAME ...]]]`: the long form of the fuzz tests, of all targets or of those named. */
import { fuzz } from './frame.js';
import { FUZZ_TARGETS } from './targets.js';

const [count = '20000', seed = '1', ...names] = process.argv.slice(2);
for (const target of FUZZ_TARGETS) {
  if (names.length > 0 && !names.includes(target.name)) continue;
  const start = performance.now();
  const { counts, slowest } = await fuzz(target, Number(count), seed);
  const seconds = (performance.now() - start) / 1000;
  const outcomes = Object.entries(counts).map(([outcome, n]) => `${n} ${outcome}`);
  process.stdout.write(
    `${target.name}: ${count} mutations (seed ${seed}): ${outcomes.join(', ')}; ` +
      `${seconds.toFixed(1)} s, the slowest ${slowest.toFixed(2)} s\n`,
  );
}
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`at most ${megabytes.toFixed(0)} MB\n`);
if (megabytes > 768) process.exitCode = 1;
