/** Many random programs under the debugger: `npm run debugging -- [programs] [weights] [seed]`. */
import seedrandom from 'seedrandom';
import { STEPS } from '../../src/debug/movement.js';
import {
  CONDITIONS,
  differingChanges,
  differingCycles,
  differingHits,
  randomProgram,
  randomWeights,
  STOPS,
  undoneSteps,
} from './properties.js';

const [programs = '1000', weights = '200', seed = '1'] = process.argv.slice(2);
/** Weights that are asked for in a program. */
const WEIGHTS_A_PROGRAM = 4;

const faults: string[] = [];

function check(what: string, fault: string | undefined): void {
  if (fault === undefined) return;
  faults.push(what);
  process.stdout.write(`${what}: ${fault}\n`);
}

for (let i = 0; i < Number(programs); i++) {
  const name = `${seed}/${i}`;
  const program = await randomProgram(name);
  const random = seedrandom(`${name} steps`);
  const below = (n: number): number => Math.floor(random() * n);
  for (const size of STEPS) check(name, undoneSteps(program, size, below(60), 1 + below(5)));
  for (const what of STOPS) check(name, differingHits(program, what));
  for (const text of CONDITIONS) check(name, differingCycles(program, text));
  if (i % 20 === 19) process.stdout.write(`${i + 1} programs\n`);
}
process.stdout.write(
  `${programs} programs: steps of ${STEPS.length} sizes, ${STOPS.length} stops, ${faults.length} faults\n`,
);

for (let i = 0; i < Number(weights); i += WEIGHTS_A_PROGRAM) {
  const name = `${seed}/weights ${i}`;
  const random = seedrandom(name);
  check(name, differingChanges(await randomProgram(name), randomWeights(random, WEIGHTS_A_PROGRAM)));
}
process.stdout.write(`${weights} weights: all changes of each, ${faults.length} faults in all\n`);
if (faults.length > 0) process.exitCode = 1;
