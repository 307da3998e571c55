/** `npm run fuzz [COUNT [SEED]]`: the long form of the fuzz test. */
import { fuzz } from './fuzz.js';
import { fuzzImages } from './fuzz-images.js';

const [count = '20000', seed = '1'] = process.argv.slice(2);
const start = performance.now();
const counts = fuzz(await fuzzImages(), Number(count), seed);
const seconds = (performance.now() - start) / 1000;
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `${count} mutated images (seed ${seed}): ${counts.refused} refused, ${counts.trapped} trapped, ${counts.ended} ended; ` +
    `${seconds.toFixed(1)} s, at most ${megabytes.toFixed(0)} MB\n`,
);
if (megabytes > 512) process.exitCode = 1;
