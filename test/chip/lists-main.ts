/** Many random lists: `npm run lists -- [programs] [first seed]`. */
import { playRandomLists } from './random-lists.js';

const programs = Number(process.argv[2] ?? 2000);
const first = Number(process.argv[3] ?? 1_000_000);
let played = 0;
for (let seed = first; seed < first + programs; seed++) {
  played += await playRandomLists(seed);
  if (seed % 100 === 99) process.stdout.write(`${seed + 1 - first} programs\n`);
}
process.stdout.write(
  `${programs} programs agree, ${Math.round((100 * played) / programs)} % of the operations played\n`,
);
