/**
 * Random programs on random chips of the family, engines against the reference model, for as long as one likes:
 *
 *     npx tsx test/reference/run-programs.ts [PROGRAMS] [SEED]
 *
 * Ends at the first difference, naming the seed of the program and its chip.
 */
import { randomDesign } from '../random-design.js';
import { runProgram, type Theme } from './programs.js';

const THEMES: readonly (readonly [Theme, number])[] = [
  ['samples', 100],
  ['samples', 100],
  ['large', 30],
  ['spi', 80],
  ['chaos', 80],
];

const [programs = '2000', seed = '1'] = process.argv.slice(2);
for (let i = 0; i < Number(programs); i++) {
  const [theme, operations] = THEMES[i % THEMES.length]!;
  const design = randomDesign(`${seed}/${i}`);
  try {
    runProgram(`${seed}/${i}`, operations, theme, design);
  } catch (error) {
    console.error(`program ${seed}/${i} (${theme}) on ${design.name}: ${(error as Error).message}`);
    process.exit(1);
  }
  if (i % 20 === 19) console.log(`${i + 1} programs agree`);
}
